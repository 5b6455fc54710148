//! The function `payment`, through its operations and events: one binary, since linking is most of what tests take.
mod cards;
mod disputes;
mod sagas;
mod shop;
mod staff;
mod webhooks;
