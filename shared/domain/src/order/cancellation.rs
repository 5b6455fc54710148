//! Cancelling units before they are sent, in full or in part, page by page.
//!
//! A cancellation is planned at once and carried out one page of lines at a time, so that an order of
//! a thousand lines needs no larger transaction than one of ten. While it is at work the order names
//! it, and nothing else may change the lines; whoever comes next finishes it first.
use super::{Command, LinePage, Order, OrderRefusal, OrderState, states};
use events::{
    Actor,
    order::{CancelledLine, LinesCancelledV1, OrderCancelledV1},
};
use primitives::{
    CancellationId, Currency, Line, LineId, Money, OrderId, Quantity, Timestamp, limits::LINES_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// So many units of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineUnits {
    /// The line.
    pub line_id: LineId,
    /// Units.
    pub quantity: Quantity,
}

/// What is to be cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Whatever has not been sent.
    Rest,
    /// These units.
    Lines(Vec<LineUnits>),
}

/// What is to be cancelled on one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagePlan {
    /// The page.
    pub page: u32,
    /// Units of its lines; every open unit where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<LineUnits>>,
}

/// One cancellation, at work or done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// The order.
    pub order_id: OrderId,
    /// The cancellation; made of the command that asked for it, so a repeat finds it.
    pub cancellation_id: CancellationId,
    /// Why.
    pub reason: Line,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub begun_at: Timestamp,
    /// What, page by page.
    pub plan: Vec<PagePlan>,
    /// Pages of the plan that are done.
    pub done: u32,
    /// Units cancelled so far.
    pub units: u64,
    /// What is given back: of the units so far while at work; with shipping, if nothing is sent at
    /// all, once done.
    pub amount: Money,
    /// When it was done; absent while at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
}

impl Cancellation {
    /// The page it is at.
    pub fn at(&self) -> Option<&PagePlan> {
        usize::try_from(self.done).ok().and_then(|at| self.plan.get(at))
    }

    /// Whether the page it is at is the last.
    pub fn at_last(&self) -> bool {
        usize::try_from(self.done).is_ok_and(|at| at + 1 >= self.plan.len())
    }
}

/// Who cancels, under which name, when and why.
#[derive(Clone, Debug)]
pub struct Cause {
    /// The cancellation's id.
    pub cancellation_id: CancellationId,
    /// Why.
    pub reason: Line,
    /// Who.
    pub by: Actor,
    /// When.
    pub now: Timestamp,
}

/// Plans a cancellation over all pages of the order. Refuses what is more than open.
pub fn plan_cancellation(
    order: &Order,
    pages: &[LinePage],
    scope: &Scope,
    cause: Cause,
) -> Result<Cancellation, OrderRefusal> {
    states::next(order.state, Command::CancelPart)?;
    order.idle()?;
    order.unedited()?;
    let plan = match scope {
        Scope::Rest => rest(pages),
        Scope::Lines(lines) => named(pages, lines)?,
    };
    if plan.is_empty() {
        return Err(OrderRefusal::NothingOpen);
    }
    Ok(Cancellation {
        order_id: order.order_id.clone(),
        cancellation_id: cause.cancellation_id,
        reason: cause.reason,
        by: cause.by,
        begun_at: cause.now,
        plan,
        done: 0,
        units: 0,
        amount: Money::zero(order.currency),
        finished_at: None,
    })
}

fn rest(pages: &[LinePage]) -> Vec<PagePlan> {
    pages
        .iter()
        .filter(|page| page.lines.iter().any(|line| line.open() > 0))
        .map(|page| PagePlan { page: page.page, lines: None })
        .collect()
}

fn named(pages: &[LinePage], lines: &[LineUnits]) -> Result<Vec<PagePlan>, OrderRefusal> {
    if lines.is_empty() {
        return Err(OrderRefusal::NoLines);
    }
    if lines.len() > LINES_MAX {
        return Err(OrderRefusal::TooManyLines);
    }
    let places: BTreeMap<&LineId, (u32, u32)> = pages
        .iter()
        .flat_map(|page| page.lines.iter().map(|line| (&line.line_id, (page.page, line.open()))))
        .collect();
    let mut seen = BTreeSet::new();
    let mut plan: BTreeMap<u32, Vec<LineUnits>> = BTreeMap::new();
    for asked in lines {
        let line_id = &asked.line_id;
        let (page, open) =
            *places.get(line_id).ok_or_else(|| OrderRefusal::UnknownLine(line_id.clone()))?;
        if !seen.insert(line_id) {
            return Err(OrderRefusal::RepeatedLine(line_id.clone()));
        }
        let units = asked.quantity.get();
        if units > open {
            return Err(OrderRefusal::MoreThanOpen { line: line_id.clone(), open, asked: units });
        }
        plan.entry(page).or_default().push(asked.clone());
    }
    Ok(plan.into_iter().map(|(page, lines)| PagePlan { page, lines: Some(lines) }).collect())
}

