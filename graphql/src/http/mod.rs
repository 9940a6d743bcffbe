//! HTTP: reading requests, negotiating, answering. Executing is somebody else's.

pub mod answer;
pub mod credential;
pub mod cross_site;
pub mod media;
pub mod params;
pub mod serve;
