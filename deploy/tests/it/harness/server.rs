//! The PostgreSQL cluster of a test run.

use deploy::cluster::{Cluster, ClusterError, ClusterOptions};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio_postgres::Config;

use super::{TEMPLATE, execute, leftovers};

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
    fill(&cluster.ensure_database(TEMPLATE).await?).await?;
    Ok(Server { cluster, _folder: folder })
}

/// Gives the template what the program gives its database before it serves.
async fn fill(template: &Config) -> Result<(), ClusterError> {
    Ok(execute(template, "SELECT 1").await?)
}