/// A page of a cancellation carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct PageCancelled {
    /// The page as it is now.
    pub page: LinePage,
    /// The cancellation as it is now.
    pub cancellation: Cancellation,
    /// The news of the page.
    pub event: LinesCancelledV1,
    /// With the last page, the order as it is now, and the news if nothing of it is left.
    pub order: Option<(Order, Option<OrderCancelledV1>)>,
}

/// Carries out the page that a cancellation is at.
pub fn cancel_page(
    order: &Order,
    cancellation: &Cancellation,
    page: &LinePage,
    now: Timestamp,
) -> Result<PageCancelled, OrderRefusal> {
    let plan = cancellation.at().ok_or(OrderRefusal::NothingOpen)?;
    let (mut next, mut page) = (cancellation.clone(), page.clone());
    let wanted: Vec<_> =
        page.lines.iter().map(|line| planned(plan, &line.line_id, line.open())).collect();
    let Taken { lines, units, amount } = take(&mut page, &wanted, order.currency)?;
    next.units += units;
    next.amount = next.amount.plus(amount)?;
    let last = cancellation.at_last();
    next.done += 1;
    let order_after = if last { Some(finish(order, &mut next, now)?) } else { None };
    let event = LinesCancelledV1 {
        order_id: order.order_id.clone(),
        cancellation_id: next.cancellation_id.clone(),
        reservation_id: order.reservation_id.clone(),
        page: page.page,
        lines,
        refund: if last { next.amount } else { Money::zero(order.currency) },
        payment_ids: order.payment_ids.clone(),
    };
    Ok(PageCancelled { page, cancellation: next, event, order: order_after })
}

/// Units that were taken off the lines of a page, and what exactly they cost.
pub(super) struct Taken {
    /// The units, line by line.
    pub(super) lines: Vec<CancelledLine>,
    /// Their count.
    pub(super) units: u64,
    /// What they cost.
    pub(super) amount: Money,
}

/// Takes units off the lines of a page, line by line as `wanted` says. The one place where units are
/// cancelled: in whatever portions, they come to exactly what the line cost.
pub(super) fn take(
    page: &mut LinePage,
    wanted: &[Option<Quantity>],
    currency: Currency,
) -> Result<Taken, OrderRefusal> {
    let mut taken = Taken { lines: Vec::new(), units: 0, amount: Money::zero(currency) };
    for (line, wanted) in page.lines.iter_mut().zip(wanted) {
        let Some(quantity) = *wanted else { continue };
        let before = line.cancelled;
        let share = line.amounts.share(before, quantity.get(), line.quantity.get())?;
        line.cancelled = line.cancelled.saturating_add(quantity.get());
        taken.units += u64::from(quantity.get());
        taken.amount = taken.amount.plus(share.total)?;
        let (line_id, sku) = (line.line_id.clone(), line.sku.clone());
        taken.lines.push(CancelledLine { line_id, sku, quantity });
    }
    Ok(taken)
}

fn planned(plan: &PagePlan, line_id: &LineId, open: u32) -> Option<Quantity> {
    let units = match &plan.lines {
        None => open,
        Some(lines) => lines.iter().find(|line| line.line_id == *line_id)?.quantity.get().min(open),
    };
    Quantity::parse(units).ok()
}

/// The last page is done: adds up on the order's head.
fn finish(
    order: &Order,
    cancellation: &mut Cancellation,
    now: Timestamp,
) -> Result<(Order, Option<OrderCancelledV1>), OrderRefusal> {
    let units_cancelled = order.units_cancelled + cancellation.units;
    let rest = units_cancelled + order.units_fulfilled >= order.units;
    let command = if rest { Command::CancelRest } else { Command::CancelPart };
    let state = states::next(order.state, command)?;
    if state == OrderState::Cancelled {
        // Nothing will ever be sent: shipping, and the tax on it, go back too. What is left of the
        // total is exactly that and these units.
        cancellation.amount = order.totals.total.minus(order.cancelled_amount)?;
    }
    cancellation.finished_at = Some(now);
    let cancelled_amount = order.cancelled_amount.plus(cancellation.amount)?;
    let event = (state == OrderState::Cancelled).then(|| OrderCancelledV1 {
        order_id: order.order_id.clone(),
        cancellation_id: cancellation.cancellation_id.clone(),
        cancelled_at: now,
        amount: cancelled_amount,
    });
    // A hold keeps an order from being sent; where nothing is left to send it says nothing.
    let held = if rest { None } else { order.held.clone() };
    let next =
        Order { state, units_cancelled, cancelled_amount, cancelling: None, held, ..order.clone() };
    Ok((next, event))
}
