//! What people say about themselves, and its bounds.

use domain::line::LineFault;
use domain::{PersonId, Timestamp};

use crate::Refusal;

/// The most characters of a display name.
pub const NAME_CHARS: usize = 100;

/// The most characters of what a person says about themselves.
pub const BIO_CHARS: usize = 500;

/// The name that others see: 1 to 100 characters, no control characters. A pseudonym is fine.
#[derive(Clone, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// Reads a name, space around it left out.
    ///
    /// # Errors
    /// If it is empty, too long, or holds control characters.
    pub fn parse(name: &str) -> Result<Self, Refusal> {
        line("displayName", name, NAME_CHARS).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names are personal: they are not printed.
impl std::fmt::Debug for DisplayName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DisplayName(..)")
    }
}

/// One line of text within bounds, space around it left out. What shows nothing is taken to be empty.
pub(crate) fn line(field: &'static str, text: &str, at_most: usize) -> Result<String, Refusal> {
    let text = bounded(field, text, at_most)?;
    match domain::line::check(text) {
        Ok(()) => Ok(text.to_owned()),
        Err(LineFault::Control { at }) => Err(Refusal::ControlCharacter { field, at }),
        Err(LineFault::ShowsNothing) => Err(Refusal::Length { field, chars: 0, at_most }),
    }
}

/// Text of several lines within bounds.
fn lines(field: &'static str, text: &str, at_most: usize) -> Result<String, Refusal> {
    let text = bounded(field, text, at_most)?;
    let banned = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    match text.chars().position(banned) {
        Some(before) => Err(Refusal::ControlCharacter { field, at: before + 1 }),
        None => Ok(text.to_owned()),
    }
}

/// The text without the space around it, if that is within bounds.
fn bounded<'a>(field: &'static str, text: &'a str, at_most: usize) -> Result<&'a str, Refusal> {
    let text = text.trim();
    let chars = text.chars().count();
    if (1..=at_most).contains(&chars) {
        Ok(text)
    } else {
        Err(Refusal::Length { field, chars, at_most })
    }
}

/// A language tag of the usual shape (BCP 47): letters and digits in parts of 1 to 8.
pub(crate) fn language(tag: &str) -> Result<String, Refusal> {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let shaped = (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    let rest = parts.all(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    if shaped && rest && tag.len() <= 35 { Ok(tag.to_owned()) } else { Err(Refusal::Language) }
}

/// A time zone by its name in the time zone database, spelt as it is there.
pub(crate) fn time_zone(name: &str) -> Result<String, Refusal> {
    if name == "UTC" {
        return Ok(name.to_owned());
    }
    jiff::tz::TimeZone::get(name)
        .ok()
        .and_then(|zone| zone.iana_name().map(str::to_owned))
        .ok_or(Refusal::TimeZone)
}

/// A new person, before they are anybody.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The name that others see.
    pub name: DisplayName,
    language: String,
    time_zone: String,
}

impl NewPerson {
    /// A person of this name; language `en` and time zone `UTC` unless given.
    ///
    /// # Errors
    /// The bound that one of them breaks.
    pub fn new(
        name: &str,
        language_tag: Option<&str>,
        time_zone_name: Option<&str>,
    ) -> Result<Self, Refusal> {
        Ok(Self {
            name: DisplayName::parse(name)?,
            language: language(language_tag.unwrap_or("en"))?,
            time_zone: time_zone(time_zone_name.unwrap_or("UTC"))?,
        })
    }

    pub(crate) fn language(&self) -> &str {
        &self.language
    }

    pub(crate) fn time_zone(&self) -> &str {
        &self.time_zone
    }
}

/// What a person wants to change about themselves. What is `None` stays.
#[derive(Default, Clone)]
pub struct ProfileChange {
    /// The new name.
    pub name: Option<String>,
    /// What they say about themselves; `Some(None)` takes it away.
    pub bio: Option<Option<String>>,
    /// The language in which they are written to.
    pub language: Option<String>,
    /// Where their day begins.
    pub time_zone: Option<String>,
}

impl ProfileChange {
    /// The same within bounds.
    pub(crate) fn check(self) -> Result<Self, Refusal> {
        let bio = match self.bio {
            Some(Some(bio)) => Some(Some(lines("bio", &bio, BIO_CHARS)?)),
            other => other,
        };
        Ok(Self {
            name: self.name.map(|name| line("displayName", &name, NAME_CHARS)).transpose()?,
            bio,
            language: self.language.map(|tag| language(&tag)).transpose()?,
            time_zone: self.time_zone.map(|name| time_zone(&name)).transpose()?,
        })
    }
}

/// How far a person has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonState {
    /// Signed up; the log may not know them yet.
    Pending,
    /// Takes part.
    Active,
    /// Known from an imported history: no address, no sign-in.
    Imported,
}

