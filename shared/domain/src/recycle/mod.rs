//! Recycling: used goods that customers bring back for store credit.
//!
//! Invariants: what is paid is never more than the quote that was accepted, and is paid once; a unit that was bought is
//! taken back once; what a month's report says is the sum of the units that were treated in it.
mod book;
mod grading;
#[cfg(test)]
mod laws;
mod materials;
mod programme;
mod record;
mod refusal;
mod steps;

pub use book::{TakebackAccount, TakebackBook, TakebackClaim};
pub use grading::{ConditionAnswer, ConditionGiven, ConditionQuestion, TakebackGrade, grade};
pub use materials::{
    MaterialKind, MaterialMonth, MaterialWeight, TreatedUnits, Treatment, WeeeCategory, csv, weight,
};
pub use programme::{GradeAmounts, TakebackItem, TakebackProgramme};
pub use record::{
    DUE_GROUPS, GradeAmount, Takeback, TakebackMoment, TakebackState, TakebackSummary,
};
pub use refusal::RecycleRefusal;
pub use steps::{
    Asked, Paid, accept, cancel, decline, inspect, lapse, receive, request, send_back, take, treat,
};
