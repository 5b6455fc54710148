//! What is special about gift cards and store credit: a shopper puts them on the checkout, and they are
//! debited, all in one transaction, once the stock is put aside and before anybody else is asked for money.
use crate::{access, open::view, work::Work};
use contract::checkout::{AddGiftCard, CheckoutView, RemoveGiftCard, UseStoreCredit};
use credit::Tried;
use domain::{
    checkout::{Checkout, Failure, Refusal},
    payment::{self, CardAsk, Payment, Requested},
    pricing::gift_card::{GiftCard, GiftCardRefusal, GiftCardSummary, Share, TENDERS_MAX, Tender},
};
use primitives::{CustomerId, PaymentId, Timestamp};
use runtime::{Cx, Done, Fault, HttpRequest, Outcome, Progress, Req, Step};
use table::{Held, keys};

/// Writes that a card is: itself, the entry of its ledger, and its payment.
const WRITES_OF_A_CARD: usize = 3;

/// Has the card of a code pay.
pub async fn add(cx: Cx, req: Req<AddGiftCard>) -> Progress<CheckoutView> {
    let held = access::checkout(&cx, &req.path.checkout_id, req.secret.as_ref()).await?;
    req.check_version(&held)?;
    let now = cx.now();
    held.changeable(now)?;
    let card = match credit::by_code(&cx, &req.raw, &req.body.code).await? {
        Tried::Card(card) => card,
        Tried::Wrong(done, refusal) => return Ok(Step::Refuse(done, refusal.into())),
    };
    let next = held.with_tender(Tender::of(&card, held.totals.total, now)?, now)?;
    Ok(Step::Finish(replaced(&held, &next)?))
}

/// What became of codes that came with an order.
pub enum Put {
    /// Their cards are to pay.
    On(Box<Checkout>),
    /// One is wrong: the attempt is to be written down before the refusal goes out.
    Wrong(Done<()>, GiftCardRefusal),
}

/// Has the cards of all these codes pay.
pub async fn put_on(
    cx: &Cx,
    request: &HttpRequest,
    checkout: Checkout,
    codes: &[&str],
) -> Result<Put, Fault> {
    if codes.len() > TENDERS_MAX {
        return Err(GiftCardRefusal::TooManyCards.into());
    }
    let (mut next, now) = (checkout, cx.now());
    for code in codes {
        let card = match credit::by_code(cx, request, code).await? {
            Tried::Card(card) => card,
            Tried::Wrong(done, refusal) => return Ok(Put::Wrong(done, refusal)),
        };
        next = next.with_tender(Tender::of(&card, next.totals.total, now)?, now)?;
    }
    Ok(Put::On(Box::new(next)))
}

/// Has what the customer has in store pay: only what is needed, what expires first before the rest.
pub async fn use_store_credit(cx: Cx, req: Req<UseStoreCredit>) -> Outcome<CheckoutView> {
    let customer = req.who.customer().ok_or(Fault::Forbidden)?;
    let found = cx.find(keys::checkout::checkout(&req.path.checkout_id)).await?;
    let own = found.filter(|held| held.customer_id.as_ref() == Some(customer));
    let held = own.ok_or(Fault::missing("checkout"))?;
    req.check_version(&held)?;
    let now = cx.now();
    held.changeable(now)?;
    let mut next = held.value.clone();
    for credit in credits(&cx, customer, &held, now).await? {
        if next.rest().is_zero() || next.tenders.len() >= TENDERS_MAX {
            break;
        }
        next = next.with_tender(Tender::of(&credit, held.totals.total, now)?, now)?;
    }
    if next.tenders == held.tenders && !next.rest().is_zero() {
        return Err(GiftCardRefusal::NoCredit.into());
    }
    replaced(&held, &next)
}

/// What of a customer's store credit can pay and does not yet, what expires first before the rest.
async fn credits(
    cx: &Cx,
    customer: &CustomerId,
    checkout: &Checkout,
    now: Timestamp,
) -> Result<Vec<GiftCard>, Fault> {
    let currency = checkout.totals.currency;
    let offered = |card: &GiftCardSummary| {
        checkout.tenders.iter().any(|tender| tender.card_id == card.card_id)
    };
    let all = credit::owned(cx, customer).await?;
    let good = |card: &&GiftCardSummary| {
        card.is_usable(now) && card.balance.currency == currency && !offered(card)
    };
    let wanted: Vec<_> =
        all.iter().filter(good).map(|card| keys::giftcards::card(&card.card_id)).collect();
    let held = cx.load_many(&wanted).await?;
    let cards = held.into_iter().flatten().map(|held| held.value);
    let mut cards: Vec<GiftCard> = cards.filter(|card| card.usable(now).is_ok()).collect();
    cards.sort_by_key(|card| card.expires_at.map_or(i64::MAX, Timestamp::millis));
    Ok(cards)
}

