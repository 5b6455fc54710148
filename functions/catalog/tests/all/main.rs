//! The function `catalog`, through its operations and events: one binary, since linking is most of what tests take.
mod finding;
mod imports;
mod kit;
mod kits;
mod products;
