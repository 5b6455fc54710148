use super::{FACTOR_ONE, Hold, LoyaltyRefusal, Month, Programme, due_group};
use crate::{
    fulfilment::{Shipment, ShipmentState},
    order::{LineKind, LinePage, Order, OrderLine},
    payment::Payment,
};
use primitives::{Code, CustomerId, LineId, Money, OrderId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What each line of a page was worth when it was first seen. Never changed: whatever becomes of rules and catalogue
/// since, what is taken back is what was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageWorth {
    /// The order.
    pub order_id: OrderId,
    /// The page.
    pub page: u32,
    /// The lines.
    pub lines: Vec<LineWorth>,
}

/// What a line is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineWorth {
    /// The line.
    pub line_id: LineId,
    /// Thousandths of a point, for all its units: what many small lines earn is not lost to rounding.
    pub milli: i64,
}

/// What an order has earned, and how far that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderPoints {
    /// The order.
    pub order_id: OrderId,
    /// Who bought.
    pub customer_id: CustomerId,
    /// Whether they can be spent.
    pub state: OrderPointsState,
    /// What the order has earned, as the ledger has it.
    pub points: i64,
    /// What was spent on goods, after discounts, without tax.
    pub spent: Money,
    /// How long they are promised: the rule of the moment in which the order was first seen.
    pub hold: Hold,
    /// When they can be spent.
    pub matures_at: Timestamp,
    /// When they expire; never, where absent, once they can be spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// The month that they count in towards tiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<Month>,
    /// When the order was placed.
    pub placed_at: Timestamp,
}

/// How far the points of an order are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderPointsState {
    /// They are promised.
    Pending,
    /// They can be, or could have been, spent.
    Available,
}

/// An order whose points may be due, as the clock's list knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseDue {
    /// The order.
    pub order_id: OrderId,
    /// Who bought.
    pub customer_id: CustomerId,
}

/// What an order has earned, by how it stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entitled {
    /// Points.
    pub points: i64,
    /// Minor units spent on goods, after discounts, without tax.
    pub spent: i64,
}

/// What a look at an order changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The order's points.
    pub next: OrderPoints,
    /// Points more than before; below nothing, fewer.
    pub points: i64,
    /// Minor units spent, more than before.
    pub spent: i64,
}

/// What the lines of a page are worth, in a tier whose purchases earn so many thousandths.
pub fn worth(
    page: &LinePage,
    programme: &Programme,
    categories: impl Fn(&OrderLine) -> Vec<Code>,
    tier_factor: u32,
) -> PageWorth {
    let lines = page.lines.iter().filter_map(|line| {
        let rate = programme.rate(line.amounts.total.currency)?;
        let net = net(line);
        if line.kind == LineKind::Charge || net <= 0 {
            return None;
        }
        let factor = programme.factor(line.product_id.as_ref(), &categories(line));
        let exact = i128::from(net)
            * i128::from(rate.points)
            * i128::from(factor)
            * i128::from(tier_factor);
        let milli = exact / (i128::from(rate.per.minor.max(1)) * i128::from(FACTOR_ONE));
        let milli = i64::try_from(milli).ok()?;
        Some(LineWorth { line_id: line.line_id.clone(), milli })
    });
    PageWorth { order_id: page.order_id.clone(), page: page.page, lines: lines.collect() }
}

/// What a line costs after discounts, without tax.
fn net(line: &OrderLine) -> i64 {
    line.amounts.total.minor.saturating_sub(line.amounts.tax.minor)
}

/// What the buyer has put up for an order and not got back, over all its payments, be it as money or as store credit,
/// which earns anew when it is spent. What a bank took back by a dispute that was lost is gone.
pub fn kept<'a>(payments: impl IntoIterator<Item = &'a Payment>) -> i64 {
    let each = payments.into_iter().map(|payment| {
        payment.kept().minor - payment.buckets.converted.settled - payment.disputed().settled
    });
    each.map(|kept| kept.max(0)).sum()
}

