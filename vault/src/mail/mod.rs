//! Mail: over SMTP, or in development as files in the data folder.
//!
//! What is logged says where a mail went, never to whom or what it says.

mod letter;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use data_encoding::HEXLOWER;
use eventlog::Clock;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox};
use lettre::transport::smtp;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::token::{Token, random};
use crate::{Address, DueInvitation, VaultError};
use letter::Letter;

/// Where the link of a sign-in mail leads, below the address of the site; the token is the fragment,
/// so that it never reaches a server or its logs by a GET.
pub const SIGN_IN_PATH: &str = "/sign-in";

/// Where the link of an invitation leads, below the address of the site; the token is the fragment.
pub const INVITATION_PATH: &str = "/invitation";

/// Where a POST refuses further invitations, below the public address: `/{token}` follows. Mail
/// programs send it with the body `List-Unsubscribe=One-Click` (RFC 8058).
pub const REFUSE_INVITATIONS_PATH: &str = "/refuse-invitations";

/// As long as a line may be (RFC 5322, 2.1.1).
const MOST_LINE_BYTES: usize = 998;

const SMTP_TIMEOUT: Duration = Duration::from_secs(10);

/// Where mail goes.
#[derive(Clone)]
pub enum MailTransport {
    /// To a mail relay: `smtp://` or `smtps://user:password@host:port`, `?tls=required` for
    /// STARTTLS.
    Smtp(String),
    /// Into files of this folder, for development.
    Folder(PathBuf),
}

/// What the operator decides about mail.
#[derive(Clone)]
pub struct MailSettings {
    /// Where mail goes.
    pub transport: MailTransport,
    /// Who sends it: `name@example.org` or `Name <name@example.org>`.
    pub from: String,
    /// Under what address people reach the service: `https://host`.
    pub public_url: String,
    /// Where the client's pages are that links to sign in and invitations lead to; by default the
    /// service's own are meant.
    pub site_url: Option<String>,
}

/// A setting about mail that does not make sense. Its value is not repeated: it may hold a
/// password.
#[derive(Debug, thiserror::Error)]
pub enum MailSettingsError {
    /// The sender.
    #[error("the sender of mail must be name@example.org or Name <name@example.org>")]
    From,
    /// The public address.
    #[error("the public address must be http://host or https://host, with a path at most")]
    PublicUrl,
    /// The address of the client's site.
    #[error("the address of the site must be http://host or https://host, with a path at most")]
    SiteUrl,
    /// The relay.
    #[error("the mail relay must be smtp://host:port or smtps://user:password@host:port")]
    Smtp,
    /// The folder.
    #[error("the folder for mail, {0}, cannot be made: {1}")]
    Folder(PathBuf, std::io::Error),
}

enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf, AsyncFileTransport<Tokio1Executor>),
}

/// Sends mail. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    transport: Transport,
    from: Mailbox,
    /// Without a slash at its end.
    public_url: String,
    /// Without one, too.
    site_url: String,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailer(..)")
    }
}

impl Mailer {
    /// A mailer with these settings. Nothing is sent yet.
    ///
    /// # Errors
    /// The setting that does not make sense.
    pub fn new(settings: &MailSettings, clock: Arc<dyn Clock>) -> Result<Self, MailSettingsError> {
        let from = settings.from.parse().map_err(|_| MailSettingsError::From)?;
        let public_url = settings.public_url.trim_end_matches('/').to_owned();
        if host(&public_url).is_none() {
            return Err(MailSettingsError::PublicUrl);
        }
        let site_url = settings.site_url.as_ref().unwrap_or(&settings.public_url);
        let site_url = site_url.trim_end_matches('/').to_owned();
        if host(&site_url).is_none() {
            return Err(MailSettingsError::SiteUrl);
        }
        let transport = match &settings.transport {
            MailTransport::Smtp(url) => AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                .map(|builder| Transport::Smtp(builder.timeout(Some(SMTP_TIMEOUT)).build()))
                .map_err(|_| MailSettingsError::Smtp)?,
            MailTransport::Folder(folder) => {
                make_folder(folder)
                    .map_err(|error| MailSettingsError::Folder(folder.clone(), error))?;
                Transport::Folder(folder.clone(), AsyncFileTransport::new(folder))
            }
        };
        Ok(Self(Arc::new(Inner { transport, from, public_url, site_url, clock })))
    }

