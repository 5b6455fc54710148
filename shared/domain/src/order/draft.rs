//! Drafts: orders that the staff writes, at prices of their own, and has placed.
use super::{Command, Order, OrderRefusal, states};
use primitives::CheckoutId;
use serde::{Deserialize, Serialize};

/// A try of placing a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The command that asked for it: the same command, repeated, follows its own attempt.
    pub command: String,
    /// The checkout that carries it out.
    pub checkout_id: CheckoutId,
    /// Why it came to nothing, once it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// Makes a draft of it again, after its checkout came to nothing.
pub fn give_up_placing(
    order: &Order,
    checkout_id: &CheckoutId,
    reason: &str,
) -> Result<Order, OrderRefusal> {
    let state = states::next(order.state, Command::GiveUp)?;
    if order.checkout_id.as_ref() != Some(checkout_id) {
        return Err(OrderRefusal::OtherCheckout);
    }
    let failure = Some(reason.chars().take(500).collect());
    let attempt = order.attempt.clone().map(|attempt| Attempt { failure, ..attempt });
    Ok(Order { state, checkout_id: None, attempt, ..order.clone() })
}
