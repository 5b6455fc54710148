//! What an order takes of what may be used only so often, or may give away only so much.
use super::{Budget, Counter, Exhausted, Limits, Usage};
use crate::pricing::Discount;
use primitives::{CampaignId, Code, CustomerId, Money, PromotionId};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Orders that a promotion applied to.
    Promotion(PromotionId),
    /// Orders of one customer that a promotion applied to.
    Customer(PromotionId, CustomerId),
    /// Orders by one code.
    Code(Code),
    /// What a campaign gave away, and how often.
    Campaign(CampaignId),
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Promotion(promotion) => write!(f, "{promotion}"),
            Self::Customer(promotion, customer) => write!(f, "{promotion}#{customer}"),
            Self::Code(code) => write!(f, "CODE#{code}"),
            Self::Campaign(campaign) => write!(f, "{campaign}"),
        }
    }
}

/// How often something has been used, and what it gave away. Moved only under the condition that it
/// stays within its limit, so that any number of checkouts at once hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseCounter {
    /// What is counted.
    pub counted: Counted,
    /// Uses.
    pub uses: u64,
    /// Minor units given away.
    pub spent: u64,
}

/// What an order takes of one counter. The limit is the one under which its price was agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Of which.
    pub counted: Counted,
    /// Uses.
    pub uses: u64,
    /// Uses that there may be in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses_max: Option<u64>,
    /// Minor units given away.
    pub spend: u64,
    /// Minor units that may be given away in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_max: Option<u64>,
}

impl Claim {
    /// Uses before it at which it still fits; `None` where it never does.
    pub fn room_uses(&self) -> Option<u64> {
        self.uses_max.map_or(Some(u64::MAX), |most| most.checked_sub(self.uses))
    }

    /// Minor units before it at which it still fits; `None` where it never does.
    pub fn room_spent(&self) -> Option<u64> {
        self.spend_max.map_or(Some(u64::MAX), |most| most.checked_sub(self.spend))
    }

    /// Whether it fits beside what was used before.
    pub fn fits(&self, counter: Counter) -> bool {
        self.room_uses().is_some_and(|room| counter.uses <= room)
            && self.room_spent().is_some_and(|room| counter.spent <= room)
    }
}

/// What an order that gives these discounts takes of every counter that limits them, each once. Of its
/// `own`, it has taken the use before: an edit takes no second, whatever more it gives away.
pub fn claims<'a>(
    discounts: impl IntoIterator<Item = &'a Discount>,
    limits: impl Fn(&PromotionId) -> Option<Limits>,
    budget: impl Fn(&CampaignId) -> Option<Budget>,
    customer: Option<&CustomerId>,
    own: &BTreeSet<PromotionId>,
) -> Vec<Claim> {
    let mut all: BTreeMap<Counted, Claim> = BTreeMap::new();
    let mut claim = |uses: u64, counted: Counted, uses_max, money: Money, spend_max| {
        let blank = Claim { counted: counted.clone(), uses: 0, uses_max, spend: 0, spend_max };
        let claim = all.entry(counted).or_insert(blank);
        claim.uses += uses;
        claim.spend = claim.spend.saturating_add(money.minor.unsigned_abs());
    };
    for discount in discounts {
        let Limits { uses, per_customer, per_code } =
            limits(&discount.promotion).unwrap_or_default();
        let nothing = Money::zero(discount.amount.currency);
        let once = u64::from(!own.contains(&discount.promotion));
        if uses.is_some() {
            claim(once, Counted::Promotion(discount.promotion.clone()), uses, nothing, None);
        }
        if let (Some(_), Some(customer)) = (per_customer, customer) {
            let counted = Counted::Customer(discount.promotion.clone(), customer.clone());
            claim(once, counted, per_customer, nothing, None);
        }
        if let (Some(_), Some(code)) = (per_code, &discount.code) {
            claim(once, Counted::Code(code.clone()), per_code, nothing, None);
        }
        if let Some((campaign, Budget { money, uses })) =
            discount.campaign.as_ref().and_then(|id| budget(id).map(|budget| (id, budget)))
        {
            let most = money.map(|money| money.minor.unsigned_abs());
            claim(once, Counted::Campaign(campaign.clone()), uses, discount.amount, most);
        }
    }
    all.into_values().filter(|claim| claim.uses > 0 || claim.spend > 0).collect()
}