/// What an order has earned by how it stands now: the worth of the units that are neither cancelled nor returned, and
/// of that as large a part as has been paid, and not given back, of what they cost. Nothing of it depends on how the
/// order came to stand so.
pub fn entitled(
    order: &Order,
    pages: &[LinePage],
    worths: &[PageWorth],
    kept: i64,
) -> Result<Entitled, LoyaltyRefusal> {
    let worths: BTreeMap<&LineId, i64> = worths
        .iter()
        .flat_map(|page| page.lines.iter().map(|line| (&line.line_id, line.milli)))
        .collect();
    let (mut due, mut milli, mut spent) = (order.totals.total.minor, 0_i128, 0_i64);
    for line in pages.iter().flat_map(|page| &page.lines) {
        let units = line.quantity.get();
        let gone = line.cancelled.saturating_add(line.returned).min(units);
        let back = line.amounts.share(0, gone, units)?;
        due = due.saturating_sub(back.total.minor);
        if let Some(worth) = worths.get(&line.line_id) {
            milli += i128::from(*worth) * i128::from(units - gone) / i128::from(units.max(1));
            spent = spent.saturating_add(net(line) - (back.total.minor - back.tax.minor));
        }
    }
    if due <= 0 {
        return Ok(Entitled { points: 0, spent: 0 });
    }
    let (paid, due) = (i128::from(kept.clamp(0, due)), i128::from(due));
    let part = |whole: i128| i64::try_from(whole * paid / due).unwrap_or(i64::MAX);
    let thousandths = part(milli);
    Ok(Entitled { points: thousandths / 1_000, spent: part(i128::from(spent)) })
}

/// When the last parcel of an order arrived; nothing while one is on its way, or is still to be sent.
pub fn delivered_at(order: &Order, parcels: &[Shipment]) -> Option<Timestamp> {
    if order.units_open() > 0 {
        return None;
    }
    let mut last = None;
    for parcel in parcels {
        let arrived = match parcel.state {
            ShipmentState::Cancelled | ShipmentState::WrittenOff => continue,
            ShipmentState::Delivered => parcel.delivered_at.or(parcel.dispatched_at),
            // What has not to be sent has arrived when it is done.
            _ if parcel.location_id.is_none() => parcel.dispatched_at,
            _ => None,
        };
        last = last.max(Some(arrived?));
    }
    last
}

impl OrderPoints {
    /// An order that is seen for the first time.
    pub fn seen(order: &Order, customer_id: CustomerId, hold: Hold) -> Self {
        let placed_at = order.dated();
        Self {
            order_id: order.order_id.clone(),
            customer_id,
            state: OrderPointsState::Pending,
            points: 0,
            spent: Money::zero(order.currency),
            hold,
            matures_at: hold.ends(placed_at, None),
            expires_at: None,
            month: None,
            placed_at,
        }
    }

    /// Brings the points to what the order has earned, and while they are promised, the end of that to where it is.
    pub fn settle(&self, entitled: Entitled, delivered_at: Option<Timestamp>) -> Settled {
        let spent = Money::new(entitled.spent, self.spent.currency);
        let mut next = Self { points: entitled.points, spent, ..self.clone() };
        if self.state == OrderPointsState::Pending {
            next.matures_at = self.hold.ends(self.placed_at, delivered_at);
        }
        let (points, spent) = (next.points - self.points, next.spent.minor - self.spent.minor);
        Settled { next, points, spent }
    }

    /// The points can be spent.
    #[must_use]
    pub fn matured(&self, expires_at: Option<Timestamp>, now: Timestamp) -> Self {
        let state = OrderPointsState::Available;
        Self { state, expires_at, month: Some(Month::of(now)), ..self.clone() }
    }

    /// Whether they are promised, and their time has come.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.state == OrderPointsState::Pending && self.matures_at <= now
    }

    /// The group of the index of what is due.
    pub fn due_group(&self) -> u8 {
        due_group(self.order_id.as_ref())
    }
}
