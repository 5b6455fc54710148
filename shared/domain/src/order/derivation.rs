//! How the prices of an order came to be, kept with it.
use crate::pricing::Derivation;
use primitives::{OrderId, Timestamp};
use serde::{Deserialize, Serialize};

/// How the prices of an order, or of what was added to it, came to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderDerivation {
    /// The order.
    pub order_id: OrderId,
    /// 0 is the order as it was bought; from 1 on, what its edits added.
    pub part: u32,
    /// When it was priced.
    pub at: Timestamp,
    /// The steps, in short.
    pub derivation: Derivation,
}
