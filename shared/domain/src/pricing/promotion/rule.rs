use super::{Condition, Limits, Selector};
use crate::pricing::{Fraction, PricingRefusal, RuleRef, Window};
use primitives::{CampaignId, Code, Currency, Money, PromotionId, Quantity, Sku, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One promotion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// Which.
    pub id: PromotionId,
    /// Grows with every change.
    pub version: u64,
    /// What people read.
    pub title: Title,
    /// Whether it is at work.
    pub state: PromotionState,
    /// When it is.
    #[serde(default)]
    pub window: Window,
    /// Whether a code has to be entered.
    #[serde(default)]
    pub by_code: bool,
    /// The higher goes first, among rules of the same target.
    #[serde(default)]
    pub priority: i32,
    /// How it bears others.
    #[serde(default)]
    pub stacking: Stacking,
    /// Of rules with the same word here, only the one that takes the most off applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Code>,
    /// What has to be so; everything has to.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub conditions: Vec<Condition>,
    /// What it does.
    pub effect: Effect,
    /// How often.
    #[serde(default)]
    pub limits: Limits,
    /// Whose budget it draws on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
}

/// Whether a promotion is at work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromotionState {
    /// Being written.
    #[default]
    Draft,
    /// At work while its window is open.
    Active,
    /// Stopped for now.
    Paused,
    /// Over for good.
    Ended,
}

/// How a promotion bears others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stacking {
    /// With all that do too.
    #[default]
    Combinable,
    /// What it touched, no later rule touches.
    Closes,
    /// Alone: if no rule that could apply has a higher priority, nothing else applies; otherwise it
    /// does not.
    Exclusive,
}

/// What a promotion does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// Off goods.
    Lines {
        /// Which.
        of: Selector,
        /// How much.
        off: Off,
        /// Off so many units at most, `pick` first.
        #[serde(default)]
        at_most: Option<u32>,
        /// Which of them first.
        #[serde(default)]
        pick: Pick,
        /// Never more than this in all.
        #[serde(default)]
        cap: Option<Amounts>,
    },
    /// Off the order's goods.
    Order {
        /// How much.
        off: OrderOff,
        /// Never more than this in all.
        #[serde(default)]
        cap: Option<Amounts>,
    },
    /// Off the order's goods, the more the more is bought; the highest step that is reached.
    Tiered {
        /// What counts, and what it is taken off.
        of: Selector,
        /// The steps, the lowest first.
        #[schemars(length(min = 1, max = 20))]
        steps: Vec<Step>,
    },
    /// For every so many of these, something off so many of those.
    BuyGet {
        /// These.
        buy: Selector,
        /// So many.
        buy_units: Quantity,
        /// Those.
        get: Selector,
        /// So many.
        get_units: Quantity,
        /// What is off each of those.
        off: Off,
        /// Which of those.
        #[serde(default)]
        pick: Pick,
        /// Off so many units of those at most.
        #[serde(default)]
        at_most: Option<u32>,
    },
    /// So many for a price, the dearest first.
    MultiBuy {
        /// Of what.
        of: Selector,
        /// So many.
        units: Quantity,
        /// Together.
        price: Amounts,
        /// So often at most.
        #[serde(default)]
        at_most: Option<u32>,
    },
    /// Things that are cheaper together.
    Bundle {
        /// All of them.
        #[schemars(length(min = 2, max = 10))]
        parts: Vec<BundlePart>,
        /// How much: a share off, an amount off, or a price, for all parts together.
        off: Off,
        /// So often at most.
        #[serde(default)]
        at_most: Option<u32>,
    },
    /// Off the delivery.
    Shipping {
        /// Of these ways; of every one if none is named.
        #[serde(default)]
        #[schemars(length(max = 50))]
        options: Vec<Code>,
        /// How much.
        off: Off,
    },
    /// Something for nothing, on a line of its own.
    Gift {
        /// What.
        sku: Sku,
        /// How many.
        units: Quantity,
    },
}

