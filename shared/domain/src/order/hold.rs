//! Putting an order off, and letting it go on.
use super::{Command, Order, OrderRefusal, states};
use events::{
    Actor,
    order::{OrderHeldV1, OrderReleasedV1},
};
use primitives::{Line, Timestamp};
use serde::{Deserialize, Serialize};

/// Why nothing may be sent for now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// For the staff.
    pub reason: Line,
    /// Since when.
    pub since: Timestamp,
    /// Who said so.
    pub by: Actor,
}

/// Puts an order off.
pub fn hold(
    order: &Order,
    reason: Line,
    by: Actor,
    now: Timestamp,
) -> Result<(Order, OrderHeldV1), OrderRefusal> {
    let state = states::next(order.state, Command::Hold)?;
    order.idle()?;
    if order.held.is_some() {
        return Err(OrderRefusal::AlreadyHeld);
    }
    let held = Some(Hold { reason, since: now, by });
    let event = OrderHeldV1 { order_id: order.order_id.clone(), held_at: now };
    Ok((Order { state, held, ..order.clone() }, event))
}

/// Lets it go on.
pub fn release(order: &Order, now: Timestamp) -> Result<(Order, OrderReleasedV1), OrderRefusal> {
    let state = states::next(order.state, Command::Release)?;
    order.idle()?;
    if order.held.is_none() {
        return Err(OrderRefusal::NotHeld);
    }
    let event = OrderReleasedV1 { order_id: order.order_id.clone(), released_at: now };
    Ok((Order { state, held: None, ..order.clone() }, event))
}
