//! Labels bought from carriers, and what the carriers see of the parcels.
//!
//! Invariant: one label per time that a parcel is packed; a label that is not used is given back.
mod errand;
mod label;
mod refusal;

pub use errand::{Errand, ErrandLabel, ErrandTracked, ErrandWish, LastSeen};
pub use label::{
    Answer, Bought, Label, LabelState, Sighting, Tracked, ask, bought, refused, voided,
};
pub use refusal::CarrierRefusal;
