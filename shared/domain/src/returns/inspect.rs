//! Looking at what came: what becomes of each unit, and what is given back for it.
use super::{
    Condition, Disposition, InsteadKind, InsteadState, Return, ReturnKind, ReturnLine,
    ReturnRefusal, ReturnState, instead::closed,
};
use crate::refunds::Destination;
use events::returns::{InspectedLine, ReturnInspectedV1};
use primitives::{Code, LineId, LocationId, Money, Quantity, RefundId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Units of one line as they were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// The line.
    pub line_id: LineId,
    /// Units.
    pub quantity: Quantity,
    /// What becomes of them.
    pub disposition: Disposition,
    /// In what condition they are; as the rule asks where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// What somebody found.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The units; a line may be named once for each disposition.
    pub found: Vec<Found>,
    /// Where they are.
    pub location_id: LocationId,
    /// Whether what is left of shipping is given back, too.
    pub with_shipping: bool,
    /// When.
    pub now: Timestamp,
}

/// A return after an inspection.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspected {
    /// The return.
    pub after: Return,
    /// The news: stock and refund follow from it.
    pub event: ReturnInspectedV1,
}

/// Notes what was found. Refuses more units than came.
pub fn inspect(one: &Return, seen: Inspection) -> Result<Inspected, ReturnRefusal> {
    if !matches!(one.state, ReturnState::PartReceived | ReturnState::Received) {
        return Err(ReturnRefusal::State(one.state));
    }
    if seen.found.is_empty() || seen.found.len() > primitives::limits::POSITIONS_MAX {
        return Err(ReturnRefusal::WrongLines);
    }
    let mut next = one.clone();
    let mut lines = Vec::new();
    for found in &seen.found {
        let line = next.lines.iter_mut().find(|line| line.line_id == found.line_id);
        let line = line.ok_or_else(|| ReturnRefusal::UnknownLine(found.line_id.clone()))?;
        let (left, asked) = (line.received.saturating_sub(line.inspected), found.quantity.get());
        if asked > left {
            let line = line.line_id.clone();
            return Err(ReturnRefusal::MoreThanLeft { line, left, asked });
        }
        line.inspected += asked;
        if found.disposition == Disposition::Reject {
            line.rejected += asked;
        }
        lines.push(InspectedLine {
            line_id: line.line_id.clone(),
            sku: line.sku.clone(),
            quantity: found.quantity,
            disposition: code(found.disposition),
            restocking_per_mille: withheld(line, found.condition),
        });
    }
    if next.lines.iter().all(|line| line.inspected == line.quantity) {
        next.state = ReturnState::Inspected;
    }
    came_first(&mut next, seen.now);
    Ok(concluded(next, lines, Some(seen.location_id), seen.with_shipping))
}

/// Thousandths that are withheld of what was found so.
fn withheld(line: &ReturnLine, found: Option<Condition>) -> u16 {
    let worse = found.is_some_and(|found| found > line.condition);
    let more = if worse { line.worse_per_mille } else { 0 };
    line.restocking_per_mille.saturating_add(more)
}

/// Settles a claim without anything coming back: what was damaged stays where it is, and what never came cannot.
pub fn settle(one: &Return, with_shipping: bool) -> Result<Inspected, ReturnRefusal> {
    if one.kind != ReturnKind::Claim {
        return Err(ReturnRefusal::OnlyClaims);
    }
    let pending = one.instead.as_ref().is_some_and(|own| own.state != InsteadState::Failed);
    if pending || !matches!(one.state, ReturnState::Requested | ReturnState::Approved) {
        return Err(ReturnRefusal::State(one.state));
    }
    let mut next = one.clone();
    let mut lines = Vec::new();
    for line in &mut next.lines {
        line.inspected = line.quantity;
        let Ok(quantity) = Quantity::parse(line.quantity) else { continue };
        lines.push(InspectedLine {
            line_id: line.line_id.clone(),
            sku: line.sku.clone(),
            quantity,
            disposition: code(Disposition::Scrap),
            restocking_per_mille: 0,
        });
    }
    next.state = ReturnState::Inspected;
    Ok(concluded(next, lines, None, with_shipping))
}

/// What an inspection would find, were everything here and good.
pub fn announced_lines(one: &Return) -> Vec<InspectedLine> {
    let found = one.lines.iter().filter_map(|line| {
        let quantity = Quantity::parse(line.quantity).ok()?;
        Some(InspectedLine {
            line_id: line.line_id.clone(),
            sku: line.sku.clone(),
            quantity,
            disposition: code(Disposition::Restock),
            restocking_per_mille: line.restocking_per_mille,
        })
    });
    found.collect()
}

/// The old goods are here before a card has said whether it holds what they are to pay for: nobody has to.
fn came_first(one: &mut Return, now: Timestamp) {
    let Some(instead) = one.instead.as_mut() else { return };
    if instead.state == InsteadState::Holding {
        let nothing = Money::zero(instead.price.currency);
        instead.end_hold(nothing, now);
        instead.state = InsteadState::Waiting;
    }
}

fn code(disposition: Disposition) -> Code {
    crate::payment::word(disposition.name())
}

fn concluded(
    mut next: Return,
    lines: Vec<InspectedLine>,
    restock_at: Option<LocationId>,
    with_shipping: bool,
) -> Inspected {
    next.inspections = next.inspections.saturating_add(1);
    let rejected = code(Disposition::Reject);
    // What was replaced is not paid for as well.
    let replaced = next.instead.as_ref().is_some_and(|instead| {
        instead.kind == InsteadKind::Replacement && instead.state != InsteadState::Failed
    });
    let pays = !replaced && lines.iter().any(|line| line.disposition != rejected);
    let refund: Option<RefundId> =
        Return::refund_id(&next.return_id, next.inspections).filter(|_| pays);
    // The fee for sending it back is withheld once.
    let fee = if pays { next.return_shipping.take() } else { None };
    next.refunds_open.extend(refund.clone());
    let next = closed(next);
    let event = ReturnInspectedV1 {
        return_id: next.return_id.clone(),
        order_id: next.order_id.clone(),
        inspection: next.inspections,
        refund_id: refund,
        restock_at,
        lines,
        return_shipping: fee,
        with_shipping,
        to_store_credit: next.to == Destination::StoreCredit,
        credit_to: next.credit_to.clone(),
    };
    Inspected { after: next, event }
}
