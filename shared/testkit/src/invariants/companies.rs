//! What companies owe is what their orders owe, and never more than they may.
use crate::Items;
use domain::customers::{Company, CompanyDebt, OrderDebt};
use primitives::{Currency, Slug};
use std::collections::BTreeMap;

/// True at every instant, as long as nobody lowers a limit.
pub fn always(items: &Items) {
    let mut sums: BTreeMap<(Slug, Currency), i64> = BTreeMap::new();
    for order in items.all::<OrderDebt>() {
        assert!(order.owed.minor >= 0, "{order:?}");
        *sums.entry((order.company, order.owed.currency)).or_default() += order.owed.minor;
    }
    sums.retain(|_, minor| *minor != 0);
    let mut told = BTreeMap::new();
    for debt in items.all::<CompanyDebt>() {
        told.extend(debt.owed.into_iter().map(|(of, minor)| ((debt.company.clone(), of), minor)));
    }
    assert_eq!(told, sums);
    for company in items.all::<Company>() {
        let Some(limit) = company.details.credit_limit else { continue };
        let owed = sums.get(&(company.company.clone(), limit.currency)).copied();
        assert!(owed.unwrap_or_default() <= limit.minor, "{owed:?}: {company:?}");
    }
}
