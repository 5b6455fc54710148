//! Events of `giftcards`. Never a code, nor anything of one.
use crate::row::events;
use primitives::{Example, GiftCardId, Money, OrderId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why what the shop owes on a card changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardMove {
    /// It was issued.
    Issued,
    /// An order was paid with it.
    Spent,
    /// Something that an order paid came back.
    Refunded,
    /// What was left on it was written off.
    Expired,
    /// Staff changed it.
    Adjusted,
}

impl Example for CardMove {
    fn example() -> Self {
        Self::Spent
    }
}

events! {
    /// The ledger of a gift card or store credit got an entry: the shop owes more, or less.
    GiftCardBookedV1 = "giftcards.GiftCardBooked.v1" {
        /// The card.
        card_id: GiftCardId,
        /// The entry's number, from 0, without a gap.
        number: u64,
        /// Why.
        cause: CardMove,
        /// The order, where one paid or got something back.
        order_id: Option<OrderId>,
        /// What the shop owes more; below nothing, less.
        amount: Money,
        /// What is left on the card.
        balance: Money,
    }

    /// A gift card got a code; one that it had before opens nothing any more.
    GiftCardCodedV1 = "giftcards.GiftCardCoded.v1" {
        /// The card.
        card_id: GiftCardId,
    }

    /// Staff stopped a gift card or store credit.
    GiftCardDisabledV1 = "giftcards.GiftCardDisabled.v1" {
        /// The card.
        card_id: GiftCardId,
    }

    /// Staff let a gift card or store credit that was stopped be spent again.
    GiftCardEnabledV1 = "giftcards.GiftCardEnabled.v1" {
        /// The card.
        card_id: GiftCardId,
    }
}
