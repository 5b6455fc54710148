//! What a repair costs is paid by an order of its own: made by staff as a draft, so that prices, tax, payment and number
//! are those of every other order.
use super::{LoanerState, Repair, RepairRefusal, RepairState};
use crate::order::{Order, PaymentStatus};
use primitives::{Money, OrderId, RepairId};
use serde::{Deserialize, Serialize};

/// That it exists keeps an order from paying for two repairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairInvoice {
    /// The order that pays.
    pub paid_by: OrderId,
    /// The repair that it pays for.
    pub repair_id: RepairId,
}

/// What the owner has to pay before they get it back: what they approved, where it works, and what they were lent and did
/// not give back.
pub fn due(one: &Repair) -> Result<Money, RepairRefusal> {
    let works = one.state == RepairState::Repaired;
    let quote = one.quote.as_ref().filter(|quote| works && one.approved == Some(quote.version));
    let mended = quote.map_or(Money::zero(one.currency), |quote| quote.total);
    match one.loaner.as_ref().filter(|loaner| loaner.state == LoanerState::Charged) {
        Some(loaner) => Ok(mended.plus(loaner.worth)?),
        None => Ok(mended),
    }
}

/// The invoice of a repair; none, where nothing is due. It is over exactly what was approved, to whoever bought the unit, and
/// paid.
pub fn invoice(
    one: &Repair,
    sold: &Order,
    paid_by: Option<&Order>,
) -> Result<Option<RepairInvoice>, RepairRefusal> {
    let due = due(one)?;
    if due.is_zero() {
        return Ok(None);
    }
    let order = paid_by.ok_or(RepairRefusal::Unpaid(due))?;
    let own = order.order_id != one.order_id && order.is_public();
    if !own || order.customer_id != sold.customer_id || order.totals.total != due {
        return Err(RepairRefusal::WrongInvoice(due));
    }
    if order.payment_status != PaymentStatus::Paid {
        return Err(RepairRefusal::Unpaid(due));
    }
    let (paid_by, repair_id) = (order.order_id.clone(), one.repair_id.clone());
    Ok(Some(RepairInvoice { paid_by, repair_id }))
}
