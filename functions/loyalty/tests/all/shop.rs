//! A shop whose customers earn points, and orders as a checkout would have placed them.
use contract::Role;
use domain::{
    identity::Customer,
    loyalty::{OrderPoints, PointsAccount, PointsEntry},
    order::{LinePage, NewOrder, Order, OrderNumber, into_pages, place_cart, units},
    payment::{Ask, Method, Provider, request},
};
use events::order::OrderPlacedV1;
use primitives::{
    Address, CartId, CheckoutId, Code, Currency, CustomerId, Email, EntryId, OrderId, PaymentId,
    ReservationId, TransactionId,
};
use serde_json::{Value, json};
use table::Done;
use testkit::{Items, Request, Shop};

pub const DAY: i64 = 86_400;

/// A shop whose orders can be cancelled and refunded.
pub fn apps() -> Shop {
    Shop::of(vec![
        giftcards::app(),
        identity::app(),
        loyalty::app(),
        order::app(),
        outbox::app(),
        payment::app(),
        pricing::app(),
    ])
}

/// The same, with rules: a point for every penny, for two months from two weeks after the order was placed.
pub async fn shop() -> Shop {
    let shop = apps();
    rules(&shop, &programme()).await;
    shop
}

pub fn programme() -> Value {
    json!({
        "earn": [{ "per": gbp(1), "points": 1 }],
        "hold": { "after": "placing", "days": 14 },
        "valid_months": 2,
        "actions": [{ "action": "review", "points": 50 }, { "action": "sign-up", "points": 7 }],
        "credit": [{ "points": 10, "worth": gbp(3) }],
        "referral": { "points": 500, "welcome": 100, "monthly": 2 },
    })
}

pub async fn rules(shop: &Shop, programme: &Value) {
    let put = Request::put("/loyalty/programme").staff(Role::Finance).json(programme);
    shop.call(put).await.expect(200);
}

pub fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

pub fn id(subject: &str) -> CustomerId {
    CustomerId::parse(format!("cus_{subject}")).unwrap()
}

/// Puts the customer on record, and tells nobody.
pub async fn known(shop: &Shop, subject: &str) {
    let customer = Customer {
        customer_id: id(subject),
        external_key: None,
        email: None,
        display_name: None,
        locale: None,
        created_at: shop.now(),
        changed_at: None,
    };
    shop.seed(Done::new(()).put(&customer)).await;
}

/// Where an order goes, and news of it.
#[derive(Clone, Default)]
pub struct To {
    pub email: Option<Email>,
    pub address: Option<Address>,
}

/// An order of so many lines that is placed and paid, and the news of it, which nobody has heard.
pub async fn unheard(shop: &Shop, name: &str, lines: u32, buyer: &str, to: To) -> OrderPlacedV1 {
    let (lines, totals) = testkit::priced_lines(name, lines, "A lantern");
    let order_id = OrderId::parse(format!("ord_{name}")).unwrap();
    let payment_id = PaymentId::parse(format!("pay_{name}")).unwrap();
    let pages = into_pages(&order_id, &lines);
    let count = |n: usize| u32::try_from(n).unwrap();
    let ask = Ask {
        payment_id: payment_id.clone(),
        authorise_id: TransactionId::parse(format!("txn_{name}-a")).unwrap(),
        capture_id: TransactionId::parse(format!("txn_{name}-c")).unwrap(),
        order_id: order_id.clone(),
        checkout_id: None,
        method: Method { provider: Provider::Manual, method: None },
        amount: totals.total,
        by_staff: true,
    };
    let new = NewOrder {
        order_id: order_id.clone(),
        customer_id: Some(id(buyer)),
        checkout_id: CheckoutId::parse(format!("chk_{name}")).unwrap(),
        cart_id: CartId::parse(format!("cart_{name}")).unwrap(),
        currency: Currency::GBP,
        sold_in: Code::web(),
        taxed_by: domain::pricing::TaxedBy::Own,
        email: to.email,
        locale: None,
        shipping_address: to.address,
        billing_address: None,
        shipping: None,
        note: None,
        totals,
        discounts: vec![],
        settled: None,
        line_count: count(lines.len()),
        page_count: count(pages.len()),
        units: units(&lines),
        reservation_id: ReservationId::parse(format!("rsv_{name}")).unwrap(),
        payment_ids: vec![payment_id],
    };
    let chance = EntryId::parse(format!("tle_{:010x}", name.len() * 7_919)).unwrap();
    let placed = place_cart(new, OrderNumber::mint(shop.now(), &chance), shop.now());
    let payment = request(ask, shop.now()).unwrap().payment;
    let done = Done::new(()).create(&placed.order).create(&payment);
    shop.seed(pages.iter().fold(done, Done::create)).await;
    placed.event
}

/// The news of an order, at last.
pub async fn tell(shop: &Shop, event: &OrderPlacedV1) {
    shop.seed(Done::new(()).publish(&event.order_id, 1, event)).await;
    shop.settle().await;
}

