//! Asking for a repair.
use super::{Repair, RepairAccount, RepairRefusal, RepairState, RepairStep};
use crate::{
    fulfilment::Shipment,
    order::{LinePage, Order},
    returns::delivered,
};
use events::Actor;
use primitives::{Code, LineId, Note, RepairId, Timestamp};

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// Its id; made of the command.
    pub repair_id: RepairId,
    /// The line that the unit was sold on.
    pub line_id: LineId,
    /// What is written on the unit.
    pub serial: Option<Code>,
    /// What is wrong.
    pub problem: Note,
    /// Who asks.
    pub by: Actor,
    /// When.
    pub now: Timestamp,
}

/// Takes a ticket for a unit that is with the buyer. `before` are the order's repairs so far. The guarantee is counted
/// from the last delivery of the line: which unit came in which parcel is not known, and doubt is the seller's.
pub fn request(
    order: &Order,
    pages: &[LinePage],
    shipments: &[Shipment],
    account: &RepairAccount,
    before: &[Repair],
    ticket: Ticket,
) -> Result<(Repair, RepairAccount), RepairRefusal> {
    let Ticket { repair_id, line_id, serial, problem, by, now } = ticket;
    let unknown = || RepairRefusal::UnknownLine(line_id.clone());
    let line = pages.iter().flat_map(|page| &page.lines).find(|line| line.line_id == line_id);
    let line = line.ok_or_else(unknown)?;
    let sku = line.sku.clone().ok_or_else(unknown)?;
    let parcels = delivered(shipments).remove(&line_id).unwrap_or_default();
    let came: u32 = parcels.iter().map(|part| part.units).fold(0, u32::saturating_add);
    let there = usize::try_from(came.saturating_sub(line.returned)).unwrap_or(usize::MAX);
    let last = parcels.iter().map(|part| part.at).max();
    let delivered_at = last.filter(|_| account.units(&line_id) < there);
    let delivered_at = delivered_at.ok_or_else(|| RepairRefusal::NoUnit(line_id.clone()))?;
    let repaired_before = before.iter().any(|one| {
        let mended = one.log.iter().any(|step| step.state == RepairState::Repaired);
        one.line_id == line_id && mended && one.coverage.is_some_and(super::Coverage::is_free)
    });
    let state = RepairState::Requested;
    let repair = Repair {
        order_id: order.order_id.clone(),
        repair_id: repair_id.clone(),
        line_id: line_id.clone(),
        sku,
        serial,
        state,
        problem,
        delivered_at,
        country: order.shipping_country.clone(),
        currency: order.currency,
        tax_rate: line.tax_rate,
        repaired_before,
        asked_at: now,
        finding: None,
        cause: None,
        coverage: None,
        quote: None,
        approved: None,
        parts: Vec::new(),
        loaner: None,
        log: vec![RepairStep { state, at: now, by }],
    };
    Ok((repair, account.clone().with(line_id, repair_id)))
}
