//! What the shop has decided about refunds.
use crate::shop::ShopRefusal;
use primitives::{Money, limits::PRICES_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Refunds above these amounts need a second person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundPolicy {
    /// Above which somebody else has to agree, by currency; nobody has to in a currency that is not named.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub approval_above: Vec<ApprovalAbove>,
}

/// A limit of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalAbove {
    /// What may be paid out without a second person.
    pub amount: Money,
}

impl RefundPolicy {
    /// Whether somebody else has to agree to a payout.
    pub fn needs_approval(&self, payout: Money) -> bool {
        self.approval_above
            .iter()
            .any(|one| one.amount.currency == payout.currency && payout > one.amount)
    }

    /// Refuses limits below nothing, and two of one currency.
    pub(crate) fn check(&self) -> Result<(), ShopRefusal> {
        if self.approval_above.len() > PRICES_MAX {
            return Err(ShopRefusal::TooMuch);
        }
        for (at, one) in self.approval_above.iter().enumerate() {
            if one.amount.is_negative() {
                return Err(ShopRefusal::Price);
            }
            let mut before = self.approval_above.iter().take(at);
            if before.any(|other| other.amount.currency == one.amount.currency) {
                let which = one.amount.currency.to_string();
                return Err(ShopRefusal::Twice { what: "limit of refunds", which });
            }
        }
        Ok(())
    }
}
