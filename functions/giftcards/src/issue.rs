use contract::giftcards::{AdjustGiftCard, IssueGiftCard};
use domain::pricing::gift_card::{GiftCard, GiftCardSummary, Owner};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::giftcards as keys;

/// Issues a card. Its code comes later: the answer to a request that is repeated is kept, and nothing
/// may keep a code.
pub async fn handle(cx: Cx, req: Req<IssueGiftCard>) -> Outcome<GiftCardSummary> {
    let owner = Owner::Bearer { code: None };
    let (worth, end) = (req.body.worth, req.body.expires_at);
    let (card, entry) = GiftCard::issue(cx.new_id(), owner, worth, end, cx.now())?;
    Ok(credit::issued(Done::new(GiftCardSummary::from(&card)), &card, &entry))
}

/// Changes what is left on a card, by hand.
pub async fn adjust(cx: Cx, req: Req<AdjustGiftCard>) -> Outcome<GiftCardSummary> {
    let held = cx.load(keys::card(&req.path.card_id)).await?;
    let (next, entry) = held.adjust(req.body.by, req.body.reason.clone(), cx.now())?;
    Ok(credit::booked(Done::new(GiftCardSummary::from(&next)), &held, &next, &entry))
}
