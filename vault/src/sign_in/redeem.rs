//! Redeeming a code or a link, once, by a POST: a GET never consumes one.

use domain::{PersonId, Timestamp};
use subtle::ConstantTimeEq;
use tokio_postgres::{Row, Transaction};

use super::request::code_hash;
use crate::address::{Address, Place};
use crate::database::{At, column};
use crate::people::{self, Registered};
use crate::profile::NewPerson;
use crate::purpose::Purpose;
use crate::sessions::{self, Browser};
use crate::token::{SessionId, Token, TokenKind, hash};
use crate::{Refusal, Vault, VaultError};

/// As many wrong codes as an address may see in a day.
const MOST_WRONG: i32 = 10;

/// Who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Everybody.
    Open,
    /// Those who hold an invitation, or whose address does.
    Invited,
}

/// What came by mail.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// The six digits.
    Code(&'a str),
    /// The link's token.
    Link(&'a str),
}

/// What is presented to sign in.
pub struct Redeem<'a> {
    /// The secret that the browser got when it asked.
    pub browser: &'a str,
    /// What came by mail.
    pub proof: Proof<'a>,
    /// Who to be, if the address has no account yet.
    pub new_person: Option<NewPerson>,
    /// The token of an invitation that came to another address, if there is one.
    pub invitation: Option<&'a str>,
    /// Who may make an account.
    pub registration: Registration,
    /// The family of the browser, for the list of sessions.
    pub family: Browser,
}

/// Somebody who signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// Whether the log must still be told, and [`Vault::activate`] called after that. Until then
    /// the session is nobody's.
    pub is_new: bool,
    /// The session, as its owner sees it in the list.
    pub session: SessionId,
    /// The session's secret.
    pub token: Token,
}

/// What was asked for, found by what is presented.
struct Asked {
    browser_hash: [u8; 32],
    lookup: [u8; 32],
    address: Address,
}

impl Vault {
    /// Signs somebody in by what they got by mail. What worked once never works again; a refusal
    /// leaves a right code or link as it was.
    ///
    /// # Errors
    /// [`Refusal::WrongCode`], [`Refusal::OnlyTheLink`], [`Refusal::OtherBrowser`],
    /// [`Refusal::NotInvited`], [`Refusal::NameNeeded`]; or if the vault does not answer.
    pub async fn redeem(&self, redeem: &Redeem<'_>) -> Result<SignedIn, VaultError> {
        const CONSUME: &str = "DELETE FROM vault.sign_in_codes WHERE browser_hash = $1";
        let mut client = self.database().client().await?;
        let transaction = client.transaction().await?;
        let browser = hash(self.keys().of(Purpose::Tokens), TokenKind::Browser, redeem.browser);
        let asked = match redeem.proof {
            Proof::Code(code) => self.by_code(&transaction, browser, code).await?,
            Proof::Link(link) => self.by_link(&transaction, browser, link).await?,
        };
        let asked = match asked {
            Ok(asked) => asked,
            Err(refusal) => {
                // A wrong code was counted.
                transaction.commit().await?;
                return Err(refusal.into());
            }
        };
        let Registered { person, is_new } =
            self.find_or_create(&transaction, redeem, &asked).await?;
        transaction.execute(CONSUME, &[&asked.browser_hash.as_slice()]).await?;
        let (session, token) =
            sessions::begin(&*transaction, self.keys(), person, redeem.family, self.now()).await?;
        transaction.commit().await?;
        Ok(SignedIn { person, is_new, session, token })
    }

    async fn by_code(
        &self,
        transaction: &Transaction<'_>,
        browser: Option<[u8; 32]>,
        code: &str,
    ) -> Result<Result<Asked, Refusal>, VaultError> {
        const FIND: &str = "SELECT browser_hash, address_sealed, address_lookup, code_hash
            FROM vault.sign_in_codes WHERE browser_hash = $1 AND expires_at > $2 FOR UPDATE";
        const COUNT: &str = "UPDATE vault.wrong_codes SET count = count + 1
            WHERE address_lookup = $1 AND day = $2";
        let Some(browser) = browser else { return Ok(Err(Refusal::WrongCode)) };
        let now = self.now();
        let found = transaction.query_opt(FIND, &[&browser.as_slice(), &At(now)]).await?;
        let Some(row) = found else { return Ok(Err(Refusal::WrongCode)) };
        let lookup: &[u8] = column(&row, "address_lookup")?;
        let today = day(now);
        if wrong_today(transaction, lookup, today).await? >= MOST_WRONG {
            return Ok(Err(Refusal::OnlyTheLink { at_most: MOST_WRONG }));
        }
        let code: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let given = code_hash(self.keys(), lookup, &browser, &code);
        let right: &[u8] = column(&row, "code_hash")?;
        if bool::from(given.ct_eq(right)) {
            return self.asked(&row).map(Ok);
        }
        transaction.execute(COUNT, &[&lookup, &today]).await?;
        Ok(Err(Refusal::WrongCode))
    }

