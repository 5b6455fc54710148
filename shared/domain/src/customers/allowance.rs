//! What somebody may order for a company: by themselves in one order, and on the company's account in all.
//!
//! Invariant: what a company owes is the sum of what its orders owe, and an order that would bring it above its credit
//! limit is not placed. What was taken of an order's money is owed no more, and what was cancelled never was.
use super::{Company, CompanyMember, OrderFigures};
use crate::{Kind, Refuse};
use primitives::{Currency, CustomerId, Money, OrderId, Slug};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a company owes in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyDebt {
    /// The company.
    pub company: Slug,
    /// Minor units by currency.
    pub owed: BTreeMap<Currency, i64>,
}

/// What one order of a company owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDebt {
    /// The order.
    pub order_id: OrderId,
    /// The company that its buyer bought for.
    pub company: Slug,
    /// Who bought.
    pub customer_id: CustomerId,
    /// What of it was neither taken nor cancelled.
    pub owed: Money,
}

/// Why somebody may not order this for their company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AllowanceRefusal {
    /// More than they may spend by themselves.
    #[error(
        "you may spend {0} in one order for your company: order less, or ask somebody who may spend more"
    )]
    Spending(Money),
    /// The company would owe more than it may.
    #[error("your company may owe {limit}, and owes {owed}: order less, or pay something first")]
    Credit {
        /// What it may owe.
        limit: Money,
        /// What it owes without this order.
        owed: Money,
    },
    /// The limit is in another currency, and says nothing of this one.
    #[error("what your company allows is in {0}: order in that currency")]
    Currency(Currency),
}

impl AllowanceRefusal {
    /// The stable code of a refusal that was written down, if it is one of these.
    pub fn known(code: &str) -> Option<&'static str> {
        let all = ["company.spending_limit", "company.credit_limit", "company.limit_currency"];
        all.into_iter().find(|one| *one == code)
    }
}

impl Refuse for AllowanceRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Spending(_) => "company.spending_limit",
            Self::Credit { .. } => "company.credit_limit",
            Self::Currency(_) => "company.limit_currency",
        }
    }
    fn kind(&self) -> Kind {
        Kind::Conflict
    }
}

impl CompanyMember {
    /// Refuses an order that is more than they may spend by themselves.
    pub fn may_spend(&self, total: Money) -> Result<(), AllowanceRefusal> {
        match self.spending_limit {
            Some(limit) if limit.currency != total.currency => {
                Err(AllowanceRefusal::Currency(limit.currency))
            }
            Some(limit) if total.minor > limit.minor => Err(AllowanceRefusal::Spending(limit)),
            _ => Ok(()),
        }
    }
}

impl CompanyDebt {
    /// Of a company that owes nothing.
    pub const fn none(company: Slug) -> Self {
        Self { company, owed: BTreeMap::new() }
    }

    /// What it owes in a currency.
    pub fn in_currency(&self, currency: Currency) -> Money {
        Money::new(self.owed.get(&currency).copied().unwrap_or_default(), currency)
    }

    /// Refuses an order that would bring the company above its credit limit. One that owes nothing is never too much.
    pub fn may_owe(&self, company: &Company, more: Money) -> Result<(), AllowanceRefusal> {
        let Some(limit) = company.details.credit_limit.filter(|_| more.minor > 0) else {
            return Ok(());
        };
        if limit.currency != more.currency {
            return Err(AllowanceRefusal::Currency(limit.currency));
        }
        let owed = self.in_currency(limit.currency);
        if owed.minor.saturating_add(more.minor) > limit.minor {
            return Err(AllowanceRefusal::Credit { limit, owed });
        }
        Ok(())
    }

    /// When an order owes something else than it did.
    #[must_use]
    pub fn moved(&self, before: Option<&OrderDebt>, after: &OrderDebt) -> Self {
        let mut next = self.clone();
        let by = after.owed.minor - before.map_or(0, |before| before.owed.minor);
        let sum = next.owed.entry(after.owed.currency).or_default();
        *sum = sum.saturating_add(by);
        next.owed.retain(|_, minor| *minor != 0);
        next
    }
}

