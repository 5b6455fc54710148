//! What decisions on repairs look at, read as of now.
use contract::repair::{RepairPath, RepairView};
use domain::repair::{Repair, RepairAccount};
use primitives::OrderId;
use runtime::{Cx, Done, Fault, Who};
use table::{Held, keys::repair as own};

/// A repair of an order that the caller may see.
pub async fn one(cx: &Cx, path: &RepairPath) -> Result<Held<Repair>, Fault> {
    sold::order(cx, &path.order_id).await?;
    cx.load(own::one(&path.order_id, &path.repair_id)).await
}

/// Units of the order that are in open repairs, and the pass for writing over that.
pub async fn account(
    cx: &Cx,
    order_id: &OrderId,
) -> Result<(Option<Held<RepairAccount>>, RepairAccount), Fault> {
    let held = cx.find(own::account(order_id)).await?;
    let known = held.as_ref().map(|held| held.value.clone());
    Ok((held, known.unwrap_or_else(|| RepairAccount::new(order_id.clone()))))
}

/// The repair as it is now, kept and shown.
pub fn kept(held: &Held<Repair>, next: &Repair, who: &Who) -> Done<RepairView> {
    Done::new(RepairView::of(next, who.is_shop())).replace(held, next)
}
