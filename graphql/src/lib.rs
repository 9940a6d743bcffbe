//! How the world asks and is answered: GraphQL over HTTP, WebSocket and server-sent events.

pub mod app;
mod call;
pub mod cursor;
pub mod documents;
pub mod fault;
pub mod http;
mod level;
mod lifetime;
pub mod limits;
pub mod mailing;
mod metered;
pub mod position;
mod related;
mod schema;
mod validator;
mod ws;

pub use app::{App, AppParts, AppSettings};
pub use http::serve::router;
pub use schema::sdl;
