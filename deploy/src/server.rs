//! The running service: HTTP, projecting and the scheduler over one database.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use eventlog::{Clock, EventLog, Position};
use projections::{Progress, Projector, Reader, ReaderOptions, SetState};
use scheduler::Scheduler;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use vault::mail::MailTransport;
use vault::{MailSettings, Mailer};

use crate::config::{Registration, Settings};
use crate::destruction::Destruction;
use crate::http;
use crate::metrics::Metrics;
use crate::trusted::trusted;
use crate::upkeep::Upkeep;
use crate::wiring::Services;

/// How long what is under way may take after the service was told to stop.
const DRAIN: Duration = Duration::from_secs(10);
/// How long somebody waits for the read models.
const PATIENCE: Duration = Duration::from_secs(60);

/// How the service runs.
pub struct ServerOptions {
    /// Where HTTP is answered.
    pub listen: SocketAddr,
    /// Where mail goes.
    pub mail: MailTransport,
    /// Whether GraphiQL is served on `/`.
    pub development: bool,
    /// Everything else.
    pub settings: Settings,
}

/// A running service.
pub struct Server {
    services: Arc<Services>,
    progress: Progress,
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Server {
    /// Starts the service. When this returns it answers, as far as its read models are built.
    ///
    /// # Errors
    /// If the address is taken, a trusted document cannot be asked, or a setting about mail does
    /// not make sense.
    pub async fn start(services: Services, options: ServerOptions) -> Result<Self> {
        let trusted = trusted(&options.settings).await?;
        let listener = TcpListener::bind(options.listen)
            .await
            .with_context(|| format!("cannot listen on {}", options.listen))?;
        let address = listener.local_addr()?;
        let metrics = Metrics::start(options.settings.metrics_listen).await?;
        let metrics_address = metrics.as_ref().map(Metrics::address).transpose()?;
        let services = Arc::new(services);
        let clock = Arc::clone(&services.clock) as Arc<dyn Clock>;
        let base_url =
            options.settings.base_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let mail = MailSettings {
            transport: options.mail,
            from: options.settings.mail_from.clone(),
            public_url: base_url.clone(),
            site_url: options.settings.site_url.clone(),
        };
        let mailer = Mailer::new(&mail, Arc::clone(&clock))?;
        let projector = Projector::new(
            services.database.clone(),
            Arc::clone(&services.log) as Arc<dyn EventLog>,
            Arc::new(services.vault.clone()),
            address.to_string(),
        );
        let progress = projector.prepare().await?;
        let reader =
            Reader::new(services.database.clone(), progress.clone(), ReaderOptions::default())?;
        let scheduler =
            Scheduler::new(services.executor.clone(), reader.clone(), Arc::clone(&clock));
        let stop = CancellationToken::new();
        let destruction = Destruction::of(&services, reader.clone());
        let app = graphql::App::new(graphql::AppParts {
            log: Arc::clone(&services.log) as Arc<dyn EventLog>,
            log_id: services.log.id(),
            executor: services.executor.clone(),
            vault: services.vault.clone(),
            mailer,
            reader,
            kept: services.kept.clone(),
            clock,
            trusted,
            stop: stop.clone(),
            settings: edge(options.development, base_url, &options.settings),
        })
        .map_err(|fault| anyhow::anyhow!("{fault}"))?;
        let mut tasks = JoinSet::new();
        tasks.spawn(projector.run(progress.clone(), stop.clone()));
        tasks.spawn(scheduler.run(stop.clone()));
        tasks.spawn(Upkeep::of(&services).run(stop.clone()));
        tasks.spawn(destruction.run(stop.clone()));
        tasks.spawn(graphql::mailing::run(app.clone(), stop.clone()));
        if let Some(metrics) = metrics {
            let log = Arc::clone(&services.log) as Arc<dyn EventLog>;
            tasks.spawn(metrics.run(log, progress.clone(), stop.clone()));
        }
        let router = graphql::router(app);
        tasks.spawn(http::serve(listener, router, http::HEADERS, stop.clone()));
        Ok(Self { services, progress, address, metrics_address, stop, tasks })
    }

    /// Where it answers.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it tells what is measured, if it does.
    #[must_use]
    pub const fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// The services under it.
    #[must_use]
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// How far its read models are.
    #[must_use]
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Answers what is under way, writes what waits, and returns.
    pub async fn stop(mut self) {
        self.stop.cancel();
        let drain = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(DRAIN, drain).await.is_err() {
            tracing::warn!("server.stop cut off what was still under way");
            self.tasks.shutdown().await;
        }
        self.services.log.close().await;
    }

    /// Ends at once, as if the process had been killed: nothing is answered and nothing released.
    pub fn kill(mut self) {
        self.tasks.abort_all();
    }

    /// Waits until the read models answer and have this position, or a minute or two have gone by.
    pub async fn wait_for(&self, position: Position) -> bool {
        // While they are built they may have it, and answer nobody.
        let mut states = self.progress.subscribe_state();
        let built = states.wait_for(|state| *state != SetState::Building);
        matches!(timeout(PATIENCE, built).await, Ok(Ok(_)))
            && self.progress.wait_for(position, PATIENCE).await
    }
}

/// How the edge is set.
fn edge(development: bool, base_url: String, settings: &Settings) -> graphql::AppSettings {
    graphql::AppSettings {
        development,
        base_url,
        allowed_origins: settings.allowed_origins.clone(),
        registration: match settings.registration {
            Registration::Open => vault::Registration::Open,
            Registration::Invited => vault::Registration::Invited,
        },
    }
}
