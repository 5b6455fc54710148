//! Points: what a customer has earned and not spent, in a ledger that is only ever appended to.
//!
//! Invariant: the balance is the sum of the entries, and of what is left of the lots less what is owed. What an order
//! earned follows from the order as it is now and from what each of its lines was worth when it was first seen: so
//! whatever is cancelled, returned or refunded, in whatever parts and order, takes back exactly what it had earned.
mod account;
mod credit;
mod entry;
mod lots;
mod month;
mod programme;
mod purchase;
mod referral;
mod refusal;
mod reward;
mod tier;

pub use account::{AccountSummary, Booked, Counted, PointsAccount, Referred};
pub use credit::PointsCredit;
pub use entry::{LotMove, PointsCause, PointsEntry};
pub use lots::{Lot, Lots};
pub use month::Month;
pub use programme::{
    ActionGrant, ActionRule, CategoryFactor, CreditRate, EarnRate, FACTOR_ONE, Hold, ProductFactor,
    Programme,
};
pub use purchase::{
    Entitled, LineWorth, OrderPoints, OrderPointsState, PageWorth, PurchaseDue, Settled,
    delivered_at, entitled, kept, worth,
};
pub use referral::{
    Referral, ReferralCode, ReferralRefusal, ReferralRule, ReferralState, same_household,
};
pub use refusal::LoyaltyRefusal;
pub use reward::{Gives, Reward};
pub use tier::{Level, Measure, Tiers};

/// Points that one command may move: far more than anybody earns, and little enough that a slip of the keys is noticed.
pub const POINTS_MAX: i64 = 1_000_000_000;
/// Groups that the indexes of what is due are spread over, so that none gets hot.
pub const DUE_GROUPS: u8 = 8;

/// The group of something that is due, by the last character of its id.
pub(crate) fn due_group(id: &str) -> u8 {
    id.bytes().last().unwrap_or_default() % DUE_GROUPS
}

#[cfg(test)]
mod laws;
