//! Groups, who comes and goes, tags and delegates.

use serde_json::{Value, json};

use super::Scene;
use crate::service::Somebody;

impl Scene {
    pub async fn groups(&mut self) {
        self.founding().await;
        self.inviting().await;
        self.asking().await;
        self.governing().await;
    }

    async fn founding(&mut self) {
        let Self { record, ann, .. } = self;
        let input = json!({ "name": "Cellar", "privacy": "SECRET", "description": "Of wine." });
        self.cellar =
            record.done(ann, "createGroup", "group { id }", input).await["group"]["id"].take();
        let eve = record.eve.clone();
        record.query((ann, &eve), "groups", json!({})).await;
        let below = json!({ "name": "Shelf", "privacy": "SECRET", "parentId": self.cellar });
        record.only(ann, "createGroup", "", below).await;
        let bakery = json!({ "name": "Bakery", "privacy": "OPEN", "handle": "bakery" });
        self.bakery =
            record.done(ann, "createGroup", "group { id }", bakery).await["group"]["id"].take();
        let edit = json!({ "groupId": self.cellar, "expectedRevision": 1, "name": "Vault" });
        record.only(ann, "editGroup", "", edit).await;
        let switches = json!({ "createSubgroups": true });
        let configure = json!({ "groupId": self.cellar, "switches": switches });
        record.only(ann, "configureGroup", "", configure).await;
        let volume = json!({ "groupId": self.cellar, "volume": "LOUD" });
        record.only(ann, "setVolume", "", volume).await;
        let rename = json!({ "groupId": self.bakery, "handle": "oven" });
        record.refused(&eve, "changeGroupHandle", rename.clone(), "MEMBERS_ONLY").await;
        record.done(ann, "changeGroupHandle", "", rename).await;
    }

    async fn inviting(&mut self) {
        let addresses = ["ben", "gus", "cleo", "dan"].map(|name| format!("{name}@example.org"));
        let Self { record, ann, ben, gus, cellar, .. } = self;
        let (cleo, dan) =
            (record.service.somebody("cleo").await, record.service.somebody("dan").await);
        let invite = json!({ "groupId": cellar, "addresses": addresses });
        record.only(ann, "inviteToGroup", "", invite).await;
        record.look(ann, "Group", cellar).await;
        let nobody = record.nobody.clone();
        record.query((ben, &nobody), "viewer", json!({})).await;
        for who in [&*ben, gus] {
            let invitation = invitation_of(&record.service, who).await;
            record.only(who, "acceptInvitation", "", json!({ "invitationId": invitation })).await;
        }
        let invitation = invitation_of(&record.service, &cleo).await;
        record.only(&cleo, "declineInvitation", "", json!({ "invitationId": invitation })).await;
        let invitation = invitation_of(&record.service, &dan).await;
        let revoke = json!({ "groupId": cellar, "invitationId": invitation });
        record.only(ann, "revokeInvitation", "", revoke).await;
    }

