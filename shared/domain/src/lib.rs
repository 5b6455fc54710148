//! Decisions: state and a command go in, the next state or a refusal comes out.
//!
//! Invariant: everything here is pure. Time and ids are arguments; knows no I/O, no HTTP, no AWS.
pub mod identity;
mod refuse;

pub use refuse::{Kind, Refuse};
