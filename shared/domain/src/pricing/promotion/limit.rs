use primitives::{CampaignId, Code, Money, PromotionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How often a promotion may be used; without a number, any number of times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Orders in all.
    pub uses: Option<u64>,
    /// Orders of one customer. Whoever is not signed in cannot use it then.
    pub per_customer: Option<u64>,
    /// Orders by one code: 1 for codes of a pool.
    pub per_code: Option<u64>,
}

/// What a campaign may give away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Budget {
    /// In money, in one currency: rules of the campaign do not apply in others.
    pub money: Option<Money>,
    /// Uses of its promotions.
    pub uses: Option<u64>,
}

/// What has been used up. It is stored, and changed only under the condition that it still is what
/// was read, or that what is added stays within the limit: so any number of checkouts at once hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Counter {
    /// Uses.
    pub uses: u64,
    /// Minor units given away.
    pub spent: u64,
}

/// What is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exhausted {
    /// The promotion has been used as often as it may.
    Uses,
    /// This customer has used it as often as they may.
    Customer,
    /// It is counted by customer and nobody is signed in.
    Anonymous,
    /// The code has been used as often as it may.
    Code,
    /// What would be taken off is more than the campaign has left.
    Money,
    /// The campaign has been used as often as it may.
    CampaignUses,
    /// The campaign's budget is in another currency.
    Currency,
}

/// What has been used of the rules that concern a basket, when it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Orders, by promotion.
    pub promotions: BTreeMap<PromotionId, u64>,
    /// Orders of the buyer, by promotion.
    pub customer: BTreeMap<PromotionId, u64>,
    /// Orders, by code.
    pub codes: BTreeMap<Code, u64>,
    /// Budgets and what is used of them, by campaign.
    pub campaigns: BTreeMap<CampaignId, (Budget, Counter)>,
    /// Promotions that the order which is edited has used: that use is counted, and counts for what the
    /// edit adds as well.
    pub own: BTreeSet<PromotionId>,
}

impl Limits {
    /// Whether it may be used once more.
    pub(super) fn allow(
        &self,
        id: &PromotionId,
        code: Option<&Code>,
        signed_in: bool,
        usage: &Usage,
    ) -> Result<(), Exhausted> {
        let used = |of: &BTreeMap<PromotionId, u64>| of.get(id).copied().unwrap_or(0);
        if self.uses.is_some_and(|max| used(&usage.promotions) >= max) {
            return Err(Exhausted::Uses);
        }
        if self.per_customer.is_some() && !signed_in {
            return Err(Exhausted::Anonymous);
        }
        if self.per_customer.is_some_and(|max| used(&usage.customer) >= max) {
            return Err(Exhausted::Customer);
        }
        let by_code = code.and_then(|code| usage.codes.get(code)).copied().unwrap_or(0);
        if self.per_code.is_some_and(|max| by_code >= max) {
            return Err(Exhausted::Code);
        }
        Ok(())
    }
}

impl Budget {
    /// The counter after one more use that gives so much away, if the budget bears all of it. A
    /// budget is never overspent and never spent in part: who gets a discount gets the one promised.
    pub fn take(&self, counter: Counter, off: Money) -> Result<Counter, Exhausted> {
        let uses = counter.uses.saturating_add(1);
        if self.uses.is_some_and(|max| uses > max) {
            return Err(Exhausted::CampaignUses);
        }
        let Counter { spent, .. } = self.take_again(counter, off)?;
        Ok(Counter { uses, spent })
    }

    /// The counter after a use that was counted before gives so much away besides.
    pub fn take_again(&self, counter: Counter, off: Money) -> Result<Counter, Exhausted> {
        let spent = counter.spent.saturating_add(off.minor.unsigned_abs());
        match self.money {
            Some(max) if max.currency != off.currency => Err(Exhausted::Currency),
            Some(max) if i128::from(spent) > i128::from(max.minor) => Err(Exhausted::Money),
            _ => Ok(Counter { spent, ..counter }),
        }
    }
}

impl Counter {
    /// The counter after an order that used it came to nothing.
    #[must_use]
    pub fn give_back(self, off: Money) -> Self {
        Self {
            uses: self.uses.saturating_sub(1),
            spent: self.spent.saturating_sub(off.minor.unsigned_abs()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Currency;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(crate::pricing::laws::cases())]
        #[test]
        fn no_budget_is_overspent_in_whatever_order_orders_come_and_fail(
            max in 0_i64..5_000, uses in 0_u64..20,
            orders in prop::collection::vec((0_i64..1_000, any::<bool>()), 0..60),
        ) {
            let gbp = |minor| Money::new(minor, Currency::GBP);
            let budget = Budget { money: Some(gbp(max)), uses: Some(uses) };
            let mut counter = Counter::default();
            let mut held = Vec::new();
            for (off, fails) in orders {
                if fails && let Some(off) = held.pop() {
                    counter = counter.give_back(gbp(off));
                } else if let Ok(next) = budget.take(counter, gbp(off)) {
                    counter = next;
                    held.push(off);
                }
                prop_assert_eq!(i128::from(counter.spent), held.iter().map(|off| i128::from(*off)).sum::<i128>());
                prop_assert!(held.iter().sum::<i64>() <= max && held.len() as u64 <= uses);
            }
        }
    }

    #[test]
    fn a_budget_in_another_currency_pays_for_nothing() {
        let budget = Budget { money: Some(Money::new(100, Currency::EUR)), uses: None };
        let off = Money::new(1, Currency::GBP);
        assert_eq!(budget.take(Counter::default(), off), Err(Exhausted::Currency));
    }
}
