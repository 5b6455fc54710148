use super::{Funds, GiftCard, GiftCardRefusal};
use primitives::{GiftCardId, Money, Timestamp};
use serde::{Deserialize, Serialize};

/// Cards that pay for one order: each is three writes of the transaction that debits them.
pub const TENDERS_MAX: usize = 5;

/// A card that somebody offers in payment, as it was when they did. What it pays is reckoned by this and
/// agreed to; if there is less on it when it is debited, nothing is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// The card.
    pub card_id: GiftCardId,
    /// Last characters of its code; none where it is store credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// What could be spent of it.
    pub worth: Money,
    /// From then on it cannot be spent; never, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

impl Tender {
    /// A card as it is offered, for something of a total in the same currency.
    pub fn of(card: &GiftCard, total: Money, now: Timestamp) -> Result<Self, GiftCardRefusal> {
        if card.balance.currency != total.currency {
            return Err(GiftCardRefusal::Currency(card.balance.currency));
        }
        card.usable(now)?;
        Ok(Self {
            card_id: card.card_id.clone(),
            ending: card.code().map(|code| code.ending.clone()),
            worth: card.spendable(now),
            expires_at: card.expires_at,
        })
    }

    /// What it can add.
    pub fn funds(&self) -> Funds {
        let (card_id, expires_at) = (self.card_id.clone(), self.expires_at);
        Funds { card_id, spendable: self.worth, expires_at }
    }
}
