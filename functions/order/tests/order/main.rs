//! The function `order`, through its operations and events.
mod cancelling;
mod drafts;
mod notes;
mod seeds;
mod views;