/// An order that is placed and paid, and heard of.
pub async fn placed(shop: &Shop, name: &str, lines: u32, buyer: &str) -> Order {
    let event = unheard(shop, name, lines, buyer, To::default()).await;
    tell(shop, &event).await;
    let orders = Items::of(shop).all::<Order>();
    orders.into_iter().find(|order| order.order_id == event.order_id).unwrap()
}

/// What the goods of an order cost without tax: so many points they earn.
pub fn net(shop: &Shop, order_id: &OrderId) -> i64 {
    let pages = Items::of(shop).all::<LinePage>();
    let own = pages.iter().filter(|page| page.order_id == *order_id);
    own.flat_map(|page| &page.lines)
        .map(|line| line.amounts.total.minor - line.amounts.tax.minor)
        .sum()
}

/// Lets the hold pass, and the clock run.
pub async fn mature(shop: &Shop) {
    shop.source.advance(14 * DAY);
    shop.tick("loyalty-due").await;
}

/// A customer's points: what can be spent, and what is promised.
pub async fn points(shop: &Shop, subject: &str) -> (i64, i64) {
    let seen = shop.call(Request::get("/me/loyalty").customer(subject)).await.expect(200);
    (seen["balance"].as_i64().unwrap(), seen["pending"].as_i64().unwrap())
}

/// The kinds of what moved, the oldest first.
pub async fn kinds(shop: &Shop, subject: &str) -> Vec<String> {
    let list = Request::get("/me/loyalty/entries").customer(subject);
    let list = shop.call(list).await.expect(200);
    let items = list["items"].as_array().unwrap().iter().rev();
    items.map(|entry| entry["cause"]["kind"].as_str().unwrap().to_owned()).collect()
}

/// Points from nowhere.
pub async fn given(shop: &Shop, subject: &str, points: i64) {
    known(shop, subject).await;
    let body = json!({ "by": points, "reason": "goodwill" });
    let path = format!("/customers/{}/loyalty/adjustments", id(subject));
    let give = Request::post(path).staff(Role::Service).key(format!("{subject}-{points}"));
    shop.call(give.json(&body)).await.expect(200);
}

/// Cancels units of lines, or all that is left.
pub async fn cancel(shop: &Shop, order: &Order, key: &str, lines: Option<&[(usize, u32)]>) {
    let mut body = json!({ "reason": "not wanted" });
    if let Some(lines) = lines {
        let name = order.order_id.as_ref().trim_start_matches("ord_");
        let lines = lines.iter().map(
            |(line, units)| json!({ "line_id": format!("line_{name}-{line}"), "quantity": units }),
        );
        body["lines"] = lines.collect();
    }
    let path = format!("/orders/{}/cancel", order.order_id);
    let cancel = Request::post(path).staff(Role::Service).key(key).json(&body);
    shop.call(cancel).await.expect(200);
    shop.settle().await;
}

/// Gives money back.
pub async fn refund(shop: &Shop, order_id: &OrderId, key: &str, minor: i64) {
    let name = order_id.as_ref().trim_start_matches("ord_");
    let body = json!({ "amount": gbp(minor), "reason": "a scratch" });
    let path = format!("/payments/pay_{name}/refunds");
    let refund = Request::post(path).staff(Role::Finance).key(format!("{name}-{key}")).json(&body);
    shop.call(refund).await.expect(200);
    shop.settle().await;
}

/// The ledger adds up, entry by entry, to the account; and what orders have earned is what it has of them.
pub fn adds_up(shop: &Shop) {
    let items = Items::of(shop);
    let mut entries = items.all::<PointsEntry>();
    entries.sort_by_key(|entry| (entry.customer_id.clone(), entry.at, entry.number));
    for account in items.all::<PointsAccount>() {
        let own: Vec<&PointsEntry> =
            entries.iter().filter(|entry| entry.customer_id == account.customer_id).collect();
        assert_eq!(own.len() as u64, account.entries, "{account:?}");
        let (mut points, mut pending) = (0, 0);
        for (number, entry) in own.iter().enumerate() {
            points += entry.points;
            pending += entry.pending;
            assert_eq!(entry.number, number as u64, "{entry:?}");
            assert_eq!((entry.balance, entry.pending_balance), (points, pending), "{entry:?}");
        }
        assert_eq!((account.balance, account.pending), (points, pending), "{account:?}");
        assert_eq!(account.lots.sum() - account.owed, account.balance, "{account:?}");
        let purchases = items.all::<OrderPoints>();
        let own =
            purchases.iter().filter(|one| owner(&items, &one.customer_id) == account.customer_id);
        let pending = own.filter(|one| one.expires_at.is_none() && one.month.is_none());
        assert_eq!(pending.map(|one| one.points).sum::<i64>(), account.pending, "{account:?}");
    }
}

/// Whose account has what somebody has: theirs, or that of whoever took them in.
fn owner(items: &Items, customer: &CustomerId) -> CustomerId {
    let accounts = items.all::<PointsAccount>();
    let mut at = customer.clone();
    while let Some(into) = accounts
        .iter()
        .find(|account| account.customer_id == at)
        .and_then(|account| account.merged_into.clone())
    {
        at = into;
    }
    at
}