impl OrderDebt {
    /// By what an order comes to now.
    #[must_use]
    pub fn reckoned(&self, figures: &OrderFigures) -> Self {
        let owed = figures.ordered.minor.saturating_sub(figures.captured.minor).max(0);
        Self { owed: Money::new(owed, figures.ordered.currency), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::{CompanyDetails, CompanyRole};
    use primitives::{Example, Timestamp, Title};
    use proptest::prelude::*;

    fn gbp(minor: i64) -> Money {
        Money::new(minor, Currency::GBP)
    }

    fn company(limit: Option<i64>) -> Company {
        let details = CompanyDetails {
            name: Title::example(),
            vat_id: None,
            registration: None,
            parent: None,
            payment_days: None,
            credit_limit: limit.map(gbp),
        };
        Company::founded(Slug::example(), details, None, Timestamp::example()).unwrap()
    }

    fn debt(at: usize, minor: i64) -> OrderDebt {
        OrderDebt {
            order_id: OrderId::parse(format!("ord_{at}")).unwrap(),
            company: Slug::example(),
            customer_id: CustomerId::example(),
            owed: gbp(minor),
        }
    }

    fn figures(order: &OrderDebt, ordered: i64, captured: i64, refunded: i64) -> OrderFigures {
        OrderFigures {
            customer_id: order.customer_id.clone(),
            order_id: order.order_id.clone(),
            placed_at: Timestamp::example(),
            counts: ordered > 0,
            ordered: gbp(ordered),
            captured: gbp(captured),
            refunded: gbp(refunded),
        }
    }

    proptest! {
        #[test]
        fn whatever_is_placed_paid_and_cancelled_no_order_brings_a_company_above_its_limit(
            limit in 0_i64..1_000,
            acts in proptest::collection::vec((0_usize..6, 0_i64..500, 0_i64..500, 0_i64..500), 1..40),
        ) {
            let company = company(Some(limit));
            let mut all = CompanyDebt::none(Slug::example());
            let mut orders: BTreeMap<usize, OrderDebt> = BTreeMap::new();
            for (at, ordered, captured, refunded) in acts {
                let before = orders.get(&at).cloned();
                let after = match &before {
                    // Of an order that is there, less may be due, and more may have been taken.
                    Some(before) => {
                        let ordered = ordered.min(before.owed.minor);
                        before.reckoned(&figures(before, ordered, captured, refunded))
                    }
                    None => debt(at, ordered),
                };
                if before.is_none() && all.may_owe(&company, after.owed).is_err() {
                    prop_assert!(all.in_currency(Currency::GBP).minor + ordered > limit);
                    continue;
                }
                all = all.moved(before.as_ref(), &after);
                orders.insert(at, after);
                let sum: i64 = orders.values().map(|one| one.owed.minor).sum();
                prop_assert_eq!(all.in_currency(Currency::GBP).minor, sum);
                prop_assert!(sum <= limit, "{} of {}", sum, limit);
            }
        }
    }

    #[test]
    fn limits_are_amounts_in_a_currency_and_none_is_no_limit() {
        let member = |limit: Option<Money>| CompanyMember {
            company: Slug::example(),
            customer_id: CustomerId::example(),
            role: CompanyRole::Buyer,
            spending_limit: limit,
            since: Timestamp::example(),
        };
        let euros = Money::new(1, Currency::EUR);
        assert_eq!(member(Some(gbp(10))).may_spend(gbp(10)), Ok(()));
        assert_eq!(
            member(Some(gbp(10))).may_spend(gbp(11)),
            Err(AllowanceRefusal::Spending(gbp(10)))
        );
        let other = Err(AllowanceRefusal::Currency(Currency::GBP));
        assert_eq!(member(Some(gbp(10))).may_spend(euros), other);
        assert_eq!(member(None).may_spend(gbp(i64::MAX)), Ok(()));
        let owes = CompanyDebt::none(Slug::example()).moved(None, &debt(0, 60));
        let refused = AllowanceRefusal::Credit { limit: gbp(100), owed: gbp(60) };
        assert_eq!(owes.may_owe(&company(Some(100)), gbp(40)), Ok(()));
        assert_eq!(owes.may_owe(&company(Some(100)), gbp(41)), Err(refused));
        assert_eq!(owes.may_owe(&company(Some(0)), gbp(0)), Ok(()), "paid already");
        assert_eq!(owes.may_owe(&company(Some(100)), euros), other);
        assert_eq!(owes.may_owe(&company(None), euros), Ok(()));
    }
}
