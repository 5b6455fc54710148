//! Returns: units that a buyer sends back, and claims about units that came wrong.
//!
//! Invariant: of a line, no more units are in returns that were neither declined nor cancelled than were delivered,
//! in however many returns; nothing is received that was not approved, and nothing inspected that was not received.
mod account;
mod carrier_claim;
mod condition;
mod inspect;
mod instead;
mod photo;
mod policy;
mod reason;
mod record;
mod refusal;
mod request;
mod steps;

#[cfg(test)]
mod laws;

pub use account::{ReturnAccount, UnitsReturned};
pub use carrier_claim::{
    CarrierClaim, CarrierClaimState, CarrierFault, Filing, decide as decide_claim,
    file as file_claim,
};
pub use condition::Condition;
pub use inspect::{Found, Inspected, Inspection, announced_lines, inspect, settle};
pub use instead::{
    ADVANCE_DAYS, Advance, Credits, HoldEnd, Instead, InsteadKind, InsteadState, Onward,
    begin_hold, credit_of, go_on, held, not_held, not_placed, overdue, placed, placing, replace,
};
pub use photo::{
    HEAD_BYTES, PHOTO_BYTES_MAX, PHOTOS_MAX, Photo, PhotoMedia, PhotoState, ReturnPhotos,
};
pub use policy::{Payer, ReturnPolicy, ReturnRule};
pub use reason::{Reason, ReasonGroup, reasons};
pub use record::{Disposition, Return, ReturnKind, ReturnLine, ReturnState, ReturnSummary};
pub use refusal::ReturnRefusal;
pub use request::{Delivered, Requested, Wish, WishedLine, delivered, request};
use steps::freed;
pub use steps::{approve, call_off, close, decline, receive, refunded};
