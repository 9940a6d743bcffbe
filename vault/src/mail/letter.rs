//! What mails say.

use zeroize::Zeroizing;

/// A mail without its envelope.
pub struct Letter {
    /// What it is, for the log.
    pub kind: &'static str,
    pub subject: String,
    pub body: Zeroizing<String>,
    /// The link that stops mails of this kind; every mail but a sign-in code has one.
    pub way_out: Option<String>,
}

pub fn sign_in_code(host: &str, code: &str, link: &str) -> Letter {
    let body = format!(
        "Your code for signing in at {host}:\n\n\
         {code}\n\n\
         It works for 15 minutes, once, in the browser that asked for it.\n\
         This link does the same:\n\n\
         {link}\n\n\
         If you did not ask for it, you need do nothing.\n"
    );
    Letter {
        kind: "a sign-in code",
        subject: format!("Your sign-in code for {host}"),
        body: Zeroizing::new(body),
        way_out: None,
    }
}

pub fn invitation(host: &str, group: Option<&str>, link: &str, way_out: String) -> Letter {
    let into = match group {
        Some(name) => format!("the group \"{}\"", one_line(name)),
        None => "a group".to_owned(),
    };
    let body = format!(
        "You are invited to join {into} at {host}.\n\n\
         To see the invitation, and to take it or not, follow this link within\n\
         30 days:\n\n\
         {link}\n\n\
         -- \n\
         To get no more invitations from {host}, follow this link;\n\
         no account is needed:\n\n\
         {way_out}\n"
    );
    Letter {
        kind: "an invitation",
        subject: format!("You are invited to join a group at {host}"),
        body: Zeroizing::new(body),
        way_out: Some(way_out),
    }
}

/// A name cannot pretend to be another line of the mail.
fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
