//! Points that pay: they become store credit, which a checkout takes, and what comes back to that becomes points again.
use crate::{ledger, redeem::credited, rules, view};
use contract::loyalty::{CreditPoints, PointsCreditView, PointsView, ReturnCredit};
use domain::loyalty::{PointsCause, PointsCredit};
use events::{
    Envelope,
    giftcards::{CardMove, GiftCardBookedV1},
    loyalty::PointsCreditedV1,
};
use primitives::{Code, GiftCardId, Money};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys, keys::loyalty};

/// Turns points into store credit.
pub async fn make(cx: Cx, req: Req<CreditPoints>) -> Outcome<PointsCreditView> {
    let customer = view::own(&req.who)?;
    let worth = req.body.amount;
    let rate = rules::needed(&cx).await?.credit_rate(worth.currency)?;
    let points = rate.price(worth)?;
    let account = ledger::open(&cx, customer).await?;
    let (done, card_id) =
        credited(&cx, Done::new(()), &account.customer_id, worth, rate.valid_days)?;
    let cause = PointsCause::Credited { card: card_id.clone(), worth };
    let booked = account.spend(cause, points, cx.now())?;
    let lead = PointsCredit {
        card_id: card_id.clone(),
        customer_id: account.customer_id.clone(),
        points,
        worth,
        returned: 0,
        made_at: cx.now(),
    };
    let customer_id = account.customer_id.clone();
    let event = PointsCreditedV1 { customer_id, card_id: card_id.clone(), points, worth };
    let balance = booked.account.spendable(cx.now());
    let done = account.booked(done.create(&lead), &booked);
    let done = done.publish(&account.customer_id, account.next_version(), &event);
    Ok(done.reply(PointsCreditView { card_id, worth, points, balance }))
}

/// Turns what is left of it into points again.
pub async fn give_back(cx: Cx, req: Req<ReturnCredit>) -> Outcome<PointsView> {
    let customer = view::own(&req.who)?;
    let lead = cx.load(loyalty::credit(&req.path.card_id)).await?;
    let account = ledger::open(&cx, customer).await?;
    // What somebody who was merged made of points is the survivor's, and the other way round.
    if ledger::open(&cx, &lead.customer_id).await?.customer_id != account.customer_id {
        return Err(Fault::missing("PointsCredit"));
    }
    let done = returned(&cx, &lead, i64::MAX).await?;
    let programme = rules::known(&cx).await?;
    let now = cx.now();
    Ok(match done {
        Some((done, after)) => done.reply(view::view(&after, programme.as_ref(), now)),
        None => Done::new(view::view(&account, programme.as_ref(), now)),
    })
}

/// Something came back to a card. If points had become it, they are points again.
pub async fn booked(cx: Cx, event: Envelope<GiftCardBookedV1>) -> Outcome<()> {
    let GiftCardBookedV1 { card_id, cause, amount, .. } = &event.data;
    if *cause != CardMove::Refunded {
        return Ok(Done::new(()));
    }
    let Some(lead) = cx.find(loyalty::credit(card_id)).await? else { return Ok(Done::new(())) };
    let done = returned(&cx, &lead, amount.minor).await?;
    Ok(done.map_or_else(|| Done::new(()), |(done, _)| done))
}

type Returned = Option<(Done<()>, domain::loyalty::PointsAccount)>;

/// So much of a card becomes points again, as far as it has not been spent once more: card, credit and points move
/// together.
async fn returned(cx: &Cx, lead: &Held<PointsCredit>, most: i64) -> Result<Returned, Fault> {
    let card_id: &GiftCardId = &lead.card_id;
    let card = cx.load(keys::giftcards::card(card_id)).await?;
    let left = card.balance.minor.min(most).min(lead.worth.minor - lead.returned);
    if left <= 0 {
        return Ok(None);
    }
    let now = cx.now();
    let (next, points) = lead.give_back(left);
    let worth = Money::new(left, card.balance.currency);
    let by = Money::new(-left, worth.currency);
    let (emptied, taken) = card.adjust(by, Code::parse("points")?, now)?;
    let done = credit::booked(Done::new(()), &card, &emptied, &taken).replace(lead, &next);
    let account = ledger::open(cx, &lead.customer_id).await?;
    if points == 0 {
        return Ok(Some((done, domain::loyalty::PointsAccount::clone(&account))));
    }
    let expires_at = rules::known(cx).await?.and_then(|rules| rules.expiry(now));
    let cause = PointsCause::Returned { card: card_id.clone(), worth };
    let booked = account.grant(cause, points, expires_at, now)?;
    let after = booked.account.clone();
    Ok(Some((account.booked(done, &booked), after)))
}
