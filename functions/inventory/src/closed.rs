//! Whether a checkout still needs what is put aside for it.
use domain::checkout::CheckoutState;
use primitives::CheckoutId;
use runtime::{Cx, Fault};
use table::keys;

/// Whether no order will come of the checkout any more: it is closed, or was never heard of.
pub async fn is_over(cx: &Cx, checkout_id: &CheckoutId) -> Result<bool, Fault> {
    let held = cx.find(keys::checkout::checkout(checkout_id)).await?;
    Ok(held.is_none_or(|held| held.state == CheckoutState::Closed))
}
