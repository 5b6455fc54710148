//! The function `integrations`, through its operations and events: one binary, since linking is most of what tests take.
mod breaker;
mod clients;
mod deliveries;
mod endpoints;
mod partner;
mod python;
