//! Every checkout ends, and what it held is given back once, whoever crashes when.
use crate::shop::{
    Dice, authorisations, cart, check, good_payments, items, open_checkout, orders, reserved, shop,
    skus, states, stock,
};
use domain::checkout::{CHECKOUT_MINUTES, OUTCOME_MINUTES, STILL_SECONDS};
use events::order::BuyerErasedV1;
use primitives::{CheckoutId, OrderId};
use runtime::Done;
use serde_json::json;
use table::keys::checkout as keys;
use testkit::{Delivery, Injected, Request, Shop, steps};

/// Lets every clock of the shop and the provider run.
async fn later(shop: &Shop, seconds: i64) {
    shop.source.advance(seconds);
    for tick in ["deliver-notices", "reconcile-payments", "advance-checkouts", "expire-checkouts"] {
        shop.tick(tick).await;
    }
    check(shop);
}

/// Lets them run until nothing can be open any more.
async fn much_later(shop: &Shop) {
    let seconds = (CHECKOUT_MINUTES + OUTCOME_MINUTES) * 60 + STILL_SECONDS;
    for _ in 0..8 {
        later(shop, seconds / 6).await;
    }
}

/// How many carts are in a state.
fn carts(shop: &Shop, kind: &str) -> usize {
    let is = |cart: &&serde_json::Value| cart.pointer("/state/M/kind/S") == Some(&json!(kind));
    items(shop, "Cart").iter().filter(is).count()
}

fn told(shop: &Shop, name: &str) -> usize {
    shop.sent_names().iter().filter(|sent| *sent == name).count()
}

#[tokio::test(start_paused = true)]
async fn what_nobody_completes_is_given_up_in_time() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    stock(&shop, &skus(1, 5), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    open_checkout(&shop, &holder).await;
    later(&shop, CHECKOUT_MINUTES * 60 - 1).await;
    assert_eq!(states(&shop), ["open"]);
    later(&shop, 1).await;
    assert_eq!((states(&shop), carts(&shop, "active")), (vec!["closed".into()], 1));
    assert_eq!(told(&shop, "checkout.CheckoutClosed.v1"), 1);
    assert!(items(&shop, "LinePage").is_empty(), "nothing is left of the order that was not");
}

