//! Goes on with an exchange, whatever it was that happened: places its order, ends its hold, or waits.
use crate::{draft, news};
use domain::{
    pricing::gift_card::Tender,
    refunds::Refund,
    returns::{Credits, Onward, Return, go_on, placing},
};
use primitives::GiftCardId;
use runtime::{Cx, Done, Fault, Outcome};
use table::{Held, keys};

/// What the refunds of a return have come to. Where nothing comes instead, nothing is read.
pub async fn credits(cx: &Cx, one: &Return) -> Result<Credits, Fault> {
    let refunds: Vec<Refund> = match &one.instead {
        Some(_) => cx.list_all(&keys::refunds::refunds_of_order(&one.order_id)).await?,
        None => Vec::new(),
    };
    Ok(Credits::of(one, &refunds))
}

/// Writes a return as it is by now, and whatever follows from that for what comes instead.
pub async fn written(cx: &Cx, held: &Held<Return>, next: Return) -> Outcome<()> {
    if !next.instead.as_ref().is_some_and(domain::returns::Instead::is_pending) {
        return Ok(news::replaced(Done::new(()), held, &next));
    }
    let credits = credits(cx, &next).await?;
    match go_on(&next, &credits, cx.now()) {
        Onward::Nothing => Ok(news::replaced(Done::new(()), held, &next)),
        Onward::Changed(next) => Ok(news::replaced(Done::new(()), held, &next)),
        Onward::Place(cards) => place(cx, held, &next, &cards).await,
    }
}

/// Has the order of an exchange placed. A draft that somebody threw away cannot be.
async fn place(cx: &Cx, held: &Held<Return>, one: &Return, cards: &[GiftCardId]) -> Outcome<()> {
    let order_id = one.instead.as_ref().map(|instead| &instead.order_id);
    let order = match order_id {
        Some(order_id) => draft::find(cx, order_id).await?,
        None => None,
    };
    let Some(order) = order.filter(|order| !order.is_public()) else {
        let mut next = one.clone();
        next.without("draft_gone", cx.now());
        return Ok(news::replaced(Done::new(()), held, &next));
    };
    let wanted: Vec<_> = cards.iter().map(keys::giftcards::card).collect();
    let found = cx.load_many(&wanted).await?;
    let (total, now) = (order.totals.total, cx.now());
    let tenders = found.iter().flatten().map(|card| Tender::of(card, total, now));
    let tenders = tenders.collect::<Result<Vec<_>, _>>()?;
    let next = placing(one);
    let (placing, checkout) = draft::placing(cx, &order, &next, tenders)?;
    let done = news::replaced(Done::new(()), held, &next).replace(&order, &placing);
    Ok(draft::requested(done, &checkout))
}
