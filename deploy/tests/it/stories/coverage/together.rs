//! Every statement that requests share finds for many who ask at once what it finds for each alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::{
    CommentId, DiscussionId, GroupId, NoteId, OutcomeId, PersonId, ProposalId, TagId, TemplateId,
};
use eventlog::EventLog;
use futures::future::join_all;
use projections::{
    Reader, ReaderOptions, Snapshot, Viewer, ballots, comments, discussions, memberships, notes,
    outcomes, people, proposals, requests, tags, tallies, templates, unread,
};

use crate::service::Service;

/// What each statement found.
type Found = BTreeMap<&'static str, BTreeSet<String>>;

/// The ids of everything that there is.
struct Ids {
    comments: Vec<CommentId>,
    discussions: Vec<DiscussionId>,
    groups: Vec<GroupId>,
    notes: Vec<NoteId>,
    outcomes: Vec<OutcomeId>,
    people: Vec<PersonId>,
    proposals: Vec<ProposalId>,
    tags: Vec<TagId>,
    templates: Vec<TemplateId>,
}

impl Ids {
    async fn read(service: &Service) -> Self {
        let head = service.server.services().log.head().await.unwrap();
        assert!(service.server.wait_for(head).await);
        let database = service.database().pool.get().await.unwrap();
        let of = async |table: &str| -> Vec<u128> {
            let all = format!(
                "SELECT id::text FROM {}.{table} ORDER BY id",
                service.server.progress().schema()
            );
            let rows = database.query(&all, &[]).await.unwrap();
            let digits = rows.iter().map(|row| row.get::<_, String>(0).replace('-', ""));
            digits.map(|digits| u128::from_str_radix(&digits, 16).unwrap()).collect()
        };
        Self {
            comments: of("comments").await.into_iter().map(CommentId::from_u128).collect(),
            discussions: of("discussions").await.into_iter().map(DiscussionId::from_u128).collect(),
            groups: of("groups").await.into_iter().map(GroupId::from_u128).collect(),
            notes: of("notes").await.into_iter().map(NoteId::from_u128).collect(),
            outcomes: of("outcomes").await.into_iter().map(OutcomeId::from_u128).collect(),
            people: of("people").await.into_iter().map(PersonId::from_u128).collect(),
            proposals: of("proposals").await.into_iter().map(ProposalId::from_u128).collect(),
            tags: of("tags").await.into_iter().map(TagId::from_u128).collect(),
            templates: of("templates").await.into_iter().map(TemplateId::from_u128).collect(),
        }
    }
}

macro_rules! shared_statements {
    ($($name:literal: $module:ident::$ask:ident($ids:ident);)*) => {
        const STATEMENTS: &[&str] = &[$($name),*];

        /// Asks each of them for all ids.
        async fn ask(snapshot: &Snapshot, viewer: Viewer, all: &Ids) -> Found {
            Found::from([$({
                let found = $module::$ask(snapshot, &viewer, &all.$ids).await.unwrap();
                ($name, found.into_iter().map(|row| format!("{row:?}")).collect())
            }),*])
        }
    };
}

shared_statements! {
    "votes": ballots::of_viewer(proposals);
    "electorates": ballots::electorate_of(proposals);
    "who may vote": ballots::may_vote(proposals);
    "comments": comments::by_ids(comments);
    "discussions": discussions::by_ids(discussions);
    "memberships": memberships::of_viewer(groups);
    "notes": notes::by_ids(notes);
    "outcomes": outcomes::by_ids(outcomes);
    "outcomes that stand": outcomes::current_of(proposals);
    "people": people::by_ids(people);
    "proposals": proposals::by_ids(proposals);
    "requests": requests::of_viewer(groups);
    "tags": tags::by_ids(tags);
    "tallies": tallies::of(proposals);
    "templates": templates::by_ids(templates);
    "first news": unread::first_of(discussions);
    "counts of news": unread::counts_of(discussions);
}

/// Asks for everything as everybody, at the same time and then each alone.
pub async fn compare(service: &Service) {
    let ids = Ids::read(service).await;
    let options = ReaderOptions { connections: 1, ..ReaderOptions::default() };
    let (config, progress) = (service.database().config.clone(), service.server.progress());
    let reader = Reader::new(config, progress.clone(), options).unwrap();
    let people = ids.people.iter().copied().map(Viewer::person);
    let viewers: Vec<Viewer> = people.chain([Viewer::nobody()]).collect();
    let shared = reader.shared_snapshot(None).await.unwrap();
    let together = viewers.iter().map(|viewer| ask(&shared, *viewer, &ids));
    let together = join_all(together).await;
    drop(shared);
    let mut different: BTreeMap<&str, BTreeSet<&BTreeSet<String>>> = BTreeMap::new();
    let mut alone = Vec::new();
    for viewer in &viewers {
        let snapshot = reader.snapshot(None).await.unwrap();
        alone.push(ask(&snapshot, *viewer, &ids).await);
    }
    for ((viewer, together), alone) in viewers.iter().zip(&together).zip(&alone) {
        for (name, found) in alone {
            assert_eq!(&together[name], found, "{name} for {viewer:?}");
            different.entry(name).or_default().insert(found);
        }
    }
    for name in STATEMENTS {
        assert!(different[name].len() > 1, "everybody finds the same {name}: nothing was compared");
    }
}

#[test]
fn every_shared_statement_is_asked_above() {
    fn count(folder: &Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let in_entry = |path: std::path::PathBuf| match path.is_dir() {
            true => count(&path),
            false => std::fs::read_to_string(path).unwrap().matches(".rows_of(").count(),
        };
        entries.map(in_entry).sum()
    }
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../projections/src");
    assert_eq!(count(&sources), STATEMENTS.len(), "a statement that is shared is compared here");
}