impl Usage {
    /// Notes what a counter says.
    pub fn note(&mut self, counter: &UseCounter, budget: impl Fn(&CampaignId) -> Option<Budget>) {
        let UseCounter { counted, uses, spent } = counter;
        match counted {
            Counted::Promotion(promotion) => {
                self.promotions.insert(promotion.clone(), *uses);
            }
            Counted::Customer(promotion, _) => {
                self.customer.insert(promotion.clone(), *uses);
            }
            Counted::Code(code) => {
                self.codes.insert(code.clone(), *uses);
            }
            Counted::Campaign(campaign) => {
                if let Some(budget) = budget(campaign) {
                    let used = Counter { uses: *uses, spent: *spent };
                    self.campaigns.insert(campaign.clone(), (budget, used));
                }
            }
        }
    }
}

impl UseCounter {
    /// Of something that was never used.
    pub fn unused(counted: Counted) -> Self {
        Self { counted, uses: 0, spent: 0 }
    }

    /// As the engine counts.
    pub const fn counter(&self) -> Counter {
        Counter { uses: self.uses, spent: self.spent }
    }

    /// The counter after a claim; refuses one that does not fit.
    pub fn take(&self, claim: &Claim) -> Result<Self, Exhausted> {
        if claim.fits(self.counter()) {
            let uses = self.uses.saturating_add(claim.uses);
            let spent = self.spent.saturating_add(claim.spend);
            return Ok(Self { uses, spent, ..self.clone() });
        }
        let by_money = claim.room_spent().is_none_or(|room| self.spent > room);
        Err(match self.counted {
            Counted::Promotion(_) => Exhausted::Uses,
            Counted::Customer(..) => Exhausted::Customer,
            Counted::Code(_) => Exhausted::Code,
            Counted::Campaign(_) if by_money => Exhausted::Money,
            Counted::Campaign(_) => Exhausted::CampaignUses,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::laws::{cases, world::eur};
    use primitives::{Example, Title};
    use proptest::prelude::*;

    fn discount(at: usize, minor: i64, campaign: bool) -> Discount {
        Discount {
            promotion: PromotionId::parse(format!("prm_{at}")).unwrap(),
            version: 1,
            title: Title::example(),
            campaign: campaign.then(CampaignId::example),
            code: None,
            amount: eur(minor),
        }
    }

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn whoever_claims_first_no_counter_passes_its_limit_and_what_fails_takes_nothing(
            uses in prop::option::of(0_u64..6), money in prop::option::of(0_i64..3_000),
            most in prop::option::of(0_u64..6),
            orders in prop::collection::vec(prop::collection::vec((0_usize..3, 0_i64..900, any::<bool>()), 1..4), 0..20),
        ) {
            let limits = Limits { uses, ..Limits::default() };
            let budget = Budget { money: money.map(eur), uses: most };
            let mut counters: BTreeMap<Counted, UseCounter> = BTreeMap::new();
            let mut given = (0_u64, 0_u64);
            for mut order in orders {
                order.sort_unstable();
                order.dedup_by_key(|(at, _, _)| *at);
                let discounts: Vec<Discount> =
                    order.into_iter().map(|(at, minor, campaign)| discount(at, minor, campaign)).collect();
                let claims = claims(&discounts, |_| Some(limits), |_| Some(budget), None, &BTreeSet::new());
                let next: Result<Vec<UseCounter>, Exhausted> = claims.iter().map(|claim| {
                    let held = counters.get(&claim.counted).cloned();
                    held.unwrap_or_else(|| UseCounter::unused(claim.counted.clone())).take(claim)
                }).collect();
                let Ok(next) = next else { continue };
                counters.extend(next.into_iter().map(|one| (one.counted.clone(), one)));
                for discount in discounts.iter().filter(|one| one.campaign.is_some()) {
                    given = (given.0 + 1, given.1 + discount.amount.minor.unsigned_abs());
                }
            }
            for (counted, counter) in &counters {
                match counted {
                    Counted::Campaign(_) => {
                        prop_assert_eq!((counter.uses, counter.spent), given);
                        prop_assert!(most.is_none_or(|most| counter.uses <= most));
                        prop_assert!(money.is_none_or(|money| counter.spent <= money.unsigned_abs()));
                    }
                    _ => prop_assert!(uses.is_none_or(|uses| counter.uses <= uses)),
                }
            }
        }
    }
}
