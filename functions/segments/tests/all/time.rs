//! Time alone brings people into segments and out of them; so do the fifths of the night.
use crate::shop::{entered, get, looked, members, shop, told, written};
use domain::{
    customers::{Figures, Worth},
    prediction::{FifthBegins, Fifths},
};
use primitives::{Currency, CustomerId, Timestamp};
use serde_json::json;
use table::Done;
use testkit::Shop;

const DAY: i64 = 86_400;

/// What somebody's orders come to, and the news of it.
async fn bought(shop: &Shop, customer: &str, orders: i64, spent: i64, at: Timestamp) {
    let customer_id = CustomerId::parse(customer).unwrap();
    let worth = Worth { orders, ordered: spent, captured: spent, refunded: 0 };
    let figures = Figures {
        customer_id: customer_id.clone(),
        worth: [(Currency::GBP, worth)].into(),
        first_order_at: Some(at),
        last_order_at: Some(at),
        last_order_id: None,
    };
    let event = events::customers::CustomerFactsChangedV1 { customer_id, changed_at: at };
    shop.seed(Done::new(()).put(&figures).publish(customer, 1, &event)).await;
    shop.settle().await;
}

#[tokio::test(start_paused = true)]
async fn a_buyer_of_late_is_one_no_more_after_thirty_days_and_not_before() {
    let shop = shop();
    written(&shop, "of-late", &json!({ "last_order": { "within": 30 } })).await;
    written(&shop, "long-ago", &json!({ "last_order": { "before": 30 } })).await;
    let ada = entered(&shop, "ada").await;
    bought(&shop, &ada, 1, 900, shop.now()).await;
    assert_eq!(members(&shop, "of-late").await, std::slice::from_ref(&ada));
    shop.source.advance(30 * DAY - 5);
    shop.tick("look-at-segments").await;
    assert_eq!(told(&shop, "of-late").len(), 1);
    shop.source.advance(10);
    shop.tick("look-at-segments").await;
    shop.tick("look-at-segments").await;
    assert_eq!(members(&shop, "of-late").await, Vec::<String>::new());
    assert_eq!(members(&shop, "long-ago").await, std::slice::from_ref(&ada));
    assert_eq!(told(&shop, "of-late"), [(true, ada.clone()), (false, ada.clone())]);
    // They buy again.
    bought(&shop, &ada, 2, 900, shop.now()).await;
    assert_eq!(members(&shop, "of-late").await, [ada]);
    assert_eq!(members(&shop, "long-ago").await, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn everybody_is_looked_at_when_fifths_were_drawn_anew() {
    let shop = shop();
    written(&shop, "best", &json!({ "rfm": ["champion"] })).await;
    let (ada, eve) = (entered(&shop, "ada").await, entered(&shop, "eve").await);
    bought(&shop, &ada, 9, 90_000, shop.now()).await;
    bought(&shop, &eve, 1, 900, Timestamp::from_millis(0)).await;
    assert_eq!(members(&shop, "best").await, Vec::<String>::new(), "nothing is drawn yet");
    let draw = async |orders: i64| {
        let line = |measure: &str, score, least| FifthBegins {
            currency: Currency::GBP,
            measure: measure.into(),
            score,
            least,
        };
        let lines = [line("recency", 5, 1), line("frequency", 5, orders), line("money", 5, 1_000)];
        shop.seed(Done::new(()).put(&Fifths::of(&lines, shop.now()))).await;
        shop.tick("look-at-segments").await;
        looked(&shop).await;
    };
    draw(2).await;
    assert_eq!(members(&shop, "best").await, std::slice::from_ref(&ada));
    draw(10).await;
    let standing = get(&shop, format!("/customers/{ada}/segments")).await;
    assert_eq!(
        members(&shop, "best").await,
        Vec::<String>::new(),
        "others buy more often: {standing}"
    );
    assert_eq!(told(&shop, "best").len(), 2);
}
