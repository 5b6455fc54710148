//! Events of `loyalty`. Who invited whom is nobody else's business.
use crate::row::events;
use primitives::{CustomerId, Example, GiftCardId, Money, OrderId, Slug};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a customer's points moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PointsMove {
    /// An order promises more, or fewer.
    Purchase,
    /// What an order promised can be spent.
    Matured,
    /// Something of an order whose points could be spent came back, or was added.
    Corrected,
    /// The customer did something.
    Action,
    /// An invitation.
    Referral,
    /// A reward was chosen.
    Redeemed,
    /// They became store credit.
    Credited,
    /// Store credit became points again.
    Returned,
    /// They expired.
    Expired,
    /// Staff changed them.
    Adjusted,
    /// They went to another customer, or came from one.
    Transferred,
}

impl Example for PointsMove {
    fn example() -> Self {
        Self::Matured
    }
}

events! {
    /// The ledger of a customer's points got an entry.
    PointsBookedV1 = "loyalty.PointsBooked.v1" {
        /// The customer.
        customer_id: CustomerId,
        /// The entry's number, from 0, without a gap.
        number: u64,
        /// Why.
        cause: PointsMove,
        /// The order, where it is about one.
        order_id: Option<OrderId>,
        /// Points that can be spent, more; below nothing, fewer.
        points: i64,
        /// Points that are promised, more; below nothing, fewer.
        pending: i64,
        /// Points that can be spent after it.
        balance: i64,
    }

    /// The points of an order are past their hold.
    PurchaseMaturedV1 = "loyalty.PurchaseMatured.v1" {
        /// The order.
        order_id: OrderId,
        /// Who bought.
        customer_id: CustomerId,
        /// What it earned; nothing, where all of it came back before.
        points: i64,
    }

    /// A customer got into another tier, or out of all.
    TierChangedV1 = "loyalty.TierChanged.v1" {
        /// The customer.
        customer_id: CustomerId,
        /// The tier; absent where none is reached any more.
        tier: Option<Slug>,
        /// The tier before.
        before: Option<Slug>,
    }

    /// A customer chose a reward: what it costs was debited, and what it is was given, at the same moment.
    RewardRedeemedV1 = "loyalty.RewardRedeemed.v1" {
        /// The customer.
        customer_id: CustomerId,
        /// The reward.
        reward: Slug,
        /// What it cost.
        points: i64,
        /// The store credit that it gave; absent where it gave a code.
        card_id: Option<GiftCardId>,
    }

    /// Points became store credit.
    PointsCreditedV1 = "loyalty.PointsCredited.v1" {
        /// The customer.
        customer_id: CustomerId,
        /// The store credit.
        card_id: GiftCardId,
        /// What it cost.
        points: i64,
        /// What it is worth.
        worth: Money,
    }
}
