//! The single steps of the saga. Each adds to the transaction what makes it true.
use crate::{
    cards,
    company::{self, charged},
    edits,
    work::Work,
};
use domain::{
    cart,
    checkout::{
        Checkout, CloseReason, Failure, Source, let_go_of_draft, place_from_cart, place_from_draft,
    },
    order::{OrderLine, OrderNumber},
    payment::{self, Payment, Requested},
};
use primitives::{EventId, limits::EDIT_PAGES_MAX};
use runtime::{Cx, Fault};
use stock::{Ask, Closing, Paged};
use table::keys;

/// Puts stock aside for a page. Where there is too little, a checkout that is only being opened is
/// refused and leaves nothing behind; any other is given up.
pub async fn reserve(cx: &Cx, mut work: Box<Work>, page: u32) -> Result<Box<Work>, Fault> {
    let asks = asks(cx, &work, page).await?;
    let now = cx.now();
    let at = work.checkout.first_page().saturating_add(page);
    let Checkout { reservation_id, checkout_id, expires_at, .. } = work.checkout.clone();
    let done = work.take();
    let paged = if asks.is_empty() {
        Ok(Paged::Whole(done))
    } else {
        stock::reserve_page(cx, done, &reservation_id, at, &checkout_id, &asks, expires_at).await
    };
    let (done, whole) = match paged {
        Ok(Paged::Whole(done)) => (done, true),
        Ok(Paged::Part(done)) => (done, false),
        Err(Fault::Refused { code, message, .. })
            if code.starts_with("stock.") && !work.is_new() =>
        {
            let mut work = work.again();
            let failure = Failure::of_stock(code, message);
            work.moved(|checkout, now| checkout.give_up(failure, now), now);
            return Ok(work);
        }
        Err(fault) => return Err(fault),
    };
    work.done = done;
    work.paged = true;
    work.moved(|checkout, now| checkout.reserved(page, whole, now), now);
    Ok(work)
}

async fn asks(cx: &Cx, work: &Work, page: u32) -> Result<Vec<Ask>, Fault> {
    let ask = |line: &OrderLine| {
        let sku = line.sku.clone().filter(|_| line.takes_stock())?;
        Some(Ask { sku, quantity: line.quantity })
    };
    if let Some(known) = work.pages.iter().find(|known| known.page == page) {
        return Ok(known.lines.iter().filter_map(ask).collect());
    }
    if let Source::Edit { order_id, edit_id, first_page } = &work.checkout.source {
        let key = keys::order::edit_page(order_id, edit_id, &first_page.saturating_add(page));
        let held = cx.load(key).await?;
        return Ok(held.lines.iter().filter_map(ask).collect());
    }
    let held = cx.load(keys::order::line_page(&work.checkout.order_id, &page)).await?;
    Ok(held.lines.iter().filter_map(ask).collect())
}

/// Gives the stock of a page back.
pub async fn give_back(cx: &Cx, mut work: Box<Work>, page: u32) -> Result<Box<Work>, Fault> {
    let closing = match &work.checkout.failure {
        Some(Failure { reason: CloseReason::Expired, .. }) => Closing::Expired,
        _ => Closing::Abandoned,
    };
    let done = work.take();
    let id = work.checkout.reservation_id.clone();
    let at = work.checkout.first_page().saturating_add(page);
    let (done, whole) = match stock::release_page(cx, done, &id, at, closing).await? {
        Paged::Whole(done) => (done, true),
        Paged::Part(done) => (done, false),
    };
    work.done = done;
    work.paged = true;
    work.moved(|checkout, now| checkout.gave_back(page, whole, now), cx.now());
    Ok(work)
}

/// Asks for money: the payment, and the news that sets it going. A payment that needs no provider
/// is good at once.
pub fn ask_for_money(
    cx: &Cx,
    work: &mut Work,
    before: Option<Payment>,
) -> Result<Option<Payment>, Fault> {
    let now = cx.now();
    let Some(instruction) = work.checkout.payment.clone() else {
        return Err(Fault::Internal("a checkout asks for money and does not say how".into()));
    };
    let ask = payment::Ask {
        payment_id: cx.new_id(),
        authorise_id: cx.new_id(),
        capture_id: cx.new_id(),
        order_id: work.checkout.order_id.clone(),
        checkout_id: Some(work.checkout.checkout_id.clone()),
        method: instruction.method,
        amount: work.checkout.rest(),
        by_staff: instruction.by_staff,
    };
    match payment::request(ask, now) {
        Ok(Requested { payment, event, .. }) => {
            let id = payment.payment_id.clone();
            work.done = work.take().create(&payment).publish(&id, 1, &event);
            work.moved(|checkout, now| checkout.asked(id, now), now);
            Ok(Some(payment))
        }
        Err(refusal) => {
            let failure = Failure::impossible(refusal.to_string());
            work.moved(|checkout, now| checkout.give_up(failure, now), now);
            Ok(before)
        }
    }
}

