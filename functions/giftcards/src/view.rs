use contract::{
    Page,
    giftcards::{ListGiftCardEntries, ListGiftCards, ViewGiftCard},
};
use domain::pricing::gift_card::{CardEntry, GiftCardSummary};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::giftcards as keys;

/// Every card, the newest first.
pub async fn list(cx: Cx, req: Req<ListGiftCards>) -> Outcome<Page<GiftCardSummary>> {
    Ok(Done::new(cx.page(&keys::cards(), &req.query).await?))
}

/// One card.
pub async fn one(cx: Cx, req: Req<ViewGiftCard>) -> Outcome<GiftCardSummary> {
    let held = cx.load(keys::card(&req.path.card_id)).await?;
    Ok(Done::new(GiftCardSummary::from(&held.value)))
}

/// What moved on a card.
pub async fn entries(cx: Cx, req: Req<ListGiftCardEntries>) -> Outcome<Page<CardEntry>> {
    let held = cx.load(keys::card(&req.path.card_id)).await?;
    Ok(Done::new(cx.page(&keys::entries(&held.card_id), &req.query).await?))
}
