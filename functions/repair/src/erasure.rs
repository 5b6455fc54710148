//! Who bought was erased: what they and staff wrote about their repairs goes.
use domain::repair::Repair;
use events::{Envelope, order::BuyerErasedV1};
use runtime::{Cx, Done, Progress, Step};
use table::keys::repair as keys;

/// Repairs of one transaction.
const REPAIRS: usize = 50;

pub async fn handle(cx: Cx, event: Envelope<BuyerErasedV1>) -> Progress<()> {
    let order_id = &event.data.order_id;
    let all: Vec<Repair> = cx.list_all(&keys::repairs_of_order(order_id)).await?;
    let telling = all.iter().filter(|one| one.buyer_erased().is_some()).take(REPAIRS);
    let wanted: Vec<_> = telling.map(|one| keys::one(order_id, &one.repair_id)).collect();
    let mut done = Done::new(());
    for held in cx.load_many(&wanted).await?.into_iter().flatten() {
        if let Some(next) = held.buyer_erased() {
            done = done.replace(&held, &next);
        }
    }
    Ok(if done.is_read_only() { Step::Finish(done) } else { Step::Continue(done) })
}
