//! Refunds: what is given back of an order that has left, decided apart from its execution.
//!
//! Invariant: of a line, and of shipping, never more is given back than was due for what has left; whatever
//! portions it is given back in, and whatever is cancelled, edited or written off in between, all of it together
//! comes to exactly that. What is paid out never exceeds what was taken.
mod account;
mod credit_note;
mod decide;
mod execute;
mod of_return;
mod policy;
mod quote;
mod refund;
mod refusal;

#[cfg(test)]
mod laws;

pub use account::{Given, LineGiven, RefundAccount};
pub use credit_note::{CreditNote, CreditNoteCounter};
pub use decide::{Asking, Decided, approve, decline, request};
pub use execute::{Executed, Paid, execute, heard, retry, undo_credit};
pub use of_return::of_return;
pub use policy::{ApprovalAbove, RefundPolicy};
pub use quote::{Books, Breakdown, Fee, FeeKind, LineLeft, RefundAsk, RefundLine, quote};
pub use refund::{
    Destination, ExchangeCredit, PartPhase, Refund, RefundPart, RefundState, RefundSummary,
};
pub use refusal::RefundRefusal;
