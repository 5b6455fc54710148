//! Takes note of what became of orders that come instead of what goes back.
use crate::{news, onward};
use domain::{
    pricing::gift_card::GiftCard,
    returns::{Return, not_placed, placed},
};
use events::{Envelope, checkout::CheckoutClosedV1, order::OrderPlacedV1};
use primitives::OrderId;
use runtime::{Cx, Done, Fault, Outcome};
use table::{Held, keys};

/// An order was placed.
pub async fn placed_one(cx: Cx, event: Envelope<OrderPlacedV1>) -> Outcome<()> {
    let OrderPlacedV1 { order_id, .. } = &event.data;
    let Some(held) = find(&cx, order_id).await? else { return Ok(Done::new(())) };
    let Some(next) = placed(&held, order_id, cx.now()) else { return Ok(Done::new(())) };
    let cards = cards(&cx, &next, &event.data).await?;
    let done = onward::written(&cx, &held, next).await?;
    Ok(cards.iter().fold(done, |done, (held, next)| done.replace(held, next)))
}

/// The cards that paid, as store credit of whoever bought: should something of the order be cancelled or come back, what
/// they paid of it is theirs to spend. A guest's stay without an owner, until staff make a code.
async fn cards(
    cx: &Cx,
    one: &Return,
    placed: &OrderPlacedV1,
) -> Result<Vec<(Held<GiftCard>, GiftCard)>, Fault> {
    let (Some(customer), Some(instead)) = (&placed.customer_id, &one.instead) else {
        return Ok(Vec::new());
    };
    let credits = onward::credits(cx, one).await?;
    let all = credits.cards.iter().chain(&instead.card_id);
    let wanted: Vec<_> = all.map(keys::giftcards::card).collect();
    let held = cx.load_many(&wanted).await?.into_iter().flatten();
    let owned = |card: Held<GiftCard>| {
        let next = card.owned_by(customer.clone());
        (card, next)
    };
    Ok(held.map(owned).collect())
}

/// A checkout ended without one.
pub async fn closed(cx: Cx, event: Envelope<CheckoutClosedV1>) -> Outcome<()> {
    let CheckoutClosedV1 { order_id, reason, .. } = &event.data;
    let Some(held) = find(&cx, order_id).await? else { return Ok(Done::new(())) };
    let why = format!("{reason:?}").to_lowercase();
    Ok(match not_placed(&held, order_id, &why, cx.now()) {
        Some(next) => news::replaced(Done::new(()), &held, &next),
        None => Done::new(()),
    })
}

/// The return that an order comes instead of, where it is such an order.
async fn find(cx: &Cx, order_id: &OrderId) -> Result<Option<Held<Return>>, Fault> {
    let order = cx.find(keys::order::order(order_id)).await?;
    let Some(of) = order.and_then(|order| order.value.instead_of) else { return Ok(None) };
    cx.find(keys::returns::one(&of.order_id, &of.return_id)).await
}