/// Tells the news of a payment again, in case it was lost.
pub async fn remind(cx: &Cx, work: &mut Work) -> Result<(), Fault> {
    let id = work.checkout.payment_id().cloned();
    let id =
        id.ok_or_else(|| Fault::Internal("a payment is awaited that was never asked".into()))?;
    let held = cx.load(keys::payment::payment(&id)).await?;
    let event = payment::announce(&held);
    work.done = work.take().publish(&id, held.version(), &event);
    work.moved(Checkout::reminded, cx.now());
    Ok(())
}

/// Writes that placing takes, at the most.
pub fn placing_writes(work: &Work) -> usize {
    match work.checkout.source {
        Source::Cart(_) | Source::Draft(_) if work.checkout.customer_id.is_none() => 0,
        Source::Cart(_) | Source::Draft(_) => company::WRITES,
        Source::Edit { .. } => EDIT_PAGES_MAX + 4,
    }
}

/// Places the order: the one transaction after which there is one.
pub async fn place(
    cx: &Cx,
    mut work: Box<Work>,
    payment: Option<&Payment>,
) -> Result<Box<Work>, Fault> {
    if let Source::Edit { order_id, edit_id, .. } = work.checkout.source.clone() {
        return edits::place(cx, work, &order_id, &edit_id).await;
    }
    let now = cx.now();
    let Some(mut payments) = cards::paid(cx, &work).await? else {
        let failure = Failure::impossible("what a gift card paid was let go".into());
        work.moved(|checkout, now| checkout.give_up(failure, now), now);
        return Ok(work);
    };
    payments.extend(payment.cloned());
    let done = work.take();
    let source = work.checkout.source.clone();
    match source.clone() {
        Source::Cart(cart_id) => {
            let (held, cart) = if let Some(known) = work.cart.take() {
                known
            } else {
                let held = cx.load(keys::cart::cart(&cart_id)).await?;
                let cart = held.value.clone();
                (held, cart)
            };
            let number = OrderNumber::mint(now, &cx.new_id::<EventId>());
            let placed = place_from_cart(&work.checkout, &cart, &payments, number, now)?;
            let order = &placed.placed.order;
            let done = match charged(cx, done, &source, order, &payments).await? {
                Ok(done) => done,
                Err(refusal) => return company::refused(cx, work, refusal),
            };
            let done = done.create(order).create(&order.number_taken()).publish(
                &order.order_id,
                1,
                &placed.placed.event,
            );
            work.done = tariff::tax_changed(done, order, 1);
            work.cart = Some((held, placed.cart));
            work.checkout = placed.checkout;
        }
        Source::Draft(order_id) => {
            let held = cx.load(keys::order::order(&order_id)).await?;
            let placed = place_from_draft(&work.checkout, &held, &payments, now)?;
            let (order, version) = (&placed.placed.order, held.next_version());
            let done = match charged(cx, done, &source, order, &payments).await? {
                Ok(done) => done,
                Err(refusal) => return company::refused(cx, work, refusal),
            };
            let done = done.replace(&held, order).publish(&order_id, version, &placed.placed.event);
            work.done = tariff::tax_changed(done, order, version);
            work.checkout = placed.checkout;
        }
        Source::Edit { .. } => {}
    }
    Ok(work)
}

/// Writes that closing takes, at the most.
pub fn closing_writes(work: &Work) -> usize {
    usize::try_from(work.checkout.page_count).map_or(usize::MAX, |pages| pages + 1)
}

/// Lets go of the cart or draft, and tells that no order comes of it.
pub async fn close(cx: &Cx, mut work: Box<Work>) -> Result<Box<Work>, Fault> {
    let now = cx.now();
    if let Source::Edit { order_id, edit_id, .. } = work.checkout.source.clone() {
        work = edits::let_go(cx, work, &order_id, &edit_id).await?;
    }
    let mut done = work.take();
    match work.checkout.source.clone() {
        Source::Cart(cart_id) => {
            done = done.erase(&keys::order::derivation(&work.checkout.order_id, &0));
            for page in 0..work.checkout.page_count {
                done = done.erase(&keys::order::line_page(&work.checkout.order_id, &page));
            }
            let held = cx.find(keys::cart::cart(&cart_id)).await?;
            work.cart = held.and_then(|held| {
                let thawed = cart::thaw(&held, &work.checkout.checkout_id, now)?;
                Some((held, thawed))
            });
        }
        Source::Draft(order_id) => {
            if let Some(held) = cx.find(keys::order::order(&order_id)).await?
                && let Some(draft) = let_go_of_draft(&work.checkout, &held)
            {
                done = done.replace(&held, &draft);
            }
        }
        Source::Edit { .. } => {}
    }
    let event = work.checkout.closed_event();
    let version = work.version();
    work.done = done.publish(&work.checkout.checkout_id, version, &event);
    work.moved(Checkout::closed, now);
    Ok(work)
}
