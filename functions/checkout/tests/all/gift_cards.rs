//! Gift cards and store credit that pay: as much as was agreed, once, and back where it came from.
use crate::shop::{
    Dice, authorisations, cart, cart_of, check, orders, price, reserved, skus, states, stock,
};
use contract::Role;
use domain::{
    identity::Customer,
    order::Order,
    payment::{Payment, PaymentState, Provider},
    pricing::gift_card::{GiftCard, GiftCode},
};
use primitives::{CustomerId, Timestamp};
use runtime::Done;
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use testkit::{Delivery, HeldCart, Injected, Items, Reply, Request, Shop, steps};
use tokio::task::JoinSet;

/// A shop whose checkouts can be paid by gift card too.
pub fn shop() -> Shop {
    Shop::of(vec![
        checkout::app(),
        payment::app(),
        sandbox::app(),
        inventory::app(),
        giftcards::app(),
        outbox::app(),
    ])
}

/// A card with so much on it: its id and its code.
pub async fn card(shop: &Shop, key: &str, minor: i64, end: Option<Timestamp>) -> (String, String) {
    let mut body = json!({ "worth": price(minor) });
    if let Some(end) = end {
        body["expires_at"] = json!(end);
    }
    let issue = Request::post("/gift-cards").staff(Role::Finance).key(key).json(&body);
    let id = shop.call(issue).await.expect(201)["card_id"].as_str().unwrap().to_owned();
    let make = Request::post(format!("/gift-cards/{id}/codes")).staff(Role::Finance);
    let code = shop.call(make).await.expect(200)["code"].as_str().unwrap().to_owned();
    (id, code)
}

/// A cart in checkout: whoever holds it, and where.
pub struct Opened {
    holder: HeldCart,
    path: String,
}

impl Opened {
    async fn of(shop: &Shop, holder: HeldCart) -> Self {
        static KEYS: AtomicU32 = AtomicU32::new(0);
        let mut body = steps::completion("none");
        body["cart_id"] = json!(holder.cart_id);
        body.as_object_mut().unwrap().remove("payment");
        let key = format!("open-{}", KEYS.fetch_add(1, Ordering::Relaxed));
        let opened = shop.call(holder.post("/checkouts", &key).json(&body)).await.expect(201);
        let path = format!("/checkouts/{}", opened["checkout_id"].as_str().unwrap());
        Self { holder, path }
    }

    pub fn put_on(&self, code: &str) -> Request {
        let body = json!({ "code": code });
        self.holder.post(format!("{}/gift-cards", self.path), "card").json(&body)
    }

    pub fn complete(&self, key: &str, method: Option<&str>) -> Request {
        let body = match method {
            Some(token) => json!({ "payment": { "provider": "sandbox", "method": token } }),
            None => json!({}),
        };
        self.holder.post(format!("{}/complete", self.path), key).json(&body)
    }

    fn cancel(&self) -> Request {
        self.holder.post(format!("{}/cancel", self.path), "cancel")
    }

    fn view(&self) -> Request {
        self.holder.get(&self.path)
    }
}

/// One line of so many units at ten pounds, in checkout.
pub async fn opened(shop: &Shop, units: u32) -> Opened {
    Opened::of(shop, cart(shop, &skus(1, units), 1_000).await).await
}

pub fn left(shop: &Shop, id: &str) -> i64 {
    let cards = Items::of(shop).all::<GiftCard>();
    cards.iter().find(|card| card.card_id.as_ref() == id).unwrap().balance.minor
}

pub fn payments(shop: &Shop) -> Vec<Payment> {
    Items::of(shop).all()
}

async fn much_later(shop: &Shop) {
    for _ in 0..9 {
        shop.source.advance(500);
        for tick in
            ["deliver-notices", "reconcile-payments", "advance-checkouts", "expire-checkouts"]
        {
            shop.tick(tick).await;
        }
        check(shop);
    }
}

