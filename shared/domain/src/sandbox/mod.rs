//! The make-believe payment provider, and the make-believe tax service beside it: its own ledger and rules, apart from the shop's. What the shop
//! believes of a payment is checked against it in tests, as it would be against a real provider's.
mod ledger;
mod magic;
mod notice;
mod refusal;
mod tax;

pub use ledger::{Authorisation, Challenge, Operation, OperationKind, Order, Standing};
pub use magic::{ERRORS_BEFORE_SUCCESS, LATE_SECONDS, Magic};
pub use notice::{Notice, NoticeKind, Report};
pub use refusal::Refusal;
pub use tax::{FiledCredit, FiledTax, TAX_SERVICE, TaxMood, tax_document, tax_of, tax_rate};

#[cfg(test)]
mod tests;
