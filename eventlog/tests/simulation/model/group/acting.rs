//! What members and admins do in a group.

use domain::group::{
    ArchiveCause, Command, InvitationEnd, MembershipStart, Privacy, PrivacyCause, RequestEnd, Role,
    RoleChange, Template,
};
use domain::{GroupId, PersonId};

use super::super::proposal::checks::{Open, check_method, check_voting};
use super::super::{DAY, Model, Outcome, Why, fits, only_if, refuse, said};
use super::{Asked, Group, Named, check_privacy, message, ways_in};

impl Model {
    /// What members do.
    pub(super) fn act_in_group(
        &self,
        id: GroupId,
        group: &mut Group,
        command: &Command,
        by: PersonId,
    ) -> Outcome {
        let admin = group.is_admin(by);
        let adds = only_if(admin || group.switches.add_members);
        let now = self.now;
        match command {
            Command::Invite { invitations } => {
                adds?;
                only_if((1..=1_000).contains(&invitations.len()))?;
                let mut lines = vec![];
                for invitation in invitations {
                    if !group.invitations.contains_key(invitation) {
                        group.invitations.insert(*invitation, Some((by, now + 30 * DAY)));
                        lines.push(said("InvitationSent", &(invitation, by, now + 30 * DAY)));
                    }
                }
                Ok(lines)
            }
            Command::RevokeInvitation { invitation } => match group.invitations.get(invitation) {
                None => refuse(),
                Some(None) => Ok(vec![]),
                Some(Some((sender, _))) => {
                    only_if(admin || *sender == by)?;
                    group.invitations.insert(*invitation, None);
                    Ok(vec![said("InvitationEnded", &(invitation, InvitationEnd::Revoked))])
                }
            },
            Command::ApproveRequest { person } => {
                adds?;
                only_if(!self.is_away(*person))?;
                if group.is_member(*person) {
                    return Ok(vec![]);
                }
                only_if(group.asked.get(person) == Some(&Asked::Waiting))?;
                self.check_parent_membership(group, *person)?;
                Ok(self.let_in_again(id, group, *person, MembershipStart::Approved, 0))
            }
            Command::DeclineRequest { person, message: says } => {
                adds?;
                message(*says)?;
                only_if(!self.is_away(*person))?;
                match group.asked.get(person) {
                    None => refuse(),
                    Some(Asked::Declined) => Ok(vec![]),
                    Some(_) => {
                        group.asked.insert(*person, Asked::Declined);
                        Ok(vec![said("MembershipRequestEnded", &(person, RequestEnd::Declined))])
                    }
                }
            }
            Command::IgnoreRequest { person } => {
                adds?;
                only_if(!self.is_away(*person))?;
                match group.asked.get(person) {
                    None | Some(Asked::Declined) => refuse(),
                    Some(Asked::Ignored | Asked::IgnoredAndTakenBack) => Ok(vec![]),
                    Some(Asked::Waiting) => {
                        group.asked.insert(*person, Asked::Ignored);
                        Ok(vec![said("MembershipRequestEnded", &(person, RequestEnd::Ignored))])
                    }
                }
            }
            Command::SetRole { person, role } => {
                only_if(admin || by == *person && *role == Role::Member)?;
                only_if(!self.is_away(*person))?;
                let Some(stay) = group.stay(*person) else { return refuse() };
                if stay.role == *role {
                    return Ok(vec![]);
                }
                only_if(!self.is_last_admin(group, *person))?;
                for stay in &mut group.stays {
                    if stay.person == *person && stay.until.is_none() {
                        stay.role = *role;
                    }
                }
                let alone = by == *person;
                let cause = if alone { RoleChange::SteppedDown } else { RoleChange::Admin };
                Ok(vec![said("RoleChanged", &(person, role, cause))])
            }
            Command::DefineTag { tag, name } => {
                only_if(admin || group.switches.tag_and_pin)?;
                if group.tags.contains_key(tag) {
                    return Ok(vec![]);
                }
                fits(name, 1, 50)?;
                only_if(group.live_tags().len() < 100)?;
                group.tags.insert(*tag, (*name, false));
                Ok(vec![said("TagDefined", tag)])
            }
            Command::NameDelegate { delegate, tag } => {
                only_if(group.delegates(now) && *delegate != by)?;
                only_if(group.is_member(*delegate) && !self.is_away(*delegate))?;
                if group.delegate(by, *tag, now) == Some(*delegate) {
                    return Ok(vec![]);
                }
                only_if(tag.is_none_or(|tag| group.live_tags().contains(&tag)))?;
                let (person, tag) = (by, *tag);
                group.named.push(Named { at: now, person, tag, delegate: Some(*delegate) });
                Ok(vec![said("DelegateNamed", &(person, tag, delegate))])
            }
            Command::EndDelegation { tag } => {
                if group.delegate(by, *tag, now).is_none() {
                    return Ok(vec![]);
                }
                group.named.push(Named { at: now, person: by, tag: *tag, delegate: None });
                Ok(vec![said("DelegationEnded", &(by, tag))])
            }
            _ => {
                only_if(admin)?;
                self.look_after_group(id, group, command)
            }
        }
    }

