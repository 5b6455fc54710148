//! Who bought was erased: messages about the order say no more whom they went to.
use events::{Envelope, order::BuyerErasedV1};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::keys::notification as keys;

/// Messages of one transaction.
const MESSAGES: u32 = 50;

pub async fn handle(cx: Cx, event: Envelope<BuyerErasedV1>) -> Progress<()> {
    let list = keys::messages_of_order(&event.data.order_id);
    let mut after = None;
    loop {
        let page = cx.list(&list, MESSAGES, after.as_ref()).await?;
        let wanted: Vec<_> = page.items.iter().map(|one| keys::message(&one.message_id)).collect();
        let held: Vec<_> = cx.load_many(&wanted).await?.into_iter().flatten().collect();
        // Whoever is sending it would find it changed, and could send it again.
        if held.iter().any(|held| held.is_claimed(cx.now())) {
            return Err(Fault::Outside("a message is being sent".into()));
        }
        let held = held.into_iter();
        let told = held.filter_map(|held| held.buyer_erased().map(|next| (held, next)));
        let done = told.fold(Done::new(()), |done, (held, next)| done.replace(&held, &next));
        if !done.is_read_only() {
            return Ok(Step::Continue(done));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(Step::Finish(done)),
        }
    }
}