    /// Sends a code and a link to sign in with.
    pub(crate) async fn sign_in_code(
        &self,
        to: &Address,
        code: &str,
        link: &Token,
    ) -> Result<(), VaultError> {
        let link = format!("{}{SIGN_IN_PATH}#{}", self.0.site_url, link.expose());
        self.send(to, &letter::sign_in_code(self.host(), code, &link)).await
    }

    /// Sends an invitation. The group's name is in it only if it is given.
    ///
    /// # Errors
    /// If the mail cannot be handed over.
    pub async fn invitation(
        &self,
        invitation: &DueInvitation,
        group_name: Option<&str>,
    ) -> Result<(), VaultError> {
        let base = &self.0.public_url;
        let site = &self.0.site_url;
        let link = format!("{site}{INVITATION_PATH}#{}", invitation.link.expose());
        let way_out = format!("{base}{REFUSE_INVITATIONS_PATH}/{}", invitation.way_out.expose());
        let letter = letter::invitation(self.host(), group_name, &link, way_out);
        self.send(&invitation.address, &letter).await
    }

    fn host(&self) -> &str {
        host(&self.0.public_url).unwrap_or_default()
    }

    async fn send(&self, to: &Address, letter: &Letter) -> Result<(), VaultError> {
        let message = self.message(to, letter)?;
        match &self.0.transport {
            Transport::Smtp(relay) => {
                relay.send(message).await.map_err(|error| VaultError::Mail(refused_by(&error)))?;
                tracing::info!("{} handed to the mail relay", letter.kind);
            }
            Transport::Folder(folder, files) => {
                let id = files.send(message).await;
                let id = id.map_err(|error| VaultError::Mail(error.to_string()))?;
                let file = folder.join(id).with_extension("eml");
                let file = file.display();
                tracing::info!(mail.file = %file, "{} written to {file}", letter.kind);
            }
        }
        Ok(())
    }

    fn message(&self, to: &Address, letter: &Letter) -> Result<Message, VaultError> {
        let failed = |what: &str| VaultError::Mail(format!("{what} cannot be written"));
        let to: lettre::Address = to.expose().parse().map_err(|_| failed("its address"))?;
        let id = HEXLOWER.encode(&random::<16>()?);
        let host = self.host();
        let name = host.split_once(':').map_or(host, |(name, _)| name);
        let mut message = Message::builder()
            .from(self.0.from.clone())
            .to(Mailbox::new(None, to))
            .date(SystemTime::try_from(self.0.clock.now()).unwrap_or(SystemTime::UNIX_EPOCH))
            .message_id(Some(format!("<{id}@{name}>")))
            .subject(letter.subject.as_str())
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(way_out) = &letter.way_out {
            message = message
                .raw_header(header("List-Unsubscribe", &format!("<{way_out}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let body = self.body(&letter.body);
        message.header(ContentType::TEXT_PLAIN).body(body).map_err(|_| failed("it"))
    }

    /// The text as it is where mail allows that, so that a link stays on one line, also in a file.
    /// (The library would encode every text with a line of more than 76 bytes.)
    fn body(&self, text: &str) -> Body {
        let encoding = match self.0.transport {
            Transport::Folder(..) => ContentTransferEncoding::EightBit,
            Transport::Smtp(_) if text.is_ascii() => ContentTransferEncoding::SevenBit,
            Transport::Smtp(_) => return Body::new(text.to_owned()),
        };
        if text.lines().any(|line| line.len() > MOST_LINE_BYTES) {
            return Body::new(text.to_owned());
        }
        let lines: String = text.lines().flat_map(|line| [line, "\r\n"]).collect();
        Body::dangerous_pre_encoded(lines.into_bytes(), encoding)
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// What the relay answered, without its words: they may repeat the address.
fn refused_by(error: &smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail relay answered {code}"),
        None if error.is_timeout() => "the mail relay did not answer in time".to_owned(),
        None if error.is_tls() => "the mail relay's certificate or TLS does not work".to_owned(),
        None => "the mail relay cannot be reached or does not take it".to_owned(),
    }
}

/// The host and port of the public address.
fn host(public_url: &str) -> Option<&str> {
    let rest = public_url.strip_prefix("https://").or(public_url.strip_prefix("http://"))?;
    let odd = |c: char| !c.is_ascii_graphic() || matches!(c, '?' | '#' | '<' | '>' | '"' | '@');
    let host = rest.split('/').next().filter(|host| !host.is_empty())?;
    (!rest.contains(odd)).then_some(host)
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(test)]
mod tests;
