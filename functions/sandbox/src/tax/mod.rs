//! The make-believe tax service (see `docs/tax-service.md`): rates of US states and EU members, a
//! made-up cent for the county, and places where it answers badly on purpose.
mod client;
pub mod credit;
pub mod file;
pub mod quote;
