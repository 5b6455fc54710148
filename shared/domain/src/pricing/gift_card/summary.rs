use super::{GiftCard, GiftCardState};
use primitives::{CustomerId, GiftCardId, Money, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A gift card or store credit, without anything that would help to spend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GiftCardSummary {
    /// The card.
    pub card_id: GiftCardId,
    /// Whose store credit it is; absent where whoever has the code may spend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The last characters of its code; absent where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// Whether it may be spent.
    pub state: GiftCardState,
    /// What it was issued with.
    pub worth: Money,
    /// What is left.
    pub balance: Money,
    /// From then on it cannot be spent, and what is left is written off; never, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When it was issued.
    pub issued_at: Timestamp,
}

impl From<&GiftCard> for GiftCardSummary {
    fn from(card: &GiftCard) -> Self {
        Self {
            card_id: card.card_id.clone(),
            customer_id: card.customer().cloned(),
            ending: card.code().map(|code| code.ending.clone()),
            state: card.state,
            worth: card.worth,
            balance: card.balance,
            expires_at: card.expires_at,
            issued_at: card.issued_at,
        }
    }
}

impl GiftCardSummary {
    /// Whether something of it may be spent now.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        let live = self.expires_at.is_none_or(|end| now < end);
        self.state == GiftCardState::Active && live && self.balance.minor > 0
    }
}
