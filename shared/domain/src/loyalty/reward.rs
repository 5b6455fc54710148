use super::{LoyaltyRefusal, POINTS_MAX};
use primitives::{Money, PromotionId, Slug, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that points buy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reward {
    /// Its word.
    pub reward: Slug,
    /// What people read.
    pub title: Title,
    /// What it costs.
    pub points: i64,
    /// What it is.
    pub gives: Gives,
    /// Whether it is to be had.
    pub active: bool,
    /// Until when; for ever, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// What a reward is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Gives {
    /// Store credit.
    Credit {
        /// How much.
        amount: Money,
        /// Days for which it can be spent; for ever, where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 1, max = 3_650))]
        valid_days: Option<u32>,
    },
    /// A code of the customer's own, for a promotion whose codes may be used once: so much per cent off, or off some
    /// products, or whatever the promotion says.
    Code {
        /// The promotion.
        promotion: PromotionId,
    },
}

impl Reward {
    /// Refuses a reward that costs nothing, or gives nothing.
    pub fn check(&self) -> Result<(), LoyaltyRefusal> {
        if self.points <= 0 {
            return Err(LoyaltyRefusal::Nothing);
        }
        if self.points > POINTS_MAX {
            return Err(LoyaltyRefusal::TooMuch(POINTS_MAX));
        }
        match &self.gives {
            Gives::Credit { amount, .. } if amount.minor <= 0 => Err(LoyaltyRefusal::Nothing),
            _ => Ok(()),
        }
    }

    /// Refuses a reward that is not to be had now.
    pub fn had(&self, now: Timestamp) -> Result<(), LoyaltyRefusal> {
        if self.active && self.until.is_none_or(|end| now < end) {
            Ok(())
        } else {
            Err(LoyaltyRefusal::NoReward(self.reward.clone()))
        }
    }
}
