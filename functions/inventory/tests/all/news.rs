//! What the shop's other functions tell: orders placed, lines cancelled, checkouts closed.
use crate::support::{check, receive, request, reservation, stock, warehouse};
use events::{
    checkout::{CheckoutClosedV1, CloseReason},
    order::{CancelledLine, LinesCancelledV1, OrderPlacedV1},
};
use primitives::{CheckoutId, Example, Quantity, ReservationId, Sku};
use runtime::Done;
use testkit::{Delivery, Shop};

/// A shop whose bus misbehaves, with one reservation of two pages.
async fn bought() -> Shop {
    let mut shop = warehouse().await;
    shop.delivery = Delivery::TwiceAndBackwards;
    receive(&shop, "loc_main", "LAMP", 10).await;
    for page in 0..2 {
        let lines = [("LAMP", 3), ("LAMP", 1)];
        shop.answer(request("reserve", "a", page, &lines, "")).await.expect(200);
    }
    shop
}

fn placed() -> OrderPlacedV1 {
    OrderPlacedV1 {
        checkout_id: CheckoutId::parse("chk_a").unwrap(),
        reservation_id: ReservationId::parse("rsv_a").unwrap(),
        page_count: 2,
        ..OrderPlacedV1::example()
    }
}

fn closed(reason: CloseReason) -> CheckoutClosedV1 {
    CheckoutClosedV1 {
        checkout_id: CheckoutId::parse("chk_a").unwrap(),
        reservation_id: ReservationId::parse("rsv_a").unwrap(),
        page_count: 2,
        reason,
        ..CheckoutClosedV1::example()
    }
}

fn cancelled(page: u32, units: u32) -> LinesCancelledV1 {
    let line = CancelledLine {
        sku: Some(Sku::parse("LAMP").unwrap()),
        quantity: Quantity::parse(units).unwrap(),
        ..CancelledLine::example()
    };
    LinesCancelledV1 {
        reservation_id: Some(ReservationId::parse("rsv_a").unwrap()),
        page,
        lines: vec![line, CancelledLine { sku: None, ..CancelledLine::example() }],
        ..LinesCancelledV1::example()
    }
}

#[tokio::test]
async fn a_placed_order_keeps_its_units_whatever_the_clock_says() {
    let shop = bought().await;
    shop.seed(Done::new(()).publish("ord_1", 1, &placed())).await;
    shop.settle().await;
    shop.source.advance(10_000);
    shop.tick("expire-reservations").await;
    let view = reservation(&shop, "a").await;
    assert_eq!(
        (&view["pages"][0]["state"], &view["pages"][1]["state"]),
        (&"committed".into(), &"committed".into())
    );
    assert_eq!(stock(&shop, "LAMP").await["total"]["reserved"], 8);
    check(&shop);
}

#[tokio::test]
async fn a_closed_checkout_gives_everything_back_once() {
    let shop = bought().await;
    let news = closed(CloseReason::Declined);
    shop.seed(Done::new(()).publish("chk_a", 1, &news)).await;
    shop.seed(Done::new(()).publish("chk_a", 2, &news)).await;
    shop.settle().await;
    assert_eq!(stock(&shop, "LAMP").await["total"]["available"], 10);
    let told = shop.sent_names();
    let released = told.iter().filter(|name| *name == "inventory.ReservationReleased.v1");
    assert_eq!(released.count(), 2, "one per page");
    check(&shop);
}

#[tokio::test]
async fn a_checkout_that_ran_out_of_time_leaves_an_expired_reservation() {
    let shop = bought().await;
    shop.seed(Done::new(()).publish("chk_a", 1, &closed(CloseReason::Expired))).await;
    shop.settle().await;
    assert_eq!(reservation(&shop, "a").await["pages"][1]["state"], "expired");
    check(&shop);
}

#[tokio::test]
async fn cancelled_lines_come_back_though_the_news_of_the_order_comes_later() {
    let shop = bought().await;
    let first = Done::new(()).publish("ord_1", 1, &placed());
    shop.seed(first.publish("ord_1", 2, &cancelled(1, 2))).await;
    shop.settle().await;
    assert_eq!(stock(&shop, "LAMP").await["total"]["reserved"], 6);
    let view = reservation(&shop, "a").await;
    assert_eq!(view["pages"][1]["lines"][0]["released"], 2);
    assert_eq!(view["pages"][1]["state"], "committed");
    // All that is left of the page, and the late news of a closed checkout.
    let rest = LinesCancelledV1 { cancellation_id: "can_two".parse().unwrap(), ..cancelled(1, 2) };
    let late = Done::new(()).publish("ord_1", 3, &rest);
    shop.seed(late.publish("chk_a", 9, &closed(CloseReason::Cancelled))).await;
    shop.settle().await;
    assert_eq!(stock(&shop, "LAMP").await["total"]["reserved"], 4);
    assert_eq!(reservation(&shop, "a").await["pages"][1]["state"], "released");
    check(&shop);
}
