//! The order of what comes instead: a draft, priced as a cart of the buyer would be, and placed by a checkout.
use domain::{
    checkout,
    order::{self, DraftHead, DraftLine, InsteadOf, Order, OrderNumber, Priced},
    payment::{Method, Provider},
    pricing::gift_card::Tender,
    returns::{Instead, Return},
};
use primitives::{EntryId, OrderId, ReturnId};
use runtime::{Cx, Done, Fault};
use table::{Held, keys};

/// Prices what comes instead, for the buyer of the order that goes back and to where that went.
pub async fn priced(
    cx: &Cx,
    old: &Order,
    return_id: &ReturnId,
    lines: Vec<DraftLine>,
) -> Result<Priced, Fault> {
    let head = DraftHead {
        currency: old.currency,
        customer_id: old.customer_id.clone(),
        email: old.email.clone(),
        reference: None,
        placed_at: None,
        shipping_address: old.shipping_address.clone(),
        billing_address: old.billing_address.clone(),
        shipping_country: old.shipping_country.clone(),
        sold_in: Some(old.sold_in.clone()),
        // What comes instead is sent at the shop's cost.
        shipping: None,
        codes: Vec::new(),
        note: None,
    };
    let number = OrderNumber::mint(cx.now(), &cx.new_id::<EntryId>());
    let blank = order::begin_draft(cx.new_id(), number, head, cx.now())?;
    let of = InsteadOf { order_id: old.order_id.clone(), return_id: return_id.clone() };
    let blank = Order { instead_of: Some(of), locale: old.locale.clone(), ..blank };
    let skus = lines.iter().filter_map(DraftLine::asks_for);
    let facts = tariff::facts_of_draft(cx, &blank, skus).await?;
    let lines = order::draft_lines(&blank, lines, &facts.offers, || cx.new_id())?;
    tariff::price_draft(cx, &blank, lines, facts).await
}

/// Adds a draft.
pub fn created<R>(done: Done<R>, priced: &Priced, order: &Order) -> Done<R> {
    let done = done.create(order).create(&priced.derivation).create(&order.number_taken());
    priced.pages.iter().fold(done, Done::create)
}

/// The draft on its way to being placed, and the checkout that does it: cards pay first, the rest is charged.
pub fn placing(
    cx: &Cx,
    draft: &Order,
    one: &Return,
    tenders: Vec<Tender>,
) -> Result<(Order, checkout::Requested), Fault> {
    let next = order::begin_placing(draft, one.return_id.to_string(), cx.new_id())?;
    let checkout_id = next.checkout_id.clone().unwrap_or_else(|| cx.new_id());
    let said = one.instead.as_ref().and_then(|instead: &Instead| instead.method.clone());
    let method = said.unwrap_or(Method { provider: Provider::Manual, method: None });
    let mut asked = checkout::from_draft(&next, checkout_id, cx.new_id(), method, cx.now());
    asked.checkout.tenders = tenders;
    // Where cards pay for everything, nobody else is asked; where nothing is to be paid, nobody is.
    if asked.checkout.rest().is_zero() {
        let free = Method { provider: Provider::Manual, method: None };
        asked.checkout.payment = Some(checkout::Instruction { method: free, by_staff: true });
    }
    Ok((next, asked))
}

/// Adds the checkout and the news that sets it going.
pub fn requested<R>(done: Done<R>, asked: &checkout::Requested) -> Done<R> {
    let done = done.create(&asked.checkout);
    done.publish(&asked.checkout.checkout_id, 1, &asked.event)
}

/// The draft, unless somebody threw it away.
pub async fn find(cx: &Cx, order_id: &OrderId) -> Result<Option<Held<Order>>, Fault> {
    cx.find(keys::order::order(order_id)).await
}
