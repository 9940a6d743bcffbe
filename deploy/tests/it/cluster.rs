//! The private PostgreSQL cluster: it starts, it ends with its program, and nothing that happens in
//! between keeps it from starting again.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use deploy::cluster::running::{NotRunning, Running};
use deploy::cluster::{Cluster, ClusterError, ClusterOptions};
use rustix::process::{Pid, Signal, kill_process};
use tokio_postgres::{Client, NoTls};

use crate::harness::{execute, folder};

/// Tells [`holds_a_cluster_for_another_test`] where.
const HOLD: &str = "ALTHING_TEST_HOLDS";

/// Most of these tests are about processes, not about disks.
fn quick(dir: &Path) -> ClusterOptions {
    ClusterOptions { durable: false, ..ClusterOptions::new(dir) }
}

async fn client(cluster: &Cluster) -> Client {
    let (client, connection) = cluster.config("postgres").connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn setting(client: &Client, name: &str) -> String {
    client.query_one("SELECT current_setting($1)", &[&name]).await.unwrap().get(0)
}

fn is_there(pid: u32) -> bool {
    Path::new("/proc").join(pid.to_string()).join("cwd").read_link().is_ok()
}

#[tokio::test]
async fn a_cluster_is_durable_private_and_holds_any_text() {
    let place = folder();
    let cluster = Cluster::start(ClusterOptions::new(place.path().join("data"))).await.unwrap();
    let client = client(&cluster).await;
    for (name, value) in [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
        ("lc_collate", "C"),
        ("timezone", "UTC"),
    ] {
        assert_eq!(setting(&client, name).await, value, "{name}");
    }
    let row = client.query_one("SELECT lower('ÄÞ') || '台灣'", &[]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), "äþ台灣");
    drop(client);
    cluster.stop().await;
}

#[tokio::test]
async fn what_is_stored_is_there_after_a_stop_and_a_start() {
    let place = folder();
    let cluster = Cluster::start(ClusterOptions::new(place.path())).await.unwrap();
    let first = cluster.pid();
    let config = cluster.ensure_database("althing").await.unwrap();
    execute(&config, "CREATE TABLE t AS SELECT 7 AS n").await.unwrap();
    cluster.stop().await;
    assert!(!is_there(first));

    let cluster = Cluster::start(ClusterOptions::new(place.path())).await.unwrap();
    let config = cluster.ensure_database("althing").await.unwrap();
    execute(&config, "INSERT INTO t VALUES (8)").await.unwrap();
    cluster.stop().await;
}

#[tokio::test]
async fn a_second_program_in_a_folder_is_told_who_holds_it() {
    let place = folder();
    let cluster = Cluster::start(quick(place.path())).await.unwrap();
    let error = Cluster::start(quick(place.path())).await.unwrap_err();
    assert!(matches!(error, ClusterError::InUse { .. }), "{error}");
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
    cluster.stop().await;
}

/// Not a test of its own: this binary is started again to hold a cluster and be killed.
#[tokio::test]
async fn holds_a_cluster_for_another_test() {
    #[expect(clippy::disallowed_methods, reason = "one test tells another")]
    let Some(dir) = std::env::var_os(HOLD) else { return };
    let cluster = Cluster::start(quick(Path::new(&dir))).await.unwrap();
    println!("\nholding {}", cluster.pid());
    // Until that test is done.
    tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new()))
        .await
        .unwrap()
        .unwrap();
}

/// A process that holds a cluster.
struct Holder {
    process: Child,
    _until: ChildStdin,
    server: u32,
}

impl Holder {
    fn spawn(dir: &Path, path: Option<&Path>) -> Child {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "cluster::holds_a_cluster_for_another_test", "--nocapture"]);
        command.env(HOLD, dir).stdin(Stdio::piped()).stdout(Stdio::piped());
        if let Some(path) = path {
            command.env("PATH", path);
        }
        command.spawn().unwrap()
    }

    fn new(dir: &Path, path: Option<&Path>) -> Self {
        let mut process = Self::spawn(dir, path);
        let until = process.stdin.take().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let server = lines
            .filter_map(|line| line.strip_prefix("holding ")?.parse().ok())
            .next()
            .expect("a server");
        Self { process, _until: until, server }
    }

    fn kill(mut self) -> u32 {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.server
    }
}

