//! The function `cart`, through its operations and events: one binary, since linking is most of what tests take.
mod claims;
mod edits;
mod erasing;
mod kit;
mod looks;
mod races;
mod settings;
