//! Sign-in without passwords: a six-digit code and a link by mail, both for the browser that
//! asked and for 15 minutes.
//!
//! Asking does the same work and gives the same answer for every well-formed address; whether it
//! has an account is looked up only when the code or link is redeemed, by somebody who can read
//! its mail.

mod redeem;
mod request;

pub(crate) use redeem::day;
pub use redeem::{Proof, Redeem, Registration, SignedIn};
