//! The program around the service: its private database, its configuration and its wiring.

pub mod cluster;
