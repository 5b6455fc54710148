//! The function `order`, through its operations and events.
mod cancelling;
mod drafts;
mod edits;
mod erasing;
mod notes;
mod promoted;
mod seeds;
mod till;
mod views;
