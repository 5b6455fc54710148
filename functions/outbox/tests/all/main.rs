//! The function `outbox`, through its operations and events: one binary, since linking is most of what tests take.
mod relay;