    async fn by_link(
        &self,
        transaction: &Transaction<'_>,
        browser: Option<[u8; 32]>,
        link: &str,
    ) -> Result<Result<Asked, Refusal>, VaultError> {
        const FIND: &str = "SELECT browser_hash, address_sealed, address_lookup
            FROM vault.sign_in_codes WHERE link_hash = $1 AND expires_at > $2 FOR UPDATE";
        let Some(link) = hash(self.keys().of(Purpose::Tokens), TokenKind::Link, link) else {
            return Ok(Err(Refusal::WrongCode));
        };
        let now = At(self.now());
        let Some(row) = transaction.query_opt(FIND, &[&link.as_slice(), &now]).await? else {
            return Ok(Err(Refusal::WrongCode));
        };
        let right: &[u8] = column(&row, "browser_hash")?;
        if browser.is_some_and(|given| bool::from(given.ct_eq(right))) {
            return self.asked(&row).map(Ok);
        }
        Ok(Err(Refusal::OtherBrowser))
    }

    fn asked(&self, row: &Row) -> Result<Asked, VaultError> {
        let hash = |name| -> Result<[u8; 32], VaultError> {
            let bytes: &[u8] = column(row, name)?;
            bytes.try_into().map_err(|_| VaultError::Damaged(format!("{name} has a wrong length")))
        };
        let browser_hash = hash("browser_hash")?;
        let place = Place::Code(browser_hash);
        let address = Address::open(self.keys(), place, column(row, "address_sealed")?)?;
        Ok(Asked { browser_hash, lookup: hash("address_lookup")?, address })
    }

    async fn find_or_create(
        &self,
        transaction: &Transaction<'_>,
        redeem: &Redeem<'_>,
        asked: &Asked,
    ) -> Result<Registered, VaultError> {
        const INVITED: &str = "SELECT EXISTS (SELECT FROM vault.invitations
            WHERE (address_lookup = $1 OR id = $2) AND expires_at > $3) AS invited";
        if let Some(found) = people::find(transaction, &asked.lookup).await? {
            return Ok(found);
        }
        let now = self.now();
        if redeem.registration == Registration::Invited {
            let shown = redeem.invitation.and_then(|token| self.invitation_of(token));
            let shown = shown.map(|id| uuid::Uuid::from_u128(id.to_u128()));
            let with = &[&asked.lookup.as_slice() as _, &shown as _, &At(now) as _];
            let row = transaction.query_one(INVITED, with).await?;
            if !column::<bool>(&row, "invited")? {
                return Err(Refusal::NotInvited.into());
            }
        }
        let new = redeem.new_person.as_ref().ok_or(Refusal::NameNeeded)?;
        people::create(transaction, self.keys(), &asked.address, new, now).await
    }
}

/// Wrong codes are counted by the day, UTC: days since 1970.
pub fn day(now: Timestamp) -> i32 {
    i32::try_from(now.as_second().div_euclid(24 * 3_600)).unwrap_or(i32::MAX)
}

/// How many wrong codes the address saw today. Whoever guesses at the same time waits here.
async fn wrong_today(
    transaction: &Transaction<'_>,
    lookup: &[u8],
    day: i32,
) -> Result<i32, VaultError> {
    const LOCK: &str = "INSERT INTO vault.wrong_codes AS w (address_lookup, day, count)
        VALUES ($1, $2, 0)
        ON CONFLICT (address_lookup, day) DO UPDATE SET count = w.count RETURNING count";
    column(&transaction.query_one(LOCK, &[&lookup, &day]).await?, "count")
}
