//! HTTP: reading requests, negotiating, answering. Executing is somebody else's.

pub mod answer;
pub mod credential;
pub mod cross_site;
mod events;
pub mod media;
mod pages;
pub mod params;
mod ready;
pub mod serve;