#[tokio::test(start_paused = true)]
async fn a_declined_checkout_gives_its_stock_back_when_its_time_is_over() {
    let shop = shop();
    stock(&shop, &skus(30, 5), 1_000).await;
    let holder = cart(&shop, &skus(30, 1), 1_000).await;
    shop.call(holder.complete("k", "tok_declined")).await.refused(409);
    assert_eq!(reserved(&shop), 30);
    later(&shop, CHECKOUT_MINUTES * 60).await;
    assert_eq!((states(&shop), reserved(&shop)), (vec!["closed".into()], 0));
    assert_eq!(carts(&shop, "active"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_challenge_nobody_meets_holds_nothing_for_ever_and_one_met_too_late_buys_nothing() {
    let shop = shop();
    stock(&shop, &skus(1, 5), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    let body = shop.call(holder.complete("k", "tok_3ds")).await.expect(202);
    shop.source.advance(CHECKOUT_MINUTES * 60);
    shop.tick("expire-checkouts").await;
    assert_eq!((states(&shop), reserved(&shop)), (vec!["closed".into()], 0));
    let url = body["challenge_url"].as_str().unwrap();
    let path = url.splitn(4, '/').last().map(|rest| format!("/{rest}")).unwrap();
    shop.call(Request::post(path).key("late").json(&json!({ "outcome": "pass" }))).await;
    later(&shop, 300).await;
    assert_eq!((orders(&shop), good_payments(&shop)), (0, 0), "what came too late is let go");
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_checkout_gives_everything_back_and_the_cart_can_be_bought_again() {
    for token in ["tok_declined", "tok_3ds", "tok_late_webhook"] {
        let shop = shop().patience(std::time::Duration::ZERO);
        stock(&shop, &skus(30, 1), 1_000).await;
        let holder = cart(&shop, &skus(30, 1), 1_000).await;
        shop.call(holder.complete("k", token)).await;
        shop.settle().await;
        let id = items(&shop, "Checkout")[0]["checkout_id"]["S"].as_str().unwrap().to_owned();
        let cancel = Request::post(format!("/checkouts/{id}/cancel")).cart(&holder.token);
        let view = shop.call(cancel.clone().json(&json!({}))).await.expect(200);
        assert_eq!((view["state"].as_str(), reserved(&shop)), (Some("closed"), 0), "{token}");
        shop.call(cancel.json(&json!({}))).await.expect(200);
        shop.call(holder.complete("again", "tok_visa")).await;
        later(&shop, 300).await;
        assert_eq!((orders(&shop), good_payments(&shop), reserved(&shop)), (1, 1, 30), "{token}");
        assert_eq!(told(&shop, "checkout.CheckoutClosed.v1"), 1, "{token}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_time_out_after_success_is_one_order_and_one_charge() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    stock(&shop, &skus(1, 5), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    let first = shop.call(holder.complete("k", "tok_timeout")).await;
    assert!(matches!(first.status, 201 | 202), "{}", first.text);
    much_later(&shop).await;
    shop.call(holder.complete("k", "tok_timeout")).await.expect(201);
    assert_eq!((orders(&shop), authorisations(&shop), good_payments(&shop)), (1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn the_order_comes_of_itself_when_the_shopper_leaves() {
    let shop = shop().patience(std::time::Duration::ZERO);
    stock(&shop, &skus(1, 5), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    shop.answer(holder.complete("k", "tok_visa")).await.expect(202);
    assert_eq!(orders(&shop), 0);
    shop.settle().await;
    assert_eq!((orders(&shop), authorisations(&shop)), (1, 1));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn news_that_was_lost_is_told_again() {
    let shop = shop().patience(std::time::Duration::ZERO);
    stock(&shop, &skus(1, 5), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    shop.answer(holder.complete("k", "tok_visa")).await.expect(202);
    // Nobody carries the request to the provider.
    drop(shop.database.take_stream());
    later(&shop, STILL_SECONDS).await;
    assert_eq!((orders(&shop), authorisations(&shop)), (1, 1));
}

/// The request dies after its first commit, after its second, and so on; or at each it meets
/// somebody else, or a table that is busy.
#[tokio::test(start_paused = true)]
async fn a_request_that_dies_after_any_step_is_one_order_whether_or_not_it_comes_again() {
    for fault in [Injected::CommitThenSilence, Injected::Conflict, Injected::Throttle] {
        for (step, comes_again) in (0..5).flat_map(|step| [(step, false), (step, true)]) {
            let shop = shop().patience(std::time::Duration::ZERO);
            stock(&shop, &skus(30, 1), 1_000).await;
            let holder = cart(&shop, &skus(30, 1), 1_000).await;
            let before = std::iter::repeat_n(Injected::None, step);
            shop.database.inject(before.chain([fault]));
            let reply = shop.answer(holder.complete("k", "tok_visa")).await;
            let begun = !states(&shop).is_empty();
            check(&shop);
            if comes_again {
                shop.call(holder.complete("k", "tok_visa")).await.expect(202);
                shop.settle().await;
                shop.call(holder.complete("k", "tok_visa")).await.expect(201);
            } else {
                for _ in 0..4 {
                    later(&shop, STILL_SECONDS).await;
                }
            }
            let wanted = usize::from(begun || comes_again);
            let story = format!("{fault:?} at {step}, again {comes_again}: {}", reply.text);
            assert_eq!((orders(&shop), authorisations(&shop)), (wanted, wanted), "{story}");
            assert_eq!(reserved(&shop), if wanted == 1 { 30 } else { 0 }, "{story}");
        }
    }
}

/// What happens between two of the shop's own steps.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Complete,
    CompleteAgain,
    Settle,
    Twice,
    Pass(i64),
    Challenge,
    Fault(Injected),
}

impl Happening {
    fn roll(dice: &mut Dice) -> Self {
        match dice.roll(12) {
            0..3 => Happening::Complete,
            3 => Happening::CompleteAgain,
            4..6 => Happening::Settle,
            6 => Happening::Twice,
            7 => Happening::Pass(70),
            8 => Happening::Challenge,
            9 => Happening::Fault(Injected::CommitThenSilence),
            10 => Happening::Fault(Injected::Conflict),
            _ => Happening::Fault(Injected::Throttle),
        }
    }
}

/// Stories that are tried. Each takes a second or so of a slow machine.
const SEEDS: u64 = 20;

/// Whatever client, webhook, clock and crash do in whatever order, it is one order and one charge,
/// or none and nothing held.
#[tokio::test(start_paused = true)]
async fn no_order_of_events_makes_two_orders_or_two_charges() {
    let mut bought = 0;
    for seed in 1..=SEEDS {
        let mut dice = Dice::of(seed);
        let token = ["tok_visa", "tok_3ds", "tok_timeout", "tok_late_webhook", "tok_declined"]
            [dice.roll(5)];
        let lines = [1, 30][dice.roll(2)];
        let mut shop = shop().patience(std::time::Duration::ZERO);
        stock(&shop, &skus(lines, 3), 1_000).await;
        let holder = cart(&shop, &skus(lines, 1), 1_000).await;
        let mut story = vec![format!("seed {seed}: {token}, {lines} lines")];
        for step in 0..12 {
            let happening = Happening::roll(&mut dice);
            story.push(format!("{happening:?}"));
            match happening {
                Happening::Complete => drop(shop.answer(holder.complete("k", token)).await),
                Happening::CompleteAgain => {
                    drop(shop.answer(holder.complete(&format!("k{step}"), token)).await);
                }
                Happening::Settle => shop.settle().await,
                Happening::Twice => shop.delivery = Delivery::TwiceAndBackwards,
                Happening::Pass(seconds) => later(&shop, seconds).await,
                Happening::Challenge => pass_challenge(&shop).await,
                Happening::Fault(fault) => shop.database.inject([Injected::None, fault]),
            }
            println!("{}", story.join(" · "));
            check(&shop);
        }
        much_later(&shop).await;
        let ends = (orders(&shop), good_payments(&shop), reserved(&shop));
        let units = i64::try_from(lines).unwrap();
        bought += ends.0;
        assert!(ends == (1, 1, units) || ends == (0, 0, 0), "{ends:?}: {}", story.join(" · "));
        let all_over = states(&shop).iter().all(|state| state == "placed" || state == "closed");
        assert!(all_over, "{:?}: {}", states(&shop), story.join(" · "));
        assert!(authorisations(&shop) <= states(&shop).len(), "{}", story.join(" · "));
    }
    let seeds = usize::try_from(SEEDS).unwrap();
    assert!((1..seeds).contains(&bought), "stories of both endings: {bought} of {seeds} bought");
}

async fn pass_challenge(shop: &Shop) {
    let url = items(shop, "Payment")
        .iter()
        .find(|payment| payment.pointer("/state/S") == Some(&json!("action_required")))
        .and_then(|payment| payment["challenge_url"]["S"].as_str().map(str::to_owned));
    if let Some(url) = url {
        shop.call(steps::challenge(&url, "pass")).await.expect(200);
    }
}

/// How many checkouts say to whom news go.
async fn reachable(shop: &Shop) -> usize {
    let mut told = 0;
    for item in items(shop, "Checkout") {
        assert_eq!(item.pointer("/details/M/email"), None, "in the table it is sealed");
        let checkout_id = CheckoutId::parse(item["checkout_id"]["S"].as_str().unwrap()).unwrap();
        let checkout = shop.table().load(&keys::checkout(&checkout_id)).await.unwrap();
        told += usize::from(checkout.details.email.is_some());
    }
    told
}

#[tokio::test(start_paused = true)]
async fn nobody_is_named_by_a_checkout_that_came_to_nothing_or_whose_buyer_was_erased() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    stock(&shop, &skus(1, 5), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    open_checkout(&shop, &holder).await;
    let buyer = cart(&shop, &skus(1, 1), 1_000).await;
    let placed = shop.call(buyer.complete("k", "tok_visa")).await.expect(201);
    shop.settle().await;
    assert_eq!(reachable(&shop).await, 2);
    later(&shop, CHECKOUT_MINUTES * 60).await;
    assert_eq!(reachable(&shop).await, 1, "nobody has to be reached about what was given up");
    let event = BuyerErasedV1 {
        order_id: OrderId::parse(placed["order_id"].as_str().unwrap()).unwrap(),
        cart_id: None,
        checkout_id: CheckoutId::parse(placed["checkout_id"].as_str().unwrap()).ok(),
        erased_at: shop.now(),
    };
    shop.seed(Done::new(()).publish(&event.order_id, 9, &event)).await;
    shop.settle().await;
    assert_eq!((reachable(&shop).await, items(&shop, "Checkout").len()), (0, 2));
    assert_eq!(shop.call(buyer.complete("k", "tok_visa")).await.expect(201)["state"], "placed");
}
