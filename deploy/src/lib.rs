//! The program around the service: its private database, its configuration and its wiring.

pub mod audit;
pub mod blt;
pub mod cli;
pub mod cluster;
#[cfg(test)]
mod community;
pub mod config;
pub mod demo;
pub mod destruction;
pub mod files;
pub mod http;
pub mod import;
mod metrics;
pub mod projected;
pub mod server;
mod trusted;
pub mod upkeep;
pub mod wiring;
