//! Orders as a checkout would have placed them.
use domain::{
    cart::{Cart, CartState},
    order::{NewOrder, Order, OrderNumber, into_pages, place_cart, units},
};
use primitives::{
    CartId, CheckoutId, Code, Currency, CustomerId, EntryId, OrderId, PaymentId, ReservationId,
};
use testkit::Shop;

pub const GBP: Currency = Currency::GBP;

/// The shop under test.
pub fn shop() -> Shop {
    Shop::of(vec![order::app(), outbox::app()])
}

/// A placed order of so many lines: line `n` is three units at £1.01 and `n` pence, 20 % tax
/// included, and shipping is £4.99.
pub async fn placed(shop: &Shop, name: &str, lines: u32, customer: Option<&str>) -> Order {
    let (lines, totals) = testkit::priced_lines(name, lines, "A lantern");
    let order_id = OrderId::parse(format!("ord_{name}")).unwrap();
    let pages = into_pages(&order_id, &lines);
    let count = |n: usize| u32::try_from(n).unwrap();
    let new = NewOrder {
        order_id: order_id.clone(),
        customer_id: customer.map(|name| CustomerId::parse(format!("cus_{name}")).unwrap()),
        checkout_id: CheckoutId::parse(format!("chk_{name}")).unwrap(),
        cart_id: CartId::parse(format!("cart_{name}")).unwrap(),
        currency: GBP,
        sold_in: Code::web(),
        email: None,
        locale: None,
        shipping_address: None,
        billing_address: None,
        shipping: None,
        note: None,
        totals,
        discounts: vec![],
        settled: None,
        taxed_by: domain::pricing::TaxedBy::Own,
        line_count: count(lines.len()),
        page_count: count(pages.len()),
        units: units(&lines),
        reservation_id: ReservationId::parse(format!("rsv_{name}")).unwrap(),
        payment_ids: vec![PaymentId::parse(format!("pay_{name}")).unwrap()],
    };
    let chance = EntryId::parse(format!("tle_{:010x}", name.len() * 7_919)).unwrap();
    let number = OrderNumber::mint(shop.now(), &chance);
    let placed = place_cart(new, number, shop.now());
    let mut done = runtime::Done::new(())
        .create(&placed.order)
        .create(&placed.order.number_taken())
        .publish(&order_id, 1, &placed.event);
    for page in &pages {
        done = done.create(page);
    }
    shop.seed(done).await;
    placed.order
}

/// The cart that the order was, with its secret.
pub async fn cart_of(shop: &Shop, order: &Order, secret: &runtime::Secret) {
    let cart = Cart {
        cart_id: order.cart_id.clone().unwrap(),
        state: CartState::Ordered { order_id: order.order_id.clone() },
        customer_id: None,
        currency: GBP,
        channel: Code::web(),
        locale: None,
        secrets: vec![secret.digest()],
        lines: vec![],
        email: None,
        shipping_address: None,
        billing_address: None,
        country: None,
        shipping_option: None,
        note: None,
        agreed_until: None,
        codes: vec![],
        adds: vec![],
        created_at: shop.now(),
        updated_at: shop.now(),
    };
    shop.seed(runtime::Done::new(()).create(&cart)).await;
}
