//! Gives back what was to pay for an exchange that came to nothing: cards, payments, refunds and the order's account in
//! one transaction.
use crate::{books, news};
use domain::{
    payment::Payment,
    refunds::{Refund, RefundAccount, undo_credit},
};
use events::{Envelope, returns::InsteadFailedV1};
use primitives::{Code, GiftCardId, Money};
use runtime::{Cx, Done, Fault, Outcome};
use table::{Held, keys, keys::refunds as own};

/// Why it is not paid out any more.
const UNDONE: &str = "exchange_undone";

/// Nothing comes instead of what went back. Told twice, the second finds nothing to be undone.
pub async fn handle(cx: Cx, event: Envelope<InsteadFailedV1>) -> Outcome<()> {
    let InsteadFailedV1 { order_id, return_id, .. } = &event.data;
    let all = cx.list_all(&own::refunds_of_order(order_id)).await?;
    let wanted: Vec<_> = all
        .iter()
        .filter(|refund| refund.return_id.as_ref() == Some(return_id) && refund.credit.is_some())
        .map(|refund| own::refund(order_id, &refund.refund_id))
        .collect();
    let refunds: Vec<Held<Refund>> = cx.load_many(&wanted).await?.into_iter().flatten().collect();
    let back = cx.load(keys::returns::one(order_id, return_id)).await?;
    let advanced = back.instead.as_ref().and_then(|instead| instead.card_id.clone());
    let issued = refunds.iter().filter_map(|refund| refund.credit.as_ref()?.card_id.clone());
    let done = emptied(&cx, issued.chain(advanced).collect()).await?;
    if refunds.iter().all(|refund| refund.credit.is_none()) {
        return Ok(done);
    }
    let order = books::order(&cx, order_id).await?;
    let held = books::payments(&cx, &order).await?;
    let account = cx.find(own::account(order_id)).await?;
    let mut given = books::account_of(&order, account.as_ref());
    let mut payments: Vec<Payment> = held.iter().map(|held| held.value.clone()).collect();
    let mut done = done;
    for refund in &refunds {
        let undone = undo_credit(refund, &given, payments.clone(), cx.now())?;
        let Some((next, account, after)) = undone else { continue };
        (given, payments) = (account, after);
        done = written(done, refund, &next)?;
    }
    let changed = held.iter().zip(&payments).filter(|(held, after)| held.value != **after);
    let done = changed.fold(done, |done, (held, after)| done.replace(held, after));
    Ok(saved(done, account.as_ref(), &given))
}

/// A refund that was granted before is executed by the news of that; one that was executed is granted anew, and whoever
/// reckons with what was paid out hears that it is not.
fn written(done: Done<()>, held: &Held<Refund>, next: &Refund) -> Outcome<()> {
    let done = done.replace(held, next);
    if next.state == held.state {
        return Ok(done);
    }
    let done = news::reversed(done, held, next, Code::parse(UNDONE)?);
    Ok(news::publish(done, next, held.next_version()))
}

fn saved(done: Done<()>, held: Option<&Held<RefundAccount>>, given: &RefundAccount) -> Done<()> {
    match held {
        Some(held) if held.value == *given => done,
        held => done.save(held, given),
    }
}

/// Takes off the cards what was put on them. What the checkout had spent comes back first: until then it is too early.
async fn emptied(cx: &Cx, cards: Vec<GiftCardId>) -> Result<Done<()>, Fault> {
    let wanted: Vec<_> = cards.iter().map(keys::giftcards::card).collect();
    let held = cx.load_many(&wanted).await?;
    let mut done = Done::new(());
    for card in held.into_iter().flatten() {
        if card.balance != card.worth {
            return Err(Fault::Outside("what a card had paid is not back yet".into()));
        }
        let off = Money::new(-card.balance.minor, card.balance.currency);
        let (next, entry) = card.adjust(off, Code::parse(UNDONE)?, cx.now())?;
        done = credit::booked(done, &card, &next, &entry);
    }
    Ok(done)
}
