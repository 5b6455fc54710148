//! The function `inventory`, through its operations and events: one binary, since linking is most of what tests take.
mod news;
mod races;
mod reservations;
mod support;
mod warehouse;
