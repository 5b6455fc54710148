use contract::giftcards::{DisableGiftCard, EnableGiftCard};
use domain::pricing::gift_card::{GiftCardState, GiftCardSummary};
use events::giftcards::{GiftCardDisabledV1, GiftCardEnabledV1};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::giftcards as keys;

/// Stops a card. What it has paid stays paid, and what comes back still comes back to it.
pub async fn disable(cx: Cx, req: Req<DisableGiftCard>) -> Outcome<GiftCardSummary> {
    let held = cx.load(keys::card(&req.path.card_id)).await?;
    if held.state == GiftCardState::Disabled {
        return Ok(Done::new(GiftCardSummary::from(&held.value)));
    }
    let next = held.in_state(GiftCardState::Disabled);
    let event = GiftCardDisabledV1 { card_id: held.card_id.clone() };
    let done = Done::new(GiftCardSummary::from(&next)).replace(&held, &next);
    Ok(done.publish(&held.card_id, held.next_version(), &event))
}

/// Lets a card go on.
pub async fn enable(cx: Cx, req: Req<EnableGiftCard>) -> Outcome<GiftCardSummary> {
    let held = cx.load(keys::card(&req.path.card_id)).await?;
    if held.state == GiftCardState::Active {
        return Ok(Done::new(GiftCardSummary::from(&held.value)));
    }
    let next = held.in_state(GiftCardState::Active);
    let event = GiftCardEnabledV1 { card_id: held.card_id.clone() };
    let done = Done::new(GiftCardSummary::from(&next)).replace(&held, &next);
    Ok(done.publish(&held.card_id, held.next_version(), &event))
}
