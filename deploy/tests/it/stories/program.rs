//! The program itself: run, killed, run again.

mod ballots;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use super::reading::tallies_are_those_of_the_file;
use crate::harness::folder;
use crate::import::data;

const ALTHING: &str = env!("CARGO_BIN_EXE_althing");

/// A running `up`, and the lines that it printed before it was ready.
fn up(data: &Path, more: &[&str]) -> (Child, Vec<String>) {
    let mut child = Command::new(ALTHING)
        .args(["up", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let ready = line.starts_with("ready http://");
        lines.push(line);
        if ready {
            return (child, lines);
        }
    }
    let status = child.wait().unwrap();
    panic!("it ended before it was ready, with {status}: {lines:?}");
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    Command::new(ALTHING).args(arguments).arg("--data").arg(data).output().unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn an_import_that_is_killed_goes_on_and_every_tally_is_right() {
    let Some(conversation) = data("vtaiwan.uberx") else { return };
    let (parent, files) = (folder(), conversation.display().to_string());
    let data = parent.path().join("data");
    let (mut server, _) = up(&data, &[]);
    let mut import = Command::new(ALTHING)
        .args(["import", "polis", &files, "--data"])
        .arg(&data)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Both are killed when the votes are coming in.
    let said = BufReader::new(import.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(said.into_iter().any(|line| line.starts_with("votes: ")), "votes came in");
    server.kill().unwrap();
    import.kill().unwrap();
    server.wait().unwrap();
    import.wait().unwrap();
    let (mut server, lines) = up(&data, &[]);
    let again = json(&run(&data, &["import", "polis", &files, "--json"]));
    assert_eq!(again["projected"], true);
    assert!(again["written"].as_u64() > Some(0), "it was killed before its end");
    let third = json(&run(&data, &["import", "polis", &files, "--json"]));
    assert_eq!(third["written"], 0, "importing again changes nothing");
    let verified = json(&run(&data, &["project", "verify", "--json"]));
    assert_eq!(verified["differences"], serde_json::json!([]));
    let url = lines.last().and_then(|line| line.strip_prefix("ready ")).unwrap();
    tallies_are_those_of_the_file(url, &conversation).await;
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn the_demo_is_only_in_a_folder_that_it_made() {
    let parent = folder();
    let data = parent.path().join("data");
    let (mut server, lines) = up(&data, &["--demo"]);
    assert_eq!(lines.iter().filter(|line| line.starts_with("demo-token ")).count(), 4);
    let second = run(&data, &["up", "--listen", "127.0.0.1:0"]);
    assert!(!second.status.success(), "one program for a folder");
    server.kill().unwrap();
    server.wait().unwrap();
    let (mut server, lines) = up(&data, &["--demo"]);
    assert_eq!(lines.iter().filter(|line| line.starts_with("demo-token ")).count(), 4);
    server.kill().unwrap();
    server.wait().unwrap();
    let plain = parent.path().join("plain");
    let (mut server, lines) = up(&plain, &[]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    server.kill().unwrap();
    server.wait().unwrap();
    let refused = run(&plain, &["up", "--demo"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("without --demo"));
}

#[test]
fn commands_say_what_to_do() {
    let parent = folder();
    let data = parent.path().join("nothing");
    for arguments in [&["project", "status"][..], &["audit", "replay"], &["check"]] {
        let refused = run(&data, arguments);
        assert!(!refused.status.success());
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains("althing up --data"), "{said}");
    }
    let help = Command::new(ALTHING).arg("--help").output().unwrap();
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    for command in
        ["up", "serve", "import", "project", "audit", "schema", "check", "person", "token"]
    {
        assert!(help.contains(command), "{help}");
    }
    let schema = Command::new(ALTHING).arg("schema").output().unwrap();
    let there = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql"));
    assert!(schema.stdout == there.unwrap(), "write it: cargo run -- schema > schema.graphql");
}

#[test]
fn an_operator_checks_and_makes_tokens() {
    let parent = folder();
    let data = parent.path().join("data");
    let (mut server, _) = up(&data, &[]);
    assert_eq!(json(&run(&data, &["check", "--json"]))["ok"], true);
    let token = json(&run(&data, &["token", "create", "--name", "watch", "--json"]));
    assert!(token["token"].as_str().unwrap().starts_with("alo_"));
    let wrong = run(&data, &["token", "create", "--name", "", "--json"]);
    assert!(!wrong.status.success());
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn an_operator_takes_people_out_and_puts_them_back() {
    let parent = folder();
    let data = parent.path().join("data");
    let (mut server, _) = up(&data, &["--demo"]);
    let replayed = run(&data, &["audit", "replay", "--json"]).stdout;
    let replayed = String::from_utf8(replayed).unwrap();
    let events = replayed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut people = events.filter(|event| event["type"] == "PersonRegistered");
    let person = people.next().unwrap()["stream"].as_str().unwrap().to_owned();
    for (command, changed) in
        [("deactivate", true), ("deactivate", false), ("reactivate", true), ("reactivate", false)]
    {
        let said = json(&run(&data, &["person", command, &person, "--json"]));
        assert_eq!(said, serde_json::json!({ "person": person, "changed": changed }));
    }
    let nobody = "person-00000000000000000000000007";
    let refused = run(&data, &["person", "deactivate", nobody]);
    assert!(!refused.status.success());
    assert_eq!(String::from_utf8_lossy(&refused.stderr), "error: there is no such person\n");
    assert!(!run(&data, &["person", "deactivate", "somebody"]).status.success());
    let verified = json(&run(&data, &["project", "verify", "--json"]));
    assert_eq!(verified["differences"], serde_json::json!([]));
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn a_broken_file_is_refused_before_anything_is_written() {
    let parent = folder();
    let (data, broken) = (parent.path().join("data"), parent.path().join("broken"));
    std::fs::create_dir(&broken).unwrap();
    let write = |name: &str, text: &str| std::fs::write(broken.join(name), text).unwrap();
    write("summary.csv", "topic,Bikes\n");
    let head = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body";
    write("comments.csv", &format!("{head}\n1000,x,0,7,1,0,1,More lanes\n"));
    write("votes.csv", "timestamp,datetime,comment-id,voter-id,vote\n1,x,0,1,1\n1,x,0,1,2\n");
    let (mut server, _) = up(&data, &[]);
    let refused = run(&data, &["import", "polis", broken.to_str().unwrap(), "--json"]);
    assert!(!refused.status.success());
    let error: Value = serde_json::from_slice(&refused.stderr).unwrap();
    let error = error["error"].as_str().unwrap();
    assert!(error.contains("votes.csv") && error.contains("line 3"), "{error}");
    assert!(error.contains("vote \"2\" is none of 1 (agree), -1 (disagree), 0 (pass)"), "{error}");
    assert_eq!(json(&run(&data, &["check", "--json"]))["head"], 0, "nothing is written");
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn an_operator_looks_after_the_read_models_and_an_auditor_reads_the_history() {
    let parent = folder();
    let data = parent.path().join("data");
    let (mut server, _) = up(&data, &["--demo"]);
    let status = json(&run(&data, &["project", "status", "--json"]));
    assert_eq!((&status["current"], &status["built"]), (&true.into(), &true.into()), "{status}");
    let rebuilt = json(&run(&data, &["project", "rebuild", "--json"]));
    assert_eq!(rebuilt["position"], status["head"]);
    let verified = json(&run(&data, &["project", "verify", "--json"]));
    assert_eq!(verified["differences"], serde_json::json!([]));
    assert_eq!(
        json(&run(&data, &["project", "prune", "--json"]))["dropped"],
        serde_json::json!([])
    );
    let replay = |more: &[&str]| -> Vec<Value> {
        let replayed = run(&data, &[&["audit", "replay", "--json"], more].concat());
        assert!(replayed.status.success(), "{}", String::from_utf8_lossy(&replayed.stderr));
        let lines = String::from_utf8(replayed.stdout).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let all = replay(&[]);
    assert_eq!(Value::from(all.len()), status["head"], "{all:?}");
    let (proposal, discussion) =
        ("proposal-3CC8DW5F5SS3A4A9W7SN1Z2551", "discussion-3JXEHHYF9NEH13BE6VK0VK45N0");
    let types = |events: &[Value]| -> Vec<String> {
        events.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    };
    let of_proposal = replay(&["--proposal", proposal]);
    let expected = ["ProposalRaised", "ProposalOpened", "VoteCast", "VoteCast"];
    assert_eq!(types(&of_proposal), expected);
    let of_discussion = types(&replay(&["--discussion", discussion]));
    assert_eq!(of_discussion.first().map(String::as_str), Some("DiscussionStarted"));
    assert!(of_discussion.iter().filter(|it| *it == "ProposalRaised").count() == 2);
    let until = of_proposal[1]["position"].to_string();
    assert_eq!(types(&replay(&["--proposal", proposal, "--as-of", &until])), expected[..2]);
    let long_ago = replay(&["--as-of", "2020-01-01T00:00:00Z"]);
    assert_eq!(long_ago, Vec::<Value>::new());
    for wrong in [&["--as-of", "soon"][..], &["--proposal", discussion]] {
        assert!(!run(&data, &[&["audit", "replay"], wrong].concat()).status.success());
    }
    let text = run(&data, &["audit", "replay", "--proposal", proposal]);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("VoteCast") && !text.contains("Repair"), "{text}");
    server.kill().unwrap();
    server.wait().unwrap();
}