#[tokio::test(start_paused = true)]
async fn cards_pay_what_they_have_and_the_rest_is_asked_for_elsewhere() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let end = shop.now().plus_seconds(86_400);
    let (first, first_code) = card(&shop, "one", 5_00, Some(end)).await;
    let (second, second_code) = card(&shop, "two", 7_00, None).await;
    let opened = opened(&shop, 3).await;
    shop.call(opened.put_on(&second_code)).await.expect(200);
    shop.call(opened.put_on(&second_code)).await.expect(200);
    let shown = shop.call(opened.put_on(&first_code)).await.expect(200);
    assert_eq!(
        (&shown["totals"]["total"], &shown["to_pay"]),
        (&json!(price(3_000)), &json!(price(1_800)))
    );
    let pays: Vec<&Value> =
        shown["gift_cards"].as_array().unwrap().iter().map(|card| &card["pays"]["minor"]).collect();
    assert_eq!(pays, [7_00, 5_00]);
    let ending = shown["gift_cards"][1]["ending"].as_str().unwrap();
    assert!(first_code.replace('-', "").ends_with(ending) && ending.len() == 4);
    assert_eq!((left(&shop, &first), left(&shop, &second)), (5_00, 7_00), "a look takes nothing");

    let placed = shop.call(opened.complete("k", Some("tok_visa"))).await.expect(201);
    assert_eq!(placed["totals"]["total"], json!(price(3_000)), "cards take nothing off");
    shop.settle().await;
    assert_eq!((left(&shop, &first), left(&shop, &second)), (0, 0));
    let order = Items::of(&shop).all::<Order>().remove(0);
    let all = payments(&shop);
    assert_eq!((all.len(), order.payment_ids.len()), (3, 3));
    let outside = all.iter().find(|payment| payment.provider == Provider::Sandbox).unwrap();
    assert_eq!(outside.amount, price(1_800));
    assert_eq!(order.payment_ids.last(), Some(&outside.payment_id), "gift cards come first");
    assert!(all.iter().all(|payment| payment.state == PaymentState::Authorised));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn cards_that_cover_everything_leave_nobody_to_be_asked() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    stock(&shop, &skus(30, 10), 1_000).await;
    let (id, code) = card(&shop, "one", 50_000, None).await;
    let opened = Opened::of(&shop, cart(&shop, &skus(30, 1), 1_000).await).await;
    shop.call(opened.put_on(&code)).await.expect(200);
    shop.call(opened.complete("k", None)).await.expect(201);
    shop.settle().await;
    shop.call(opened.complete("k", None)).await.expect(201);
    assert_eq!((orders(&shop), authorisations(&shop), payments(&shop).len()), (1, 0, 1));
    assert_eq!(left(&shop, &id), 20_000);
    assert_eq!(Items::of(&shop).all::<Order>()[0].payment_ids.len(), 1);
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_card_that_has_less_by_now_takes_nothing_of_any_and_the_cart_can_be_bought_again() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let (spent, spent_code) = card(&shop, "one", 5_00, None).await;
    let (other, other_code) = card(&shop, "two", 6_00, None).await;
    let first = opened(&shop, 1).await;
    for code in [&spent_code, &other_code] {
        shop.call(first.put_on(code)).await.expect(200);
    }
    let body = json!({ "by": price(-1), "reason": "correction" });
    let adjust = Request::post(format!("/gift-cards/{spent}/adjustments"));
    shop.call(adjust.staff(Role::Finance).key("a").json(&body)).await.expect(200);
    let refused = shop.call(first.complete("k", None)).await;
    assert_eq!(refused.refused(409), "checkout.gift_card_refused", "{}", refused.text);
    assert!(!refused.text.contains(&spent_code) && refused.text.contains("ends in"));
    shop.settle().await;
    assert_eq!((left(&shop, &spent), left(&shop, &other)), (4_99, 6_00));
    assert_eq!((states(&shop), reserved(&shop)), (vec!["closed".to_owned()], 0));
    let again = Opened::of(&shop, first.holder.clone()).await;
    for code in [&spent_code, &other_code] {
        shop.call(again.put_on(code)).await.expect(200);
    }
    shop.call(again.complete("again", None)).await.expect(201);
    assert_eq!(left(&shop, &spent) + left(&shop, &other), 99);
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn what_comes_to_nothing_goes_back_to_the_cards_once() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        stock(&shop, &skus(1, 10), 1_000).await;
        let (id, code) = card(&shop, "one", 5_00, Some(shop.now().plus_seconds(3_600))).await;
        let opened = opened(&shop, 1).await;
        shop.call(opened.put_on(&code)).await.expect(200);
        shop.call(opened.complete("k", Some("tok_declined"))).await.refused(409);
        assert_eq!(left(&shop, &id), 0, "kept while another payment may be tried");
        shop.call(opened.cancel()).await.expect(200);
        shop.settle().await;
        assert_eq!((left(&shop, &id), reserved(&shop)), (5_00, 0));
        // What came back can be spent for ninety days, though the card would have expired.
        shop.source.advance(80 * 86_400);
        shop.tick("expire-gift-cards").await;
        let again = Opened::of(&shop, cart(&shop, &skus(1, 1), 1_000).await).await;
        let shown = shop.call(again.put_on(&code)).await.expect(200);
        assert_eq!(shown["to_pay"], json!(price(5_00)));
        check(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_payment_is_asked_for_the_rest_alone() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let (id, code) = card(&shop, "one", 4_00, None).await;
    let opened = opened(&shop, 1).await;
    shop.call(opened.put_on(&code)).await.expect(200);
    shop.call(opened.complete("k", Some("tok_declined"))).await.refused(409);
    shop.call(opened.complete("l", Some("tok_visa"))).await.expect(201);
    shop.settle().await;
    let good: Vec<i64> = payments(&shop)
        .iter()
        .filter(|payment| payment.state == PaymentState::Authorised)
        .map(|payment| payment.amount.minor)
        .collect();
    assert_eq!((good.iter().sum::<i64>(), good.len(), left(&shop, &id)), (10_00, 2, 0));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn forty_buyers_at_once_never_overspend_a_card() {
    let shop = Arc::new(shop());
    stock(&shop, &skus(1, 100), 1_000).await;
    // Enough for seven, and a rest that is too little for another.
    let (id, code) = card(&shop, "one", 75_00, None).await;
    let mut all = Vec::new();
    for _ in 0..40 {
        let opened = opened(&shop, 1).await;
        shop.call(opened.put_on(&code)).await.expect(200);
        all.push(opened);
    }
    let mut calls = JoinSet::new();
    for opened in all {
        let shop = shop.clone();
        calls.spawn(async move {
            for at in 0..40 {
                let reply = shop.call(opened.complete(&format!("k{at}"), None)).await;
                if reply.status != 503 {
                    return reply;
                }
            }
            panic!("never came through");
        });
    }
    let replies = calls.join_all().await;
    shop.settle().await;
    let placed = replies.iter().filter(|reply| reply.status == 201).count();
    let refused = |reply: &&Reply| crate::shop::code(reply) == "checkout.gift_card_refused";
    assert_eq!((placed, replies.iter().filter(refused).count()), (7, 33));
    assert_eq!((orders(&shop), left(&shop, &id)), (7, 5_00));
    assert_eq!(reserved(&shop), 7);
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_pay_is_not_put_on_and_what_was_can_be_taken_off() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let opened = opened(&shop, 1).await;
    let soon = shop.now().plus_seconds(60);
    let (_, old) = card(&shop, "old", 5_00, Some(soon)).await;
    let (stopped, stopped_code) = card(&shop, "stopped", 5_00, None).await;
    let disable = Request::post(format!("/gift-cards/{stopped}/disable")).staff(Role::Service);
    shop.call(disable).await.expect(200);
    shop.source.advance(61);
    let unknown = GiftCode::new([9; 10]);
    for (code, status, wanted) in [
        (old.as_str(), 409, "gift_card.expired"),
        (stopped_code.as_str(), 409, "gift_card.disabled"),
        (unknown.reveal(), 404, "gift_card.unknown"),
    ] {
        assert_eq!(shop.call(opened.put_on(code)).await.refused(status), wanted);
    }
    let yen = json!({ "worth": { "minor": 500, "currency": "JPY" } });
    let issue = Request::post("/gift-cards").staff(Role::Finance).key("yen").json(&yen);
    let yen = shop.call(issue).await.expect(201)["card_id"].as_str().unwrap().to_owned();
    let make = Request::post(format!("/gift-cards/{yen}/codes")).staff(Role::Finance);
    let yen = shop.call(make).await.expect(200)["code"].as_str().unwrap().to_owned();
    assert_eq!(shop.call(opened.put_on(&yen)).await.refused(422), "gift_card.currency");

    let mut ids = Vec::new();
    for at in 0..5 {
        let (id, code) = card(&shop, &format!("good{at}"), 1_00, None).await;
        shop.call(opened.put_on(&code)).await.expect(200);
        ids.push(id);
    }
    let (_, sixth) = card(&shop, "sixth", 1_00, None).await;
    assert_eq!(shop.call(opened.put_on(&sixth)).await.refused(409), "gift_card.too_many");
    let off = |id: &str| {
        Request::delete(format!("{}/gift-cards/{id}", opened.path)).cart(&opened.holder.token)
    };
    shop.call(off(&ids[0])).await.expect(200);
    shop.call(off(&ids[0])).await.expect(200);
    let shown = shop.call(opened.view()).await.expect(200);
    assert_eq!(
        (shown["gift_cards"].as_array().unwrap().len(), &shown["to_pay"]),
        (4, &json!(price(6_00)))
    );
    let by_name = json!({ "payment": { "provider": "gift_card", "method": ids[1] } });
    let complete = opened.holder.post(format!("{}/complete", opened.path), "n").json(&by_name);
    assert_eq!(shop.call(complete).await.refused(422), "payment.gift_card_is_no_method");
}

#[tokio::test(start_paused = true)]
async fn whoever_tries_codes_on_a_checkout_has_to_wait() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let opened = opened(&shop, 1).await;
    for at in 0..10_u8 {
        let wrong = GiftCode::new([at; 10]);
        shop.call(opened.put_on(wrong.reveal())).await.refused(404);
    }
    let (_, right) = card(&shop, "one", 5_00, None).await;
    let waits = shop.call(opened.put_on(&right)).await;
    assert_eq!(waits.refused(429), "gift_card.too_many_attempts");
    shop.call(opened.put_on(&right).from("8.8.8.8")).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_customer_pays_by_store_credit_what_expires_first_before_the_rest() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let ada = CustomerId::parse("cus_ada").unwrap();
    let customer = Customer {
        customer_id: ada.clone(),
        external_key: None,
        email: None,
        display_name: None,
        locale: None,
        created_at: shop.now(),
        changed_at: None,
    };
    shop.seed(Done::new(()).put(&customer)).await;
    let holder = cart_of(&shop, Some(ada), &skus(1, 1), 1_000).await;
    let opened = Opened::of(&shop, holder).await;
    let using = format!("{}/store-credit", opened.path);
    let none = shop.call(Request::post(&using).customer("ada")).await;
    assert_eq!(none.refused(409), "gift_card.no_credit");
    let grant = |key: &str, minor: i64, end: Option<Timestamp>| {
        let body = json!({ "amount": price(minor), "expires_at": end });
        Request::post("/customers/cus_ada/store-credit").staff(Role::Service).key(key).json(&body)
    };
    let later = shop.call(grant("a", 8_00, None)).await.expect(201);
    let end = shop.now().plus_seconds(86_400);
    let sooner = shop.call(grant("b", 5_00, Some(end))).await.expect(201);
    shop.call(grant("c", 9_00, None)).await.expect(201);
    shop.call(Request::post(&using).customer("eve")).await.refused(404);
    let shown = shop.call(Request::post(&using).customer("ada")).await.expect(200);
    assert_eq!(
        (shown["gift_cards"].as_array().unwrap().len(), &shown["to_pay"]),
        (2, &json!(price(0)))
    );
    shop.call(Request::post(&using).customer("ada")).await.expect(200);
    shop.call(opened.complete("k", None)).await.expect(201);
    shop.settle().await;
    assert_eq!(left(&shop, sooner["card_id"].as_str().unwrap()), 0);
    let rests: Vec<i64> =
        Items::of(&shop).all::<GiftCard>().iter().map(|card| card.balance.minor).collect();
    assert_eq!(rests.iter().sum::<i64>(), 12_00, "{later} {rests:?}");
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_crash_at_any_step_takes_nothing_twice() {
    for fault in [Injected::Conflict, Injected::Throttle, Injected::CommitThenSilence] {
        for step in 0..7 {
            let shop = shop().patience(std::time::Duration::ZERO);
            stock(&shop, &skus(1, 5), 1_000).await;
            let (id, code) = card(&shop, "one", 4_00, None).await;
            let opened = opened(&shop, 1).await;
            shop.call(opened.put_on(&code)).await.expect(200);
            let before = std::iter::repeat_n(Injected::None, step);
            shop.database.inject(before.chain(std::iter::repeat_n(fault, 13)));
            let reply = shop.answer(opened.complete("k", Some("tok_visa"))).await;
            shop.database.heal();
            check(&shop);
            much_later(&shop).await;
            let story = format!("{fault:?} at {step}: {}", reply.text);
            let placed = orders(&shop);
            assert_eq!(left(&shop, &id), if placed == 1 { 0 } else { 4_00 }, "{story}");
            let held: i64 = payments(&shop).iter().map(|payment| payment.kept().minor).sum();
            assert_eq!(held, if placed == 1 { 10_00 } else { 0 }, "{story}");
        }
    }
}

/// Stories that are tried.
const SEEDS: u64 = 12;

/// One of the many things that may happen to cards and the checkouts that they pay for.
async fn happens(shop: &Shop, dice: &mut Dice, cards: &[(String, String)], all: &mut Vec<Opened>) {
    let (id, code) = &cards[dice.roll(cards.len())];
    let staff = |path: String| Request::post(path).staff(Role::Finance);
    let key = format!("{}", dice.roll(1 << 30));
    let sum = i64::try_from(dice.roll(900)).unwrap() - 300;
    let some = (!all.is_empty()).then(|| dice.roll(all.len()));
    match (dice.roll(14), some) {
        (0..2, _) | (_, None) => {
            // Whoever fills the cart is not the one who meets the faults.
            shop.database.heal();
            let opened = opened(shop, 1).await;
            shop.call(opened.put_on(code)).await;
            all.push(opened);
        }
        (2, Some(at)) => drop(shop.call(all[at].put_on(code)).await),
        (3..6, Some(at)) => {
            let token = ["tok_visa", "tok_declined", "tok_3ds", "tok_late_webhook"][dice.roll(4)];
            shop.answer(all[at].complete(&key, Some(token))).await;
        }
        (6, Some(at)) => drop(shop.answer(all[at].cancel()).await),
        (7, _) => {
            let body = json!({ "by": price(sum), "reason": "story" });
            let path = format!("/gift-cards/{id}/adjustments");
            shop.call(staff(path).key(key).json(&body)).await;
        }
        (8, _) => {
            let to = ["enable", "disable", "enable"][dice.roll(3)];
            shop.call(staff(format!("/gift-cards/{id}/{to}"))).await;
        }
        (9, _) => {
            let paid = payments(shop);
            let Some(payment) = paid.get(dice.roll(paid.len().max(1))) else { return };
            let kind = ["cancellations", "captures", "refunds"][dice.roll(3)];
            let mut body = json!({ "amount": price(sum) });
            if kind == "refunds" {
                body["reason"] = json!("story");
            }
            let path = format!("/payments/{}/{kind}", payment.payment_id);
            shop.answer(staff(path).key(key).json(&body)).await;
        }
        (10, _) => {
            shop.source.advance(i64::try_from(dice.roll(4_000)).unwrap());
            shop.tick("expire-gift-cards").await;
        }
        (11, _) => shop.settle().await,
        (12, _) => shop.database.inject([Injected::None, Injected::CommitThenSilence]),
        _ => shop.database.inject([Injected::Conflict]),
    }
}

/// Whatever shoppers, staff, clock and crash do in whatever order: the ledger sums to what is left, which
/// is never below nothing, and no card gets back more of an order than that order spent.
#[tokio::test(start_paused = true)]
async fn no_order_of_events_makes_or_loses_money_on_a_card() {
    let mut bought = 0;
    for seed in 1..=SEEDS {
        let mut dice = Dice::of(seed);
        let mut shop = shop().patience(std::time::Duration::ZERO);
        if dice.roll(2) == 0 {
            shop.delivery = Delivery::TwiceAndBackwards;
        }
        stock(&shop, &skus(1, 50), 1_000).await;
        let mut cards = Vec::new();
        for (at, minor) in [3_00, 12_00, 40_00].into_iter().enumerate() {
            let end = shop.now().plus_seconds(5_000 * i64::try_from(at + 1).unwrap());
            cards.push(card(&shop, &format!("card{at}"), minor, Some(end)).await);
        }
        let mut all = Vec::new();
        for _ in 0..25 {
            happens(&shop, &mut dice, &cards, &mut all).await;
            check(&shop);
        }
        shop.database.heal();
        much_later(&shop).await;
        bought += orders(&shop);
        let still_open = payments(&shop).into_iter().find(|one| one.pending_since.is_some());
        assert_eq!(still_open, None, "seed {seed}");
        for payment in payments(&shop) {
            let placed = Items::of(&shop).all::<Order>();
            let placed = placed.iter().any(|order| order.payment_ids.contains(&payment.payment_id));
            assert!(
                placed || payment.kept().minor == 0,
                "kept for nobody, seed {seed}: {payment:?}"
            );
        }
    }
    assert!(bought > 0, "no story came to an order");
}
