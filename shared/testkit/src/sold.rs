//! An order that was delivered, as checkout and fulfilment would have left it.
#![allow(clippy::unwrap_used)] // Tests only: what is written here is well formed.
use crate::{Shop, priced_lines, steps};
use domain::{
    fulfilment::{Position, Shipment, ShipmentState},
    order::{
        Fulfilled, LineUnits, NewOrder, Order, OrderLine, OrderNumber, fulfil, into_pages,
        place_cart, units,
    },
};
use primitives::{
    Address, CartId, CheckoutId, Code, CountryCode, Currency, CustomerId, Email, EntryId, Example,
    OrderId, PaymentId, ReservationId, ShipmentId, Timestamp,
};
use runtime::Done;

/// An order of two lines of three units (303 and 306 pence) and £4.99 shipping, all of it with the buyer in Germany since now.
pub async fn delivered(shop: &Shop, name: &str, customer: Option<&str>) -> Order {
    shop.call(steps::warehouse()).await.expect(200);
    let (lines, totals) = priced_lines(name, 2, "A lantern");
    let order_id = OrderId::parse(format!("ord_{name}")).unwrap();
    let pages = into_pages(&order_id, &lines);
    let new = NewOrder {
        order_id: order_id.clone(),
        customer_id: customer.map(|name| CustomerId::parse(format!("cus_{name}")).unwrap()),
        checkout_id: CheckoutId::parse(format!("chk_{name}")).unwrap(),
        cart_id: CartId::parse(format!("cart_{name}")).unwrap(),
        currency: Currency::GBP,
        sold_in: Code::web(),
        taxed_by: domain::pricing::TaxedBy::Own,
        email: Email::parse("Buyer@example.com").ok(),
        locale: None,
        shipping_address: Some(Address {
            country: CountryCode::parse("DE").unwrap(),
            ..Address::example()
        }),
        billing_address: None,
        shipping: None,
        note: None,
        totals,
        discounts: vec![],
        settled: None,
        line_count: 2,
        page_count: 1,
        units: units(&lines),
        reservation_id: ReservationId::parse(format!("rsv_{name}")).unwrap(),
        payment_ids: vec![PaymentId::example()],
    };
    let chance = EntryId::parse(format!("tle_{:010x}", name.len() * 7_919)).unwrap();
    let placed = place_cart(new, OrderNumber::mint(shop.now(), &chance), shop.now());
    let all: Vec<LineUnits> = lines
        .iter()
        .map(|line| LineUnits { line_id: line.line_id.clone(), quantity: line.quantity })
        .collect();
    let gone = fulfil(&placed.order, &pages, &all).unwrap();
    let parcel = parcel(&placed.order, &lines, &gone, shop.now());
    let done = Done::new(()).create(&gone.order).create(&placed.order.number_taken());
    shop.seed(done.create(&gone.pages[0]).create(&parcel)).await;
    gone.order
}

/// The parcel that all of it came in.
fn parcel(order: &Order, lines: &[OrderLine], gone: &Fulfilled, at: Timestamp) -> Shipment {
    let positions = lines.iter().map(|line| Position {
        page: 0,
        line_id: line.line_id.clone(),
        sku: line.sku.clone(),
        order_version: 1,
        quantity: line.quantity.get(),
        by_hand: true,
        picked: line.quantity.get(),
        takes: Vec::new(),
    });
    Shipment {
        order_id: order.order_id.clone(),
        shipment_id: ShipmentId::example(),
        location_id: None,
        state: ShipmentState::Delivered,
        positions: positions.collect(),
        routed_to: 1,
        attempt: 0,
        weight_grams: None,
        service: None,
        carrier: None,
        tracking_number: None,
        label_id: None,
        amount: Some(gone.amount),
        shipping: Some(gone.shipping),
        failure: None,
        refused_because: None,
        seen_at: None,
        created_at: at,
        dispatched_at: Some(at),
        delivered_at: Some(at),
    }
}
