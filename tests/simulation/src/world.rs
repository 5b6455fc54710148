//! A shop, people who do things in it at random, and faults at random; all of it by the seed.
use contract::Role;
use journeys::{open_cart, shop, stock};
use serde_json::json;
use std::time::Duration;
use testkit::{Delivery, HeldCart, Injected, Items, Reply, Request, Shop, invariants, steps};

/// What happens in a run follows from its seed alone.
pub struct World {
    shop: Shop,
    state: u64,
    carts: Vec<HeldCart>,
    orders: Vec<String>,
    /// What was done, for whoever has to understand a failure.
    pub diary: Vec<String>,
    count: u32,
}

const CARDS: [&str; 6] =
    ["tok_visa", "tok_visa", "tok_declined", "tok_3ds", "tok_timeout", "tok_late_webhook"];

/// Everything the clock does.
const TICKS: [&str; 6] = [
    "deliver-notices",
    "reconcile-payments",
    "advance-checkouts",
    "expire-checkouts",
    "expire-reservations",
    "expire-carts",
];

/// Hours after which nothing may be unsettled any more, faults or not: an edit waits for its buyer
/// for a day.
const HOURS_TO_REST: u32 = 26;

impl World {
    /// A shop with three scarce products.
    pub async fn of(seed: u64) -> Self {
        let delivery =
            if seed.is_multiple_of(2) { Delivery::Once } else { Delivery::TwiceAndBackwards };
        let shop = shop().delivering(delivery).patience(Duration::ZERO);
        let skus: Vec<String> = (0..3).map(|n| format!("SKU-{n}")).collect();
        stock(&shop, &skus, 12, 1_250).await;
        Self { shop, state: seed, carts: vec![], orders: vec![], diary: vec![], count: 0 }
    }

    /// Something happens; then what must always be true is looked up.
    pub async fn step(&mut self) {
        self.count += 1;
        match self.below(12) {
            0 | 1 => self.fill_a_cart().await,
            2..=4 => self.complete_a_cart().await,
            5 => self.cancel_an_order().await,
            6 => self.break_something(),
            7 => self.let_time_pass().await,
            8 | 9 => self.edit_an_order().await,
            _ => self.carry_events().await,
        }
        invariants::always(&Items::of(&self.shop));
    }

    /// The faults end, time passes, and everything comes to rest.
    pub async fn rest(&mut self) {
        self.shop.database.heal();
        for _ in 0..HOURS_TO_REST {
            self.carry_events().await;
            self.shop.source.advance(3_600);
            for tick in TICKS {
                self.shop.tick(tick).await;
            }
            invariants::always(&Items::of(&self.shop));
        }
        self.shop.settle().await;
        invariants::at_rest(&Items::of(&self.shop));
        invariants::orders_at_rest(&Items::of(&self.shop));
    }

    async fn fill_a_cart(&mut self) {
        let key = format!("cart-{}", self.count);
        if self.insist(steps::open_cart(&key)).await.is_none() {
            return;
        }
        // The same key again: the same cart, however often the first answer was lost.
        let cart = open_cart(&self.shop, &key).await;
        let sku = format!("SKU-{}", self.below(3));
        let units = u32::try_from(self.below(4)).unwrap_or_default() + 1;
        if self.insist(cart.add(&key, &[(sku, units)])).await.is_some() {
            self.carts.push(cart);
        }
    }

    async fn complete_a_cart(&mut self) {
        let Some(cart) = self.pick(&self.carts.clone()) else { return };
        let card = CARDS[self.below(CARDS.len() as u64) as usize];
        let key = format!("complete-{}", self.below(5));
        let reply = self.send(cart.complete(&key, card)).await;
        if reply.status == 201 {
            self.orders.push(reply.json()["order_id"].as_str().unwrap_or_default().to_owned());
        }
    }

    async fn cancel_an_order(&mut self) {
        let Some(order) = self.pick(&self.orders.clone()) else { return };
        let key = format!("cancel-{}", self.count);
        let cancel = Request::post(format!("/orders/{order}/cancel")).staff(Role::Service);
        self.send(cancel.key(key).json(&json!({ "reason": "changed their mind" }))).await;
    }

    async fn edit_an_order(&mut self) {
        let Some(order) = self.pick(&self.orders.clone()) else { return };
        let path = format!("/orders/{order}");
        let lines = Request::get(format!("{path}/lines")).staff(Role::Service);
        let lines = self.send(lines).await.json();
        let line = lines["items"][0]["line_id"].clone();
        let sku = format!("SKU-{}", self.below(3));
        let mut changes = json!({ "add": [{ "sku": sku, "quantity": self.below(3) + 1 }] });
        if self.below(2) == 0 {
            changes["change"] = json!([{ "line_id": line, "quantity": self.below(4) }]);
        }
        let preview = Request::post(format!("{path}/edits/preview")).staff(Role::Service);
        let seen = self.send(preview.json(&changes)).await;
        if seen.status != 200 {
            return;
        }
        let card = CARDS[self.below(CARDS.len() as u64) as usize];
        let body = json!({
            "changes": changes, "preview": seen.json()["preview"], "reason": "a call",
            "payment": { "provider": "sandbox", "method": card },
        });
        let edit = Request::post(format!("{path}/edits")).staff(Role::Service);
        self.send(edit.key(format!("edit-{}", self.count)).json(&body)).await;
    }

    fn break_something(&mut self) {
        let kinds = [Injected::Conflict, Injected::Throttle, Injected::CommitThenSilence];
        let faults: Vec<Injected> = (0..=self.below(3))
            .map(|_| {
                let skip = self.below(2) == 0;
                if skip { Injected::None } else { kinds[self.below(3) as usize] }
            })
            .collect();
        self.diary.push(format!("break {faults:?}"));
        self.shop.database.inject(faults);
    }

    async fn let_time_pass(&mut self) {
        let minutes = i64::try_from(self.below(20)).unwrap_or_default() + 1;
        self.diary.push(format!("{minutes} minutes"));
        self.shop.source.advance(minutes * 60);
        let tick = TICKS[self.below(TICKS.len() as u64) as usize];
        self.diary.push(tick.to_owned());
        self.shop.tick(tick).await;
    }

    async fn carry_events(&mut self) {
        self.diary.push("events".to_owned());
        self.shop.settle().await;
    }

    /// Sends until it is answered for good; what is refused is given up.
    async fn insist(&mut self, request: Request) -> Option<Reply> {
        for _ in 0..6 {
            let reply = self.send(request.clone()).await;
            match reply.status {
                200 | 201 => return Some(reply),
                500 | 503 => {}
                _ => return None,
            }
        }
        None
    }

    async fn send(&mut self, request: Request) -> Reply {
        let what = format!("{} {}", request.method, request.target);
        let reply = self.shop.answer(request).await;
        self.diary.push(format!("{what} → {} {}", reply.status, &reply.json()["code"]));
        reply
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        let at = self.below(list.len().max(1) as u64) as usize;
        list.get(at).cloned()
    }

    /// SplitMix64, below a bound.
    fn below(&mut self, bound: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }
}
