use primitives::{Code, CustomerId, ExternalKey, GiftCardId, Money, OrderId, Slug, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One entry of a customer's ledger of points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PointsEntry {
    /// The customer.
    pub customer_id: CustomerId,
    /// From 0, without a gap.
    pub number: u64,
    /// When; never before the entry before.
    pub at: Timestamp,
    /// Why.
    pub cause: PointsCause,
    /// Points that can be spent, more; below nothing, fewer.
    pub points: i64,
    /// Points that are promised, more; below nothing, fewer.
    pub pending: i64,
    /// Points that can be spent after it; below nothing where points were taken back that had been spent.
    pub balance: i64,
    /// Points that are promised after it.
    pub pending_balance: i64,
    /// What went into which lot, or came out of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<LotMove>,
}

/// What went into a lot, or came out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LotMove {
    /// The day on which the lot expires; never, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Points in; below nothing, out.
    pub points: i64,
}

/// Why points moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PointsCause {
    /// An order promises points, or more or fewer than before.
    Purchase {
        /// The order.
        order: OrderId,
    },
    /// What an order promised can be spent.
    Matured {
        /// The order.
        order: OrderId,
    },
    /// What could be spent is more or fewer: something of the order was cancelled, given back or added since.
    Corrected {
        /// The order.
        order: OrderId,
    },
    /// The customer did something.
    Action {
        /// What.
        action: Slug,
        /// On which occasion.
        occasion: ExternalKey,
    },
    /// Somebody whom the customer invited has bought.
    Invited,
    /// The customer was invited, and has bought.
    Welcomed,
    /// A reward was chosen.
    Redeemed {
        /// Which.
        reward: Slug,
        /// The store credit that it gave.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card: Option<GiftCardId>,
        /// The code that it gave.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<Code>,
    },
    /// They became store credit.
    Credited {
        /// The store credit.
        card: GiftCardId,
        /// What it is worth.
        worth: Money,
    },
    /// Store credit that had been points became points again.
    Returned {
        /// The store credit.
        card: GiftCardId,
        /// What was taken off it.
        worth: Money,
    },
    /// They expired.
    Expired,
    /// Staff changed them.
    Adjusted {
        /// Why.
        reason: Code,
    },
    /// They went to another customer.
    Sent {
        /// To whom.
        to: CustomerId,
        /// Why.
        reason: Code,
    },
    /// They came from another customer.
    Received {
        /// From whom.
        from: CustomerId,
        /// Why.
        reason: Code,
    },
}
