//! The make-believe payment provider: its own ledger and rules, apart from the shop's. What the shop
//! believes of a payment is checked against it in tests, as it would be against a real provider's.
mod ledger;
mod magic;
mod notice;
mod refusal;

pub use ledger::{Authorisation, Challenge, Operation, OperationKind, Order, Standing};
pub use magic::{ERRORS_BEFORE_SUCCESS, LATE_SECONDS, Magic};
pub use notice::{Notice, NoticeKind, Report};
pub use refusal::Refusal;

#[cfg(test)]
mod tests;