/// Takes a card off.
pub async fn remove(cx: Cx, req: Req<RemoveGiftCard>) -> Outcome<CheckoutView> {
    let held = access::checkout(&cx, &req.path.checkout_id, req.secret.as_ref()).await?;
    req.check_version(&held)?;
    let next = held.without_tender(&req.path.card_id, cx.now())?;
    replaced(&held, &next)
}

fn replaced(held: &Held<Checkout>, next: &Checkout) -> Outcome<CheckoutView> {
    if held.tenders == next.tenders {
        return Ok(Done::new(view(held)?).etag(held.version()));
    }
    Ok(Done::new(view(next)?).etag(held.next_version()).replace(held, next))
}

/// Writes that debiting takes, at the most.
pub fn writes(work: &Work) -> usize {
    work.checkout.tenders.len() * WRITES_OF_A_CARD
}

/// Debits every card with exactly what the shopper agreed to. Where one has less by now, or is stopped
/// or expired, nothing is taken of any, and the checkout is given up.
pub async fn debit(cx: &Cx, mut work: Box<Work>) -> Result<Box<Work>, Fault> {
    let now = cx.now();
    let (shares, _) = work.checkout.shares();
    let wanted: Vec<_> = shares.iter().map(|share| keys::giftcards::card(&share.card_id)).collect();
    let held = cx.load_many(&wanted).await?;
    let mut done = work.take();
    let mut payments = Vec::new();
    for (share, card) in shares.iter().zip(held) {
        let debited = card.ok_or(GiftCardRefusal::Unknown).and_then(|card| {
            let (next, entry) = card.spend(work.checkout.order_id.clone(), share.amount, now)?;
            Ok((card, next, entry))
        });
        let (card, next, entry) = match debited {
            Ok(debited) => debited,
            Err(refusal) => return refused(work, share, &refusal, now),
        };
        let Requested { payment, event } = payment::by_card(ask(cx, &work.checkout, share), now);
        done = credit::booked(done, &card, &next, &entry).create(&payment).publish(
            &payment.payment_id,
            1,
            &event,
        );
        payments.push(payment);
    }
    work.done = done;
    let ids: Vec<PaymentId> = payments.iter().map(|payment| payment.payment_id.clone()).collect();
    work.card_payments = payments;
    work.moved(|checkout, now| checkout.debited(ids, now), now);
    Ok(work)
}

fn ask(cx: &Cx, checkout: &Checkout, share: &Share) -> CardAsk {
    CardAsk {
        payment_id: cx.new_id(),
        authorise_id: cx.new_id(),
        order_id: checkout.order_id.clone(),
        checkout_id: checkout.checkout_id.clone(),
        card_id: share.card_id.clone(),
        amount: share.amount,
    }
}

fn refused(
    work: Box<Work>,
    share: &Share,
    refusal: &GiftCardRefusal,
    now: Timestamp,
) -> Result<Box<Work>, Fault> {
    let mut tenders = work.checkout.tenders.iter();
    let tender = tenders.find(|tender| tender.card_id == share.card_id);
    let ending = tender.and_then(|tender| tender.ending.as_deref());
    let failure = Failure::of_card(ending, refusal);
    if work.is_new() {
        return Err(Refusal::from(&failure).into());
    }
    let mut work = work.again();
    work.moved(|checkout, now| checkout.give_up(failure, now), now);
    Ok(work)
}

/// The payments of the cards, as of now; `None` where something of them was let go before there was an
/// order, as staff may.
pub async fn paid(cx: &Cx, work: &Work) -> Result<Option<Vec<Payment>>, Fault> {
    let payments = if work.card_payments.is_empty() {
        let ids = work.checkout.card_payments.iter();
        let wanted: Vec<_> = ids.map(keys::payment::payment).collect();
        let held = cx.load_many(&wanted).await?;
        held.into_iter().flatten().map(|held| held.value).collect()
    } else {
        work.card_payments.clone()
    };
    let whole = |payment: &Payment| !payment.called_off && payment.kept() == payment.amount;
    let all = payments.len() == work.checkout.card_payments.len() && payments.iter().all(whole);
    Ok(all.then_some(payments))
}
