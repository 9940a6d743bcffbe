//! The PostgreSQL cluster of a test run.

use deploy::cluster::{Cluster, ClusterError, ClusterOptions};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::leftovers;

struct Server {
    cluster: Cluster,
    _folder: TempDir,
}

/// The cluster of this process. Whichever test is first starts it, and it ends with the process.
pub async fn shared() -> &'static Cluster {
    static SHARED: OnceCell<Result<Server, ClusterError>> = OnceCell::const_new();
    match SHARED.get_or_init(start).await {
        Ok(server) => &server.cluster,
        Err(problem) => panic!("no PostgreSQL for the tests: {problem}"),
    }
}

async fn start() -> Result<Server, ClusterError> {
    let folder = leftovers::folder();
    let options =
        ClusterOptions { durable: false, connections: 500, ..ClusterOptions::new(folder.path()) };
    let cluster = Cluster::start(options).await?;
    Ok(Server { cluster, _folder: folder })
}