/// Waits for the end of a process that is not our child.
async fn gone(pid: u32) {
    while is_there(pid) {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn the_server_ends_when_its_program_is_killed() {
    let place = folder();
    let server = Holder::new(place.path(), None).kill();
    gone(server).await;
    Cluster::start(quick(place.path())).await.unwrap().stop().await;
}

#[tokio::test]
async fn a_server_that_outlived_its_program_is_stopped_by_the_next_start() {
    let place = folder();
    let (data, programs) = (place.path().join("data"), place.path().join("programs"));
    // Without `setpriv` nothing tells the server that its program has ended.
    fs::create_dir(&programs).unwrap();
    let ls = ["/usr/bin/ls", "/bin/ls"].into_iter().find(|p| Path::new(p).exists()).unwrap();
    std::os::unix::fs::symlink(ls, programs.join("ls")).unwrap();
    let server = Holder::new(&data, Some(&programs)).kill();
    assert!(is_there(server));

    let cluster = Cluster::start(quick(&data)).await.unwrap();
    assert!(!is_there(server));
    assert_eq!(setting(&client(&cluster).await, "listen_addresses").await, "");
    cluster.stop().await;
}

#[tokio::test]
async fn a_program_that_is_killed_while_it_makes_the_cluster_leaves_no_half_of_it() {
    let place = folder();
    let mut process = Holder::spawn(place.path(), None);
    let unfinished = |dir: &Path| -> Option<PathBuf> {
        let mut entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        entries.find(|path| path.to_string_lossy().contains("postgres.new-"))
    };
    let base = loop {
        assert!(process.try_wait().unwrap().is_none(), "it ended before it was killed");
        if let Some(unfinished) = unfinished(place.path())
            && unfinished.join("base").exists()
        {
            break unfinished;
        }
        tokio::task::yield_now().await;
    };
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(!place.path().join("postgres").exists());

    let cluster = Cluster::start(quick(place.path())).await.unwrap();
    assert_eq!(setting(&client(&cluster).await, "server_encoding").await, "UTF8");
    assert!(!base.exists());
    cluster.stop().await;
}

#[tokio::test]
async fn a_server_that_is_killed_is_noticed_and_started_again_at_once() {
    let place = folder();
    let cluster = Cluster::start(ClusterOptions::new(place.path())).await.unwrap();
    let config = cluster.ensure_database("althing").await.unwrap();
    execute(&config, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS n").await.unwrap();
    let pid = Pid::from_raw(cluster.pid().cast_signed()).unwrap();
    kill_process(pid, Signal::KILL).unwrap();
    assert!(cluster.ended().await.contains("signal: 9"));
    drop(cluster);

    let cluster = Cluster::start(ClusterOptions::new(place.path())).await.unwrap();
    execute(&cluster.config("althing"), "INSERT INTO t VALUES (0)").await.unwrap();
    cluster.stop().await;
}

fn status(process: &str, field: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let value = text.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    value.trim().to_owned()
}

#[tokio::test]
async fn root_may_keep_its_data_where_nobody_else_can_go() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let place = folder();
    let closed = place.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let started = Cluster::start(quick(&closed.join("data"))).await;
    // In a container, root may lack the right that it would lend.
    let capabilities = u64::from_str_radix(&status("self", "CapPrm:"), 16).unwrap();
    if capabilities & (1 << 2) == 0 {
        assert!(matches!(started, Err(ClusterError::OutOfReach { .. })), "{started:?}");
        return;
    }
    let cluster = started.unwrap();
    let account = status(&cluster.pid().to_string(), "Uid:");
    assert!(!account.starts_with("0\t"), "{account}");
    cluster.stop().await;
}

#[tokio::test]
async fn a_path_that_is_long_or_odd_is_no_obstacle() {
    let place = folder();
    let odd = place.path().join("it's, \"ours\" ü%20");
    let long = place.path().join("long".repeat(30));
    for dir in [odd, long] {
        let cluster = Cluster::start(quick(&dir)).await.unwrap();
        let (client, connection) =
            tokio_postgres::connect(&cluster.url("postgres"), NoTls).await.unwrap();
        tokio::spawn(connection);
        assert_eq!(setting(&client, "cluster_name").await, "althing");
        let socket = cluster.socket().to_path_buf();
        cluster.stop().await;
        assert!(socket.starts_with(&dir) || !socket.exists(), "{}", socket.display());
    }
}

#[tokio::test]
async fn what_people_wrote_never_reaches_the_servers_log() {
    let place = folder();
    let cluster = Cluster::start(quick(place.path())).await.unwrap();
    let client = client(&cluster).await;
    let words = "Thorgerd";
    let table =
        format!("CREATE TABLE t (n text PRIMARY KEY, m int); INSERT INTO t VALUES ('{words}', 1)");
    client.batch_execute(&table).await.unwrap();
    for wrong in [
        format!("SELECT '{words}'::int"),
        format!("INSERT INTO t VALUES ('{words}', 2)"),
        format!("SELECT {words}"),
        format!("DO $$ BEGIN RAISE EXCEPTION '{words}'; END $$"),
        format!("DO $$ BEGIN RAISE WARNING '{words}'; END $$; SELECT 1/0"),
    ] {
        client.batch_execute(&wrong).await.unwrap_err();
    }
    client.query("INSERT INTO t VALUES ($1, 3)", &[&words]).await.unwrap_err();
    client.query("SELECT $1::text::int", &[&words]).await.unwrap_err();
    drop(client);
    cluster.stop().await;
    let log = fs::read_to_string(place.path().join("postgres.log")).unwrap();
    assert!(log.contains("ready to accept connections"), "{log}");
    assert!(!log.to_lowercase().contains(&words.to_lowercase()), "{log}");
}

#[tokio::test]
async fn a_folder_with_something_else_in_it_is_left_alone() {
    let place = folder();
    let other = place.path().join("postgres").join("thesis.txt");
    fs::create_dir(other.parent().unwrap()).unwrap();
    fs::write(&other, "the only copy").unwrap();
    let error = Cluster::start(quick(place.path())).await.unwrap_err();
    assert!(matches!(error, ClusterError::NotACluster(_)), "{error}");
    assert_eq!(fs::read_to_string(&other).unwrap(), "the only copy");
}

#[tokio::test]
async fn a_server_that_does_not_start_says_why() {
    let place = folder();
    Cluster::start(quick(place.path())).await.unwrap().stop().await;
    let settings = place.path().join("postgres").join("postgresql.conf");
    fs::write(settings, "no_such_setting = 1").unwrap();
    let error = Cluster::start(quick(place.path())).await.unwrap_err();
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}

#[tokio::test]
async fn other_commands_find_what_runs_in_a_folder() {
    let place = folder();
    let nothing = Running::find(place.path());
    assert!(matches!(nothing, Err(NotRunning::Nothing(_))), "{nothing:?}");

    let cluster = Cluster::start(quick(place.path())).await.unwrap();
    let silent = Running::find(place.path());
    assert!(matches!(silent, Err(NotRunning::Silent { .. })), "{silent:?}");
    let running = Running {
        pid: std::process::id(),
        socket: cluster.socket().to_path_buf(),
        database: "postgres".to_owned(),
        listen: "127.0.0.1:8080".parse().unwrap(),
    };
    running.write(cluster.dir()).unwrap();
    let file = fs::metadata(place.path().join("running.json")).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
    let found = Running::find(place.path()).unwrap();
    assert_eq!(found, running);
    execute(&found.config(), "SELECT 1").await.unwrap();

    // What is left of a program that was killed does not count.
    cluster.stop().await;
    let left = Running::find(place.path());
    assert!(matches!(left, Err(NotRunning::Nothing(_))), "{left:?}");
    Running::forget(place.path());
    assert!(!place.path().join("running.json").exists());
}
