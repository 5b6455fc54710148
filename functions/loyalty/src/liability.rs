use crate::rules;
use contract::loyalty::{ExpiringPoints, PointsLiabilityView, ViewPointsLiability};
use domain::loyalty::{AccountSummary, CreditRate, Month};
use primitives::{Money, Timestamp};
use runtime::{Cx, Done, Outcome, Req};
use std::collections::BTreeMap;
use table::{Cursor, keys::loyalty as keys};

/// Accounts of one page of the index.
const PAGE: u32 = 500;
/// Pages of one look.
const PAGES: u32 = 10;

/// What is added up.
#[derive(Default)]
struct Sums {
    pending: i64,
    owed: i64,
    accounts: u64,
    /// By the last month in which they can be spent; what never expires is last.
    lots: BTreeMap<(bool, Option<Month>), i64>,
}

impl Sums {
    fn add(&mut self, account: &AccountSummary, now: Timestamp) {
        self.pending = self.pending.saturating_add(account.pending);
        self.owed = self.owed.saturating_add(account.owed);
        self.accounts += 1;
        let live = |end: Option<Timestamp>| end.is_none_or(|end| now < end);
        for lot in account.lots.all().iter().filter(|lot| live(lot.expires_at)) {
            let month = lot.expires_at.map(|end| Month::of(end).minus(1));
            let sum = self.lots.entry((month.is_none(), month)).or_default();
            *sum = sum.saturating_add(lot.points);
        }
    }
}

/// What the shop owes in points, added up from what is left of every lot, as it is of gift cards: a counter would be
/// one more write of every movement, on an item that all customers share.
pub async fn view(cx: Cx, req: Req<ViewPointsLiability>) -> Outcome<PointsLiabilityView> {
    let rates = rules::known(&cx).await?.map(|rules| rules.credit).unwrap_or_default();
    let mut sums = Sums::default();
    let mut after = req.query.cursor.clone().map(Cursor::from_outside);
    for _ in 0..PAGES {
        let page = cx.list(&keys::accounts(), PAGE, after.as_ref()).await?;
        page.items.iter().for_each(|account| sums.add(account, cx.now()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let points = sums.lots.values().copied().fold(0, i64::saturating_add);
    let by_expiry = sums.lots.into_iter().map(|((_, month), points)| ExpiringPoints {
        month,
        points,
        worth: worth(&rates, points),
    });
    Ok(Done::new(PointsLiabilityView {
        points,
        pending: sums.pending,
        owed: sums.owed,
        worth: worth(&rates, points),
        by_expiry: by_expiry.collect(),
        accounts: sums.accounts,
        next: after.map(Into::into),
    }))
}

fn worth(rates: &[CreditRate], points: i64) -> Vec<Money> {
    rates.iter().map(|rate| rate.worth_of(points)).collect()
}
