//! Asking for a return.
use super::{
    Condition, Payer, Reason, Return, ReturnAccount, ReturnKind, ReturnLine, ReturnPolicy,
    ReturnRefusal, ReturnRule, ReturnState,
};
use crate::{
    fulfilment::{Shipment, ShipmentState},
    order::{LinePage, Order, OrderLine},
    refunds::Destination,
};
use events::Actor;
use primitives::{
    CustomerId, LineId, Money, Note, Quantity, ReturnId, Timestamp, limits::POSITIONS_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Units of one line to be returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WishedLine {
    /// The line.
    pub line_id: LineId,
    /// Units.
    pub quantity: Quantity,
    /// Why.
    pub reason: Reason,
}

/// What somebody wants to return.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Its id; made of the command.
    pub return_id: ReturnId,
    /// What kind.
    pub kind: ReturnKind,
    /// Which units.
    pub lines: Vec<WishedLine>,
    /// Where what is given back goes.
    pub to: Destination,
    /// Who gets store credit, where it is not the order's customer.
    pub credit_to: Option<CustomerId>,
    /// What the buyer wrote.
    pub comment: Option<Note>,
    /// Whether staff have decided that the rules do not matter this time.
    pub beyond_rules: bool,
    /// Who asks.
    pub by: Actor,
    /// When.
    pub now: Timestamp,
}

/// Units of one line that were delivered together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Units.
    pub units: u32,
    /// When.
    pub at: Timestamp,
}

/// What was delivered of each line, parcel by parcel. What was given up was not.
pub fn delivered(shipments: &[Shipment]) -> BTreeMap<LineId, Vec<Delivered>> {
    let mut all: BTreeMap<LineId, Vec<Delivered>> = BTreeMap::new();
    for one in shipments.iter().filter(|one| one.state == ShipmentState::Delivered) {
        let at = one.delivered_at.or(one.dispatched_at).unwrap_or(one.created_at);
        for position in &one.positions {
            let units = position.quantity;
            all.entry(position.line_id.clone()).or_default().push(Delivered { units, at });
        }
    }
    all
}

/// A return that was asked for, with what becomes true with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requested {
    /// The return: approved already, where the rules say so.
    pub asked: Return,
    /// Units in returns.
    pub account: ReturnAccount,
}

/// Asks for a return. Units that were not delivered, or are in another return, are refused whoever asks.
pub fn request(
    order: &Order,
    pages: &[LinePage],
    shipments: &[Shipment],
    account: &ReturnAccount,
    policy: &ReturnPolicy,
    wish: Wish,
) -> Result<Requested, ReturnRefusal> {
    possible(order, &wish)?;
    let known: BTreeMap<&LineId, (u32, &OrderLine)> = pages
        .iter()
        .flat_map(|page| page.lines.iter().map(|line| (&line.line_id, (page.page, line))))
        .collect();
    let delivered = delivered(shipments);
    let mut account = account.clone();
    let (mut lines, mut auto, mut fee, mut seen) = (Vec::new(), true, None, BTreeSet::new());
    for asked in &wish.lines {
        let found = known.get(&asked.line_id).copied();
        let (page, line) =
            found.ok_or_else(|| ReturnRefusal::UnknownLine(asked.line_id.clone()))?;
        if !seen.insert(&asked.line_id) {
            return Err(ReturnRefusal::RepeatedLine(asked.line_id.clone()));
        }
        let came = delivered.get(&asked.line_id).map_or(&[][..], Vec::as_slice);
        within_delivered(came, &account, asked)?;
        let rule = policy.rule(order.shipping_country.as_ref(), line.sku.as_ref());
        let free = wish.kind == ReturnKind::Claim || asked.reason.is_claim();
        if !free && !wish.beyond_rules {
            within_rule(&rule, came, asked, wish.now)?;
        }
        auto &= rule.auto_approve;
        if !free {
            fee = dearer(fee, sending(&rule, order));
        }
        account = account.with(&asked.line_id, asked.quantity.get());
        lines.push(announced(asked, page, line, Some(&rule).filter(|_| !free)));
    }
    let approved = wish.kind == ReturnKind::Return && auto;
    Ok(Requested { asked: written(order, wish, lines, fee, approved), account })
}

