//! Only what was bought here, and each unit once.
use crate::counter::*;
use domain::order::{
    Fulfilled, LineUnits, NewOrder, OrderNumber, fulfil, into_pages, place_cart, units,
};
use primitives::{
    CartId, CheckoutId, Code, Currency, CustomerId, EntryId, OrderId, ReservationId, Sku,
};
use runtime::Done;
use serde_json::json;
use testkit::Shop;

/// An order of so many lanterns that has left.
async fn bought(shop: &Shop) -> OrderId {
    let (mut lines, totals) = testkit::priced_lines("a", 1, "A lantern");
    lines[0].sku = Some(Sku::parse("LANTERN").unwrap());
    let order_id = OrderId::parse("ord_a").unwrap();
    let pages = into_pages(&order_id, &lines);
    let new = NewOrder {
        order_id: order_id.clone(),
        customer_id: Some(CustomerId::parse("cus_ada").unwrap()),
        checkout_id: CheckoutId::parse("chk_a").unwrap(),
        cart_id: CartId::parse("cart_a").unwrap(),
        currency: Currency::GBP,
        sold_in: Code::web(),
        taxed_by: domain::pricing::TaxedBy::Own,
        email: None,
        locale: None,
        shipping_address: None,
        billing_address: None,
        shipping: None,
        note: None,
        totals,
        discounts: vec![],
        settled: None,
        line_count: 1,
        page_count: 1,
        units: units(&lines),
        reservation_id: ReservationId::parse("rsv_a").unwrap(),
        payment_ids: vec![],
    };
    let chance = EntryId::parse("tle_0000001eef").unwrap();
    let placed = place_cart(new, OrderNumber::mint(shop.now(), &chance), shop.now());
    let all: Vec<LineUnits> = lines
        .iter()
        .map(|line| LineUnits { line_id: line.line_id.clone(), quantity: line.quantity })
        .collect();
    let Fulfilled { order, pages, .. } = fulfil(&placed.order, &pages, &all).unwrap();
    shop.seed(Done::new(()).create(&order).create(&pages[0])).await;
    order_id
}

#[tokio::test]
async fn each_unit_that_was_bought_is_taken_once() {
    let shop = shop();
    let mut only = programme();
    only["bought_here"] = json!(true);
    shop.call(put("lanterns", &only)).await.expect(200);
    assert_eq!(shop.call(asking("0", "whole", None)).await.refused(422), "recycle.order_needed");
    let order = bought(&shop).await.to_string();
    let mut asked = Vec::new();
    for key in ["1", "2", "3"] {
        asked.push(shop.call(asking(key, "whole", Some(&order))).await.expect(201));
    }
    let fourth = shop.call(asking("4", "whole", Some(&order))).await;
    assert_eq!(fourth.refused(409), "recycle.not_bought");
    let strange = asking("5", "whole", Some(&order)).customer("eve");
    assert_eq!(shop.call(strange).await.status, 404);
    customer(&shop, &asked[0], "cancel").await.expect(200);
    shop.call(asking("6", "whole", Some(&order))).await.expect(201);
    // Those that nobody accepts free their units again.
    shop.source.advance(15 * DAY);
    shop.tick("takebacks-due").await;
    for key in ["7", "8", "9"] {
        shop.call(asking(key, "whole", Some(&order))).await.expect(201);
    }
}
