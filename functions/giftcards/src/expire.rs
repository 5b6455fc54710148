use domain::pricing::gift_card::{DUE_GROUPS, GiftCard};
use primitives::Timestamp;
use runtime::{Cx, Done, Progress, Step};
use table::{Held, keys::giftcards as keys};

/// Cards that are written off in one transaction: each is two writes of it, and one event.
const BATCH: u32 = 30;

/// Writes off what is left on cards that have expired, group by group, until there are none.
pub async fn due(cx: Cx) -> Progress<()> {
    for group in 0..DUE_GROUPS {
        let list = keys::due_cards(&group).up_to(cx.now());
        let mut after = None;
        loop {
            let page = cx.list(&list, BATCH, after.as_ref()).await?;
            let due: Vec<_> = page.items.iter().map(|card| keys::card(&card.card_id)).collect();
            let done = written_off(cx.load_many(&due).await?.into_iter().flatten(), cx.now());
            if !done.is_read_only() {
                return Ok(Step::Continue(done));
            }
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
    }
    Ok(Step::Finish(Done::new(())))
}

/// The index may lag behind: what is empty by now, or has been prolonged, is left alone.
fn written_off(cards: impl Iterator<Item = Held<GiftCard>>, now: Timestamp) -> Done<()> {
    cards.fold(Done::new(()), |done, card| match card.expire(now) {
        Ok((next, entry)) => credit::booked(done, &card, &next, &entry),
        Err(_) => done,
    })
}