/// What no line has a say in.
fn possible(order: &Order, wish: &Wish) -> Result<(), ReturnRefusal> {
    if wish.lines.is_empty() || wish.lines.len() > POSITIONS_MAX {
        return Err(ReturnRefusal::WrongLines);
    }
    let credit = wish.to == Destination::StoreCredit;
    if credit && wish.credit_to.is_none() && order.customer_id.is_none() {
        return Err(ReturnRefusal::NoCustomer);
    }
    if wish.kind == ReturnKind::Claim && !wish.lines.iter().all(|line| line.reason.is_claim()) {
        return Err(ReturnRefusal::NoClaim);
    }
    Ok(())
}

/// A line as it was asked for; nothing is withheld where no rule holds.
fn announced(
    asked: &WishedLine,
    page: u32,
    line: &OrderLine,
    rule: Option<&ReturnRule>,
) -> ReturnLine {
    ReturnLine {
        line_id: asked.line_id.clone(),
        page,
        sku: line.sku.clone(),
        quantity: asked.quantity.get(),
        reason: asked.reason,
        received: 0,
        inspected: 0,
        rejected: 0,
        restocking_per_mille: rule.map_or(0, |rule| rule.restocking_per_mille),
        condition: rule.map_or_else(Condition::default, |rule| rule.condition),
        worse_per_mille: rule.map_or(0, |rule| rule.worse_per_mille),
    }
}

fn written(
    order: &Order,
    wish: Wish,
    lines: Vec<ReturnLine>,
    fee: Option<Money>,
    approved: bool,
) -> Return {
    Return {
        order_id: order.order_id.clone(),
        return_id: wish.return_id,
        state: if approved { ReturnState::Approved } else { ReturnState::Requested },
        kind: wish.kind,
        lines,
        to: wish.to,
        credit_to: wish.credit_to,
        comment: wish.comment,
        return_shipping: fee,
        asked_by: wish.by,
        asked_at: wish.now,
        decided_at: approved.then_some(wish.now),
        why_declined: None,
        inspections: 0,
        refunds_open: Vec::new(),
        refunds_done: Vec::new(),
        refund_problem: None,
        instead: None,
        way_back: None,
    }
}

fn within_delivered(
    came: &[Delivered],
    account: &ReturnAccount,
    asked: &WishedLine,
) -> Result<(), ReturnRefusal> {
    let all: u32 = came.iter().map(|part| part.units).fold(0, u32::saturating_add);
    let left = all.saturating_sub(account.units(&asked.line_id));
    let (line, asked) = (asked.line_id.clone(), asked.quantity.get());
    if asked > left {
        return Err(ReturnRefusal::MoreThanDelivered { line, left, asked });
    }
    Ok(())
}

/// Units are as good as one another: as many may be returned as came in parcels whose window is open.
fn within_rule(
    rule: &ReturnRule,
    came: &[Delivered],
    asked: &WishedLine,
    now: Timestamp,
) -> Result<(), ReturnRefusal> {
    let line = asked.line_id.clone();
    if !rule.returnable {
        return Err(ReturnRefusal::NotReturnable(line));
    }
    let open = came.iter().filter(|part| now <= rule.until(part.at));
    let open: u32 = open.map(|part| part.units).fold(0, u32::saturating_add);
    if asked.quantity.get() > open {
        let last = came.iter().map(|part| rule.until(part.at)).max();
        return Err(ReturnRefusal::TooLate { line, until: last.unwrap_or(now) });
    }
    Ok(())
}

/// What is withheld for sending it back, in the order's currency.
fn sending(rule: &ReturnRule, order: &Order) -> Option<Money> {
    let buyer = rule.label_paid_by == Payer::Buyer;
    let fee = rule.return_shipping.iter().find(|fee| fee.currency == order.currency);
    fee.copied().filter(|fee| buyer && fee.minor > 0)
}

fn dearer(one: Option<Money>, other: Option<Money>) -> Option<Money> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}
