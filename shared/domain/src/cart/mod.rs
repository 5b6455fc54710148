//! Carts: what somebody means to buy, kept so that two edits at once never lose one another.
//!
//! Invariants: a SKU has one line; there are never more than [`LINES_MAX`] lines; the currency
//! never changes; a cart that is not active is not edited.
mod basket;
mod claim;
mod edit;
mod facts;
mod finding;
mod life;
mod quote;
mod refusal;
mod state;

#[cfg(test)]
mod laws;

pub use basket::Unsold;
pub use claim::{Claimed, claim};
pub use edit::{Change, Changes, Wish, add, added_before, change, remove, set, update};
pub use facts::Facts;
pub use finding::{Finding, FindingCode};
pub use life::{
    Expired, Opening, admit, agreed, editable, erase_buyer, expire, freeze, open, ordered, thaw,
    unpromised,
};
pub use quote::{Quote, QuotedCode, QuotedLine, quote};
pub use refusal::CartRefusal;
pub use state::{Added, Cart, CartDue, CartLine, CartState, CurrentCart};

use primitives::limits::{ITEM_BYTES_MAX, LINES_MAX};

/// Seconds without an edit after which a cart expires: 30 days.
pub const IDLE_SECONDS_MAX: i64 = 30 * 86_400;
/// Devices that may hold a secret of one cart; the oldest secret makes room for a new one.
pub const SECRETS_MAX: usize = 10;
/// Codes that a cart may have entered.
pub const CODES_MAX: usize = 10;
/// Adds that a cart remembers, so that a repeated one has no second effect.
pub const ADDS_MAX: usize = 20;

/// Bytes of the largest line as DynamoDB counts them: an id and a SKU of 64 characters each, a moment,
/// two numbers, and their names.
const LINE_BYTES_MAX: usize = 64 + 64 + 24 + 2 * 21 + 78;
/// Bytes of everything else in a cart: a note of 5,000 characters, two addresses, secrets, adds, codes.
const HEAD_BYTES_MAX: usize =
    5_000 * 4 + 2 * 9 * 130 * 4 + SECRETS_MAX * 50 + ADDS_MAX * 120 + CODES_MAX * 64 * 4 + 4_096;
const _: () = assert!(LINES_MAX * LINE_BYTES_MAX + HEAD_BYTES_MAX < ITEM_BYTES_MAX);