    /// What admins do.
    pub(super) fn look_after_group(
        &self,
        id: GroupId,
        group: &mut Group,
        command: &Command,
    ) -> Outcome {
        let now = self.now;
        match command {
            Command::Edit { name, description, expected_revision } => {
                name.map_or(Ok(()), |text| fits(&text, 1, 250))?;
                description.map_or(Ok(()), |text| fits(&text, 0, 10_000))?;
                let name = name.filter(|text| *text != group.name);
                let description = description.filter(|text| match group.description {
                    None => text.chars > 0,
                    Some(own) => *text != own,
                });
                if name.is_none() && description.is_none() {
                    return Ok(vec![]);
                }
                only_if(*expected_revision == group.revision)?;
                group.name = name.unwrap_or(group.name);
                group.description = description.or(group.description);
                group.revision += 1;
                Ok(vec![said("GroupEdited", &(name, description))])
            }
            Command::Configure { join, parent_members_read, switches } => {
                let join = join.unwrap_or(group.join);
                let reads = parent_members_read.unwrap_or(group.parent_reads);
                let switches = switches.unwrap_or(group.switches);
                only_if(ways_in(group.privacy).contains(&join))?;
                only_if(!reads || group.privacy == Privacy::ParentVisible)?;
                only_if(!reads || group.parent_reads)?;
                if (join, reads, switches) == (group.join, group.parent_reads, group.switches) {
                    return Ok(vec![]);
                }
                (group.join, group.parent_reads, group.switches) = (join, reads, switches);
                Ok(vec![said("GroupConfigured", &(join, reads, switches))])
            }
            Command::ChangePrivacy { privacy } => {
                if *privacy == self.effective(group) {
                    return Ok(vec![]);
                }
                only_if(self.parent(group).is_none_or(|parent| parent.deleted.is_none()))?;
                check_privacy(*privacy, self.parent(group).map(|parent| parent.privacy))?;
                Ok(vec![self.turn_privacy(group, *privacy, PrivacyCause::Admin)])
            }
            Command::ChangeHandle { handle } => {
                if group.handle == Some(handle.claim) {
                    return Ok(vec![]);
                }
                self.check_handle(id, *handle, self.effective(group))?;
                group.old_handles.extend(group.handle);
                group.old_handles.remove(&handle.claim);
                group.handle = Some(handle.claim);
                Ok(vec![said("GroupHandleChanged", &handle.claim)])
            }
            Command::RenameTag { tag, name } => {
                let Some((own, false)) = group.tags.get(tag) else { return refuse() };
                if own == name {
                    return Ok(vec![]);
                }
                fits(name, 1, 50)?;
                group.tags.insert(*tag, (*name, false));
                Ok(vec![said("TagRenamed", tag)])
            }
            Command::DeleteTag { tag } => match group.tags.get_mut(tag) {
                None => refuse(),
                Some((_, true)) => Ok(vec![]),
                Some((_, deleted)) => {
                    *deleted = true;
                    Ok(vec![said("TagDeleted", tag)])
                }
            },
            Command::DefineTemplate { template, content, alike_options } => {
                if group.templates.contains_key(template) {
                    return Ok(vec![]);
                }
                check_template(content, *alike_options)?;
                only_if(group.live_templates().count() < 50)?;
                group.templates.insert(*template, Some(((**content).clone(), 1)));
                Ok(vec![said("TemplateDefined", &(template, content))])
            }
            Command::EditTemplate { template, content, alike_options, expected_revision } => {
                let Some(Some((own, revision))) = group.templates.get_mut(template) else {
                    return refuse();
                };
                if own == &**content {
                    return Ok(vec![]);
                }
                only_if(expected_revision == revision)?;
                check_template(content, *alike_options)?;
                (*own, *revision) = ((**content).clone(), *revision + 1);
                Ok(vec![said("TemplateEdited", &(template, content))])
            }
            Command::DeleteTemplate { template } => match group.templates.get_mut(template) {
                None => refuse(),
                Some(None) => Ok(vec![]),
                Some(kept) => {
                    *kept = None;
                    Ok(vec![said("TemplateDeleted", template)])
                }
            },
            Command::SwitchDelegation { on } => {
                if group.delegates(now) == *on {
                    return Ok(vec![]);
                }
                group.switched.push((now, *on));
                Ok(vec![said("DelegationSwitched", on)])
            }
            Command::Archive => {
                if group.archived.is_some() {
                    return Ok(vec![]);
                }
                group.archived = Some(now);
                Ok(vec![said("GroupArchived", &ArchiveCause::Admin)])
            }
            Command::Unarchive => {
                let Some(at) = group.archived.take() else { return Ok(vec![]) };
                group.stops.push((at, now, false));
                Ok(vec![said("GroupUnarchived", &now)])
            }
            Command::Delete => {
                if group.deleted.is_some() {
                    return Ok(vec![]);
                }
                group.deleted = Some((now, now + 30 * DAY));
                Ok(vec![said("GroupDeleted", &(now, now + 30 * DAY))])
            }
            Command::Restore => {
                let Some((at, until)) = group.deleted else { return Ok(vec![]) };
                only_if(now < until)?;
                group.deleted = None;
                group.stops.push((at, now, true));
                Ok(vec![said("GroupRestored", &now)])
            }
            _ => refuse(),
        }
    }
}

fn check_template(content: &Template, alike: Option<(u8, u8)>) -> Result<(), Why> {
    fits(&content.name, 1, 100)?;
    content.title.map_or(Ok(()), |title| fits(&title, 0, 150))?;
    content.body.map_or(Ok(()), |body| fits(&body, 0, 100_000))?;
    let Some(voting) = &content.voting else { return Ok(()) };
    check_method(&voting.method, alike, Open(true))?;
    check_voting(&voting.method, voting.reasons, voting.quorum, voting.rule)?;
    only_if(voting.days.is_none_or(|days| (1..=730).contains(&days)))
}