impl Effect {
    /// Whether it gives every unit its own share or price, however many there are and whatever else is
    /// bought: twice for two parts of an order is then the same as once for the whole.
    pub fn is_by_share(&self) -> bool {
        match self {
            Self::Lines { at_most, cap, .. } => at_most.is_none() && cap.is_none(),
            Self::Order { off: OrderOff::Percent { .. }, cap } => cap.is_none(),
            Self::Tiered { steps, .. } => {
                steps.iter().all(|step| matches!(step.off, OrderOff::Percent { .. }))
            }
            _ => false,
        }
    }

    /// Whether an order gets it once, however much is bought: an amount off, a gift, delivery, and whatever has a
    /// cap. What is given again for every so many units is not.
    pub fn is_once(&self) -> bool {
        let times = match self {
            Self::BuyGet { at_most, .. }
            | Self::MultiBuy { at_most, .. }
            | Self::Bundle { at_most, .. } => at_most.as_ref(),
            _ => return !self.is_by_share(),
        };
        times.is_some()
    }
}

/// Something off each unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Off {
    /// A share of what is left.
    Percent {
        /// The share.
        share: Fraction,
    },
    /// An amount, at most what is left.
    Amount {
        /// By currency.
        amounts: Amounts,
    },
    /// Whatever is above a price.
    FixedPrice {
        /// By currency.
        prices: Amounts,
    },
}

/// Something off the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum OrderOff {
    /// A share of what is left, lot by lot.
    Percent {
        /// The share.
        share: Fraction,
    },
    /// An amount, once, at most what is left.
    Amount {
        /// By currency.
        amounts: Amounts,
    },
}

/// Which units first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// The cheapest.
    #[default]
    Cheapest,
    /// The dearest.
    Dearest,
}

/// A step of a tiered promotion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// From here on.
    pub from: Threshold,
    /// What is off.
    pub off: OrderOff,
}

/// How much has to be bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Threshold {
    /// Units.
    Units {
        /// So many.
        units: Quantity,
    },
    /// Worth, before promotions.
    Spend {
        /// By currency.
        amounts: Amounts,
    },
}

/// One part of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BundlePart {
    /// Of what.
    pub of: Selector,
    /// How many.
    pub units: Quantity,
}

/// One amount per currency. In a currency without one, the rule does not apply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Amounts(#[schemars(length(min = 1, max = 20))] pub Vec<Money>);

impl Amounts {
    /// The amount in a currency, in minor units.
    pub fn of(&self, currency: Currency) -> Option<u64> {
        let own = self.0.iter().find(|amount| amount.currency == currency)?;
        u64::try_from(own.minor).ok()
    }
}

impl Promotion {
    /// Whether it may be used only so often, or give away only so much.
    pub fn is_limited(&self) -> bool {
        let Limits { uses, per_customer, per_code } = self.limits;
        uses.or(per_customer).or(per_code).is_some() || self.campaign.is_some()
    }

    /// The rule as it is now.
    pub fn rule(&self) -> Result<RuleRef, PricingRefusal> {
        Ok(RuleRef { id: Code::parse(self.id.to_string())?, version: self.version })
    }

    /// By target: lines, order, gifts, shipping.
    pub(super) fn target(&self) -> u8 {
        match self.effect {
            Effect::Lines { .. }
            | Effect::BuyGet { .. }
            | Effect::MultiBuy { .. }
            | Effect::Bundle { .. } => 0,
            Effect::Order { .. } | Effect::Tiered { .. } => 1,
            Effect::Gift { .. } => 2,
            Effect::Shipping { .. } => 3,
        }
    }

    /// Every selector in it: of its conditions, then of its effect.
    pub(super) fn selectors(&self) -> Vec<&Selector> {
        let mut all: Vec<&Selector> =
            self.conditions.iter().filter_map(Condition::selector).collect();
        match &self.effect {
            Effect::Lines { of, .. } | Effect::Tiered { of, .. } | Effect::MultiBuy { of, .. } => {
                all.push(of);
            }
            Effect::BuyGet { buy, get, .. } => all.extend([buy, get]),
            Effect::Bundle { parts, .. } => all.extend(parts.iter().map(|part| &part.of)),
            Effect::Order { .. } | Effect::Shipping { .. } | Effect::Gift { .. } => {}
        }
        all
    }
}
