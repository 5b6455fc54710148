//! Runs a capability as a Lambda function: the only crate that knows Lambda and HTTP.
//!
//! Invariant: a handler reads, decides and returns one [`table::Done`]; this crate alone commits it,
//! once, with the memory of the request or event that asked for it. A repeat has no second effect.
mod app;
mod aws;
mod caller;
mod consumer;
mod cx;
mod fault;
mod host;
mod http;
mod keyring;
mod lambda;
mod memo;
mod memory;
pub mod metrics;
mod once;
mod operation;
pub mod ports;
mod route;
mod run;
mod settings;
mod sheet;
mod source;
mod step;
pub mod stream;
mod telemetry;
mod together;

/// Requests are many small allocations; see docs/adr/0004-build-profiles.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub use app::{App, Manifest};
pub use aws_types::SdkConfig;
pub use caller::{Secret, Who};
pub use cx::Cx;
pub use fault::Fault;
pub use host::Host;
pub use http::{HttpRequest, HttpResponse};
pub use keyring::Keyring;
pub use lambda::{handle as invoke, main};
pub use lambda_runtime::Error as MainError;
pub use memo::Memo;
pub use memory::Keyed;
pub use operation::Req;
pub use settings::Settings;
pub use source::{Source, SystemSource};
pub use step::{Outcome, Progress, Step};
pub use table::Done;
pub use telemetry::note;
