//! Carts of somebody who was erased.
use crate::kit::{guest, lines, mine, shop};
use domain::cart::{Cart, CartState};
use events::{customers::CustomerErasedV1, order::BuyerErasedV1};
use primitives::{CartId, CheckoutId, CustomerId, OrderId};
use serde_json::json;
use table::{Done, keys::cart as keys};
use testkit::{Delivery, Request, Shop};

const PRIVATE: [&str; 3] = ["ada@example.com", "Augusta", "Frognal"];

fn hers() -> serde_json::Value {
    let address = json!({ "name": "Augusta King", "line1": "1 Frognal", "city": "London",
                          "postal_code": "NW3 6XD", "country": "GB" });
    json!({ "email": "ada@example.com", "shipping_address": address, "note": "ask for Augusta" })
}

async fn erased(shop: &Shop) {
    let customer_id = CustomerId::parse("cus_ada").unwrap();
    let event = CustomerErasedV1 { customer_id, erased_at: shop.now() };
    shop.seed(Done::new(()).publish("cus_ada", 2, &event)).await;
    shop.settle().await;
}

/// Private words that whoever has the keys reads in a cart. In the table itself there is none, ever.
async fn told(shop: &Shop, cart_id: &str) -> Vec<&'static str> {
    let table = shop.database.everything();
    assert!(!table.iter().any(|item| PRIVATE.iter().any(|word| item.to_string().contains(word))));
    let cart_id = CartId::parse(cart_id.to_owned()).unwrap();
    let cart = format!("{:?}", shop.table().load(&keys::cart(&cart_id)).await.unwrap().value);
    PRIVATE.into_iter().filter(|word| cart.contains(word)).collect()
}

#[tokio::test]
async fn the_cart_of_who_was_erased_ends_and_says_nothing_of_them() {
    let shop = shop().await.delivering(Delivery::TwiceAndBackwards);
    let cart = mine(&shop, "ada").await;
    shop.call(cart.add(&[(1, 2)])).await.expect(200);
    shop.call(cart.update(hers())).await.expect(200);
    assert_eq!(told(&shop, &cart.id).await, PRIVATE);
    erased(&shop).await;
    erased(&shop).await;
    assert_eq!(told(&shop, &cart.id).await, [""; 0]);
    let ends = shop.sent_names().into_iter().filter(|name| name == "cart.CartExpired.v1");
    assert_eq!(ends.count(), 1, "it ends once");
    let next = mine(&shop, "ada").await;
    assert_ne!(next.id, cart.id);
    assert!(lines(&next.view(&shop).await).is_empty());
}

#[tokio::test]
async fn a_cart_in_a_checkout_goes_on_without_saying_whose_it_is() {
    let shop = shop().await;
    let cart = mine(&shop, "ada").await;
    shop.call(cart.add(&[(1, 2)])).await.expect(200);
    shop.call(cart.update(hers())).await.expect(200);
    let cart_id = CartId::parse(cart.id.clone()).unwrap();
    let held = shop.table().load(&keys::cart(&cart_id)).await.unwrap();
    let checkout_id = CheckoutId::parse("chk_a").unwrap();
    let frozen = domain::cart::freeze(&held, &checkout_id, shop.now()).unwrap();
    shop.seed(Done::new(()).replace(&held, &frozen)).await;
    erased(&shop).await;
    let cart = shop.table().load(&keys::cart(&cart_id)).await.unwrap();
    assert_eq!(cart.state, CartState::Frozen { checkout_id });
    assert_eq!(told(&shop, cart_id.as_ref()).await, [""; 0]);
}

#[tokio::test]
async fn the_cart_that_an_order_was_is_found_by_the_order() {
    let shop = shop().await;
    let (bought, other) = (guest(&shop).await, guest(&shop).await);
    shop.call(bought.update(hers())).await.expect(200);
    shop.call(other.update(json!({ "email": "eve@example.com" }))).await.expect(200);
    let cart_id = CartId::parse(bought.id.clone()).unwrap();
    let held = shop.table().load(&keys::cart(&cart_id)).await.unwrap();
    let order_id = OrderId::parse("ord_a").unwrap();
    let state = CartState::Ordered { order_id: order_id.clone() };
    let ordered = Cart { state: state.clone(), ..held.value.clone() };
    shop.seed(Done::new(()).replace(&held, &ordered)).await;
    let event = BuyerErasedV1 {
        order_id,
        cart_id: Some(cart_id.clone()),
        checkout_id: None,
        erased_at: shop.now(),
    };
    shop.seed(Done::new(()).publish("ord_a", 3, &event)).await;
    shop.settle().await;
    assert_eq!(told(&shop, &bought.id).await, [""; 0]);
    assert_eq!(shop.table().load(&keys::cart(&cart_id)).await.unwrap().state, state);
    let kept = shop.call(Request::get(other.path("")).cart(&other.token)).await.expect(200);
    assert_eq!(kept["email"], "eve@example.com");
}
