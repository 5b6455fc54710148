//! A buyer is found by the number of an order, and one history tells what else happened with them.
use crate::shop::{entered, get, ids, shop};
use domain::{
    order::{NewOrder, NumberTaken, Order, OrderNumber, place_cart},
    pricing::TaxedBy,
    totals::Totals,
};
use events::{
    loyalty::{PointsBookedV1, PointsMove},
    repair::{RepairClosedV1, RepairRequestedV1},
    returns::{ReturnClosedV1, ReturnDeclinedV1, ReturnRequestedV1},
};
use primitives::{
    CartId, CheckoutId, Code, Currency, CustomerId, Example, LineId, Money, OrderId, RepairId,
    ReservationId, ReturnId, Sku,
};
use serde_json::Value;
use table::Done;
use testkit::Shop;

/// An order of somebody's, as `checkout` would have placed it.
fn order(customer: &str) -> Order {
    let currency = Currency::parse("GBP").unwrap();
    let none = Money::zero(currency);
    let totals = Totals {
        currency,
        prices_include_tax: true,
        subtotal: none,
        discount: none,
        shipping: none,
        tax: none,
        shipping_tax: none,
        total: none,
    };
    let new = NewOrder {
        order_id: OrderId::example(),
        customer_id: Some(CustomerId::parse(customer.trim_start_matches("/customers/")).unwrap()),
        checkout_id: CheckoutId::example(),
        cart_id: CartId::example(),
        currency,
        sold_in: Code::web(),
        email: None,
        locale: None,
        shipping_address: None,
        billing_address: None,
        shipping: None,
        note: None,
        totals,
        discounts: Vec::new(),
        settled: None,
        taxed_by: TaxedBy::Own,
        line_count: 0,
        page_count: 0,
        units: 0,
        reservation_id: ReservationId::example(),
        payment_ids: Vec::new(),
    };
    place_cart(new, OrderNumber::example(), primitives::Timestamp::example()).order
}

async fn ordered(shop: &Shop, customer: &str) -> Order {
    let order = order(customer);
    let taken = NumberTaken { number: order.number.clone(), order_id: order.order_id.clone() };
    shop.seed(Done::new(()).create(&order).create(&taken)).await;
    order
}

fn told(history: &Value, field: &str) -> Vec<Value> {
    history["items"].as_array().unwrap().iter().map(|one| one[field].clone()).collect()
}

#[tokio::test]
async fn a_buyer_is_found_by_the_number_of_an_order() {
    let shop = shop();
    let ada = entered(&shop, "Ada", "ada@example.com").await;
    let order = ordered(&shop, &ada).await;
    let (number, order_id) = (order.number.to_string(), order.order_id);
    let found = async |query: String| ids(&get(&shop, format!("/customer-search?{query}")).await);
    assert_eq!(found(format!("number={number}")).await, std::slice::from_ref(&ada));
    assert_eq!(found(format!("number={number}&order={order_id}&name=ada")).await, [ada]);
    assert_eq!(found(format!("number={number}&name=eve")).await, Vec::<String>::new());
    assert_eq!(found(format!("number={number}&order=ord_none")).await, Vec::<String>::new());
}

#[tokio::test]
async fn returns_repairs_and_points_stand_in_the_history_once() {
    let shop = shop().delivering(testkit::Delivery::TwiceAndBackwards);
    let ada = entered(&shop, "Ada", "ada@example.com").await;
    let order = ordered(&shop, &ada).await;
    let (order_id, customer_id) = (order.order_id, order.customer_id.unwrap());
    let (return_id, repair_id) = (ReturnId::example(), RepairId::example());
    let kind = Code::parse("return").unwrap();
    let why = Code::parse("late").unwrap();
    let requested = ReturnRequestedV1 {
        return_id: return_id.clone(),
        order_id: order_id.clone(),
        kind,
        units: 1,
        approved: true,
    };
    let declined =
        ReturnDeclinedV1 { return_id: return_id.clone(), order_id: order_id.clone(), why };
    let closed = ReturnClosedV1 { return_id: return_id.clone(), order_id: order_id.clone() };
    let broken = RepairRequestedV1 {
        repair_id: repair_id.clone(),
        order_id: order_id.clone(),
        line_id: LineId::example(),
        sku: Sku::example(),
    };
    let mended = RepairClosedV1 { repair_id: repair_id.clone(), order_id: order_id.clone() };
    let points = PointsBookedV1 {
        customer_id,
        number: 7,
        cause: PointsMove::Adjusted,
        order_id: None,
        points: -30,
        pending: 0,
        balance: 70,
    };
    let done = Done::new(()).publish(&return_id, 1, &requested).publish(&return_id, 2, &declined);
    let done = done.publish(&return_id, 3, &closed).publish(&repair_id, 1, &broken);
    shop.seed(done.publish(&repair_id, 2, &mended).publish("points", 7, &points)).await;
    shop.settle().await;
    let history = get(&shop, format!("{ada}/history")).await;
    let mut what = told(&history, "what");
    what.sort_by_key(ToString::to_string);
    let wanted = [
        "points_booked",
        "record_made",
        "repair_closed",
        "repair_requested",
        "return_closed",
        "return_declined",
        "return_requested",
    ];
    assert_eq!(what, wanted);
    assert!(told(&history, "points").contains(&(-30).into()));
    assert!(told(&history, "subject").contains(&return_id.to_string().into()));
}
