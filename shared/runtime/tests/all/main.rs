//! The crate `runtime`, through its operations and events: one binary, since linking is most of what tests take.
mod metrics;
mod requests;
mod sealing;
