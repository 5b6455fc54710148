//! What becomes of an order's parcels: which units go together from where, and how far each parcel is.
//!
//! Invariants: a unit of an order is in one parcel at the most; a parcel that leaves takes exactly its
//! units out of the order, out of the reservation and out of the stock, in one transaction; over all
//! parcels and cancellations the amounts sum to the order's total.
mod arrange;
mod label;
mod pick;
mod refusal;
mod resolve;
mod route;
mod send;
mod shipment;
mod states;
mod track;

#[cfg(test)]
mod laws;

pub use arrange::{DropNews, Dropped, drop_cancelled, merge, split};
pub use label::{Labelled, PackedAs, label_bought, label_refused, pack};
pub use pick::{Units, pick};
pub use refusal::ShipmentRefusal;
pub use resolve::{Resolution, WrittenOff, resend, write_off};
pub use route::{PARCEL_GRAMS_MAX, RoutePage, Routing, route};
pub use send::{Handover, Sent, send};
pub use shipment::{Failure, Position, Shipment, ShipmentSummary};
pub use states::{Move, ShipmentState, TRANSITIONS, diagram, next};
pub use track::{News, Seen, Status, track};
