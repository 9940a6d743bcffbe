//! The service from outside: one binary, one file per story, on a private PostgreSQL cluster that
//! the harness starts once for all of them.

// `cfg(test)` tells clippy that the helpers, too, are tests (see `clippy.toml`).
#[cfg(test)]
mod cluster;
#[cfg(test)]
mod elections;
#[cfg(test)]
mod eventlog;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod import;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod projecting;
#[cfg(test)]
mod rebuilding;
#[cfg(test)]
mod service;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod tidy;
#[cfg(test)]
mod vault;
#[cfg(test)]
mod visibility;
