//! The function `loyalty`, through its operations and events: one binary, since linking is most of what tests take.
mod credits;
mod customers;
mod invitations;
mod merging;
mod purchases;
mod shop;
mod tiers;
