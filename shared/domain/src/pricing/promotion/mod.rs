//! Promotions: rules that take something off.
//!
//! All rules see the basket as it is before any of them (quantities, sums, who buys); each takes its part
//! of what the rules before it have left, so that nothing can go below nothing and two vouchers are
//! never worth more than the goods. Rules take their turn by target (lines, order, gifts, shipping), then
//! priority, then id: never by the order in which codes were entered.
mod apply;
mod check;
mod choose;
mod claim;
mod condition;
mod index;
mod limit;
mod pool;
mod rule;
mod states;
mod take;
mod worth;

pub use claim::{Claim, Counted, UseCounter, claims};
pub use condition::{Condition, Hours, Selector};
pub use index::Promotions;
pub use limit::{Budget, Counter, Exhausted, Limits, Usage};
pub use pool::{CodePool, POOL_MAX, PROMOTION_CODES_MAX, PoolCode, PoolSeed};
pub use rule::{
    Amounts, BundlePart, Effect, Off, OrderOff, Pick, Promotion, PromotionState, Stacking, Step,
    Threshold,
};

pub use states::PromotionMove;

pub(super) use apply::{Applied, apply};

/// Active promotions that the engine takes.
pub const PROMOTIONS_MAX: usize = 1_000;
/// Promotions that may take something off one lot: a derivation has to stay small.
pub const DEPTH_MAX: u8 = 8;