    async fn asking(&mut self) {
        let Self { record, ann, ben, gus, cellar, .. } = self;
        let below = |name: &str, join: &str| json!({ "name": name, "privacy": "PARENT_VISIBLE", "parentId": cellar, "joinPolicy": join });
        let made = record.done(ann, "createGroup", "group { id }", below("Rack", "AT_ONCE")).await;
        let rack = &made["group"]["id"];
        record.only(ben, "joinGroup", "", json!({ "groupId": rack })).await;
        record.look(ben, "Group", rack).await;
        record.only(ben, "leaveGroup", "", json!({ "groupId": rack })).await;
        let made =
            record.done(ann, "createGroup", "group { id }", below("Cask", "BY_APPROVAL")).await;
        let cask = &made["group"]["id"];
        let (own, ask) =
            (json!({ "groupId": cask }), json!({ "groupId": cask, "message": "Let me." }));
        let of = |who: &Somebody| json!({ "groupId": cask, "personId": who.id });
        record.only(ben, "requestMembership", "", ask.clone()).await;
        record.look(ann, "Group", cask).await;
        record.look(ben, "Group", cask).await;
        record.only(ben, "withdrawMembershipRequest", "", own).await;
        record.done(ben, "requestMembership", "", ask.clone()).await;
        let decline = json!({ "groupId": cask, "personId": ben.id, "message": "Later." });
        record.only(ann, "declineMembershipRequest", "", decline).await;
        record.look(ben, "Group", cask).await;
        record.done(ben, "requestMembership", "", ask.clone()).await;
        record.only(ann, "approveMembershipRequest", "", of(ben)).await;
        record.done(gus, "requestMembership", "", ask).await;
        record.only(ann, "ignoreMembershipRequest", "", of(gus)).await;
        let narrow = json!({ "groupId": cask, "privacy": "SECRET" });
        record.only(ann, "changeGroupPrivacy", "", narrow).await;
    }

    async fn governing(&mut self) {
        let Self { record, ann, ben, cellar, .. } = self;
        let admin = json!({ "groupId": cellar, "personId": ben.id, "role": "ADMIN" });
        record.only(ann, "setRole", "", admin).await;
        let member = json!({ "groupId": cellar, "personId": ben.id, "role": "MEMBER" });
        record.done(ann, "setRole", "", member).await;
        record.only(ann, "switchDelegation", "", json!({ "groupId": cellar, "on": true })).await;
        let define = json!({ "groupId": cellar, "name": "Red" });
        let tag = record.only(ann, "defineTag", "tag { id }", define).await["tag"]["id"].take();
        let rename = json!({ "groupId": cellar, "tagId": tag, "name": "White" });
        record.only(ann, "renameTag", "", rename).await;
        self.templates().await;
        let Self { record, ann, ben, cellar, .. } = self;
        let delegate = json!({ "groupId": cellar, "delegateId": ann.id, "tagId": tag });
        record.done(ben, "nameDelegate", "", delegate).await;
        let everything = json!({ "groupId": cellar, "delegateId": ann.id });
        record.only(ben, "nameDelegate", "", everything).await;
        record.look(ben, "Group", cellar).await;
        let end = json!({ "groupId": cellar, "tagId": tag });
        record.only(ben, "endDelegation", "", end).await;
        let eve = record.eve.clone();
        record.query((ann, &eve), "group", json!({ "id": cellar })).await;
        record.query((ann, &eve), "person", json!({ "id": ben.id })).await;
    }

    async fn templates(&mut self) {
        let Self { record, ann, ben, cellar, .. } = self;
        let define = json!({
            "groupId": cellar, "name": "Wine", "title": "Wine of", "body": "Which?",
            "method": { "choose": { "options": ["Red", "White"] } }, "quorum": 50,
            "rule": { "threshold": { "percent": 50, "of": "OF_VOTES" } }, "votingDays": 7,
        });
        let made = record.only(ann, "defineTemplate", "template { id }", define.clone()).await;
        let id = &made["template"]["id"];
        let mut edit = define;
        (edit["templateId"], edit["expectedRevision"]) = (id.clone(), json!(1));
        edit["body"] = json!("Which, and why?");
        record.only(ann, "editTemplate", "", edit).await;
        record.look(ben, "Template", id).await;
        record.look(ben, "Group", cellar).await;
        let gone = json!({ "groupId": cellar, "templateId": id });
        record.only(ann, "deleteTemplate", "", gone).await;
        record.look(ben, "Template", id).await;
    }
}

/// The invitation that waits for somebody.
async fn invitation_of(service: &crate::service::Service, who: &Somebody) -> Value {
    let mut found =
        service.ask(who, "{ viewer { invitations { nodes { id } } } }", json!({})).await;
    found["viewer"]["invitations"]["nodes"][0]["id"].take()
}
