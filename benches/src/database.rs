//! A private PostgreSQL for one benchmark, durable as in production.

use std::path::Path;

use deploy::cluster::{Cluster, ClusterOptions};
use tokio_postgres::Config;

/// A cluster in a folder that goes away with it.
pub struct Database {
    cluster: Cluster,
    _folder: tempfile::TempDir,
}

impl Database {
    /// Starts a cluster in a new folder of `dir`, which says on which disk.
    pub async fn start(dir: &Path) -> Self {
        let folder = tempfile::tempdir_in(dir).expect("a folder");
        let options = ClusterOptions::new(folder.path().join("data"));
        let cluster = Cluster::start(options).await.expect("PostgreSQL");
        Self { cluster, _folder: folder }
    }

    /// How to reach a database of this name, which is made if it is not there.
    pub async fn named(&self, name: &str) -> Config {
        self.cluster.ensure_database(name).await.expect("a database")
    }

    /// The same as a URL, for another process.
    pub fn url(&self, name: &str) -> String {
        self.cluster.url(name)
    }

    /// Stops the cluster.
    pub async fn stop(self) {
        self.cluster.stop().await;
    }
}
