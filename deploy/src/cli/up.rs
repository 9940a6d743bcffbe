//! `althing up`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::output::Output;
use super::place::{DATABASE, master_key};
use super::serve::{mail_transport, start_logging, until_told_to_stop};
use crate::cluster::running::Running;
use crate::cluster::{Cluster, ClusterOptions};
use crate::config::Settings;
use crate::demo;
use crate::server::{Server, ServerOptions};
use crate::wiring::Services;

/// Run the whole system on an empty machine, its database included.
///
/// It needs the PostgreSQL programs installed and nothing else; also as root. The data is kept in
/// one folder, the master key that opens it in a file beside the folder. When it answers, it prints
/// one line: ready http://ADDR/graphql
#[derive(Debug, Args)]
#[command(after_long_help = crate::config::HELP)]
pub(super) struct Up {
    /// The folder with all data; it is made if it is not there.
    #[arg(long, value_name = "DIR", default_value = "data", env = "ALTHING_DATA")]
    data: PathBuf,
    /// Where HTTP is answered [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Add a small community, and print a token for each of its people. Only in a data folder that
    /// --demo made.
    #[arg(long)]
    demo: bool,
    /// The file with the settings.
    #[arg(long, value_name = "FILE", env = "ALTHING_CONFIG")]
    config: Option<PathBuf>,
}

impl Up {
    pub(super) async fn run(self, output: &Output) -> Result<ExitCode> {
        let settings = Settings::load(self.config.as_deref())?;
        start_logging(&settings);
        if self.demo {
            demo::claim(&self.data)?;
        }
        let key = master_key(&settings, Some(&self.data), true)?;
        let cluster = Cluster::start(ClusterOptions::new(&self.data)).await?;
        // Whatever happens from here on, the database is stopped.
        let served = self.serve(output, &settings, key, &cluster).await;
        Running::forget(cluster.dir());
        cluster.stop().await;
        served.map(|()| ExitCode::SUCCESS)
    }

    async fn serve(
        &self,
        output: &Output,
        settings: &Settings,
        key: vault::MasterKey,
        cluster: &Cluster,
    ) -> Result<()> {
        let database = cluster.ensure_database(DATABASE).await?;
        let services = Services::connect(database, key, "althing up").await?;
        let options = ServerOptions {
            listen: self.listen.unwrap_or(settings.listen),
            mail: mail_transport(settings, Some(cluster.dir()))?,
            development: settings.graphiql.unwrap_or(true),
            settings: settings.clone(),
        };
        let server = Server::start(services, options).await?;
        let address = server.address();
        Running {
            pid: std::process::id(),
            socket: cluster.socket().to_owned(),
            database: DATABASE.to_owned(),
            listen: address,
        }
        .write(cluster.dir())?;
        if self.demo {
            let (people, position) = demo::populate(server.services(), cluster.dir()).await?;
            server.wait_for(position).await;
            for demo::DemoPerson { name, token } in people {
                let value = json!({ "demoToken": { "name": name, "token": token } });
                output.say(&format!("demo-token {name} {token}"), &value)?;
            }
        }
        let url = format!("http://{address}/graphql");
        output.say(&format!("ready {url}"), &json!({ "ready": url }))?;
        tokio::select! {
            told = until_told_to_stop() => told?,
            how = cluster.ended() => {
                server.stop().await;
                anyhow::bail!("PostgreSQL ended: {how}; start again to recover");
            }
        }
        server.stop().await;
        Ok(())
    }
}