impl PersonState {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Imported => "imported",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Pending, Self::Active, Self::Imported].into_iter().find(|state| state.name() == name)
    }
}

/// What is known about a person, but for the address.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// Who.
    pub id: PersonId,
    /// How far they have come.
    pub state: PersonState,
    /// The name that others see.
    pub name: String,
    /// What they say about themselves.
    pub bio: Option<String>,
    /// The language in which they are written to.
    pub language: String,
    /// Where their day begins.
    pub time_zone: String,
    /// Since when they are known.
    pub created_at: Timestamp,
}

/// Profiles are personal: only the id is printed.
impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Profile").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_1_to_100_characters_of_any_script() {
        assert_eq!(DisplayName::parse("  參與者 17 ").unwrap().as_str(), "參與者 17");
        assert!(DisplayName::parse(&"é".repeat(100)).is_ok());
        let long = DisplayName::parse(&"é".repeat(101)).unwrap_err();
        let expected = Refusal::Length { field: "displayName", chars: 101, at_most: 100 };
        assert_eq!(long, expected);
        assert_eq!(long.to_string(), "displayName has 101 characters; 1 to 100 are allowed");
        assert!(DisplayName::parse(" \t ").is_err());
    }

    #[test]
    fn a_control_character_is_refused_with_its_place() {
        let error = DisplayName::parse("An\0na").unwrap_err();
        assert_eq!(error, Refusal::ControlCharacter { field: "displayName", at: 3 });
        assert!(DisplayName::parse("An\nna").is_err());
        let bio = |bio: &str| ProfileChange { bio: Some(Some(bio.into())), ..Default::default() };
        assert!(bio("two\nlines").check().is_ok());
        assert!(bio("bell\u{7}").check().is_err());
        assert!(bio(&"x".repeat(501)).check().is_err());
    }

    #[test]
    fn languages_have_the_shape_of_a_tag() {
        for right in ["en", "pt-BR", "zh-Hant-TW", "sr-Latn"] {
            assert_eq!(language(right).as_deref(), Ok(right));
        }
        for wrong in ["", "e", "1n", "en-", "en_US", "pt-BR\0", "en-abcdefghi", &"en-".repeat(20)] {
            assert_eq!(language(wrong), Err(Refusal::Language), "{wrong:?}");
        }
    }

    #[test]
    fn time_zones_are_named_as_in_the_database() {
        assert_eq!(time_zone("UTC").as_deref(), Ok("UTC"));
        assert_eq!(time_zone("atlantic/reykjavik").as_deref(), Ok("Atlantic/Reykjavik"));
        for wrong in ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "UTC\0"] {
            assert_eq!(time_zone(wrong), Err(Refusal::TimeZone), "{wrong:?}");
        }
    }

    #[test]
    fn a_profile_prints_no_name() {
        assert_eq!(format!("{:?}", DisplayName::parse("Anna").unwrap()), "DisplayName(..)");
    }
}
