//! Throws a draft away. Its timeline stays: somebody may ask.
use crate::{draft, timeline};
use contract::order::{DeleteDraft, DraftDeleted};
use domain::order::{self, Happened, Order};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<DeleteDraft>) -> Outcome<DraftDeleted> {
    let held = cx.load(keys::order::order(&req.path.order_id)).await?;
    req.check_version(&held)?;
    order::delete_draft(&held)?;
    let order_id = held.order_id.clone();
    let mut done = Done::new(DraftDeleted { order_id: order_id.clone() })
        .remove(&held)
        .erase(&keys::order::derivation(&order_id, &0))
        .create(&timeline::entry(&cx, &order_id, Happened::DraftDeleted));
    if let Some(number) = cx.find(keys::order::number(&held.number)).await? {
        done = done.remove(&number);
    }
    let without = Order { reference: None, ..held.value.clone() };
    let done = draft::refer(&cx, done, Some(&held), &without).await?;
    draft::write_pages(&cx, done, &held, &[]).await
}
