//! A shop with a few products, and carts in it.
use domain::{
    catalog::{Kind, Offer, Quantities, State},
    inventory::{Level, Oversell, Spot, StockItem, StockedAt},
};
use primitives::{Code, Currency, LocationId, Money, ProductId, Sku, Slug, Title};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use table::Done;
use testkit::{Reply, Request, Shop};

static KEYS: AtomicU32 = AtomicU32::new(0);

/// A key that was never used before.
pub fn fresh() -> String {
    format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed))
}

/// A shop that sells `SKU-0` … `SKU-59` at 1.00, 1.01 …, a hundred of each in stock.
pub async fn shop() -> Shop {
    let shop = Shop::of(vec![cart::app(), outbox::app()]);
    for from in [0, 30] {
        let done = (from..from + 30)
            .fold(Done::new(()), |done, n| stocked(done.put(&offer(n)), n, &[100]));
        shop.seed(done).await;
    }
    shop
}

pub fn sku(n: i64) -> Sku {
    Sku::parse(format!("SKU-{n}")).unwrap()
}

pub fn offer(n: i64) -> Offer {
    Offer {
        sku: sku(n),
        product_id: ProductId::parse(format!("prod_{n}")).unwrap(),
        slug: Slug::parse(format!("product-{n}")).unwrap(),
        title: Title::parse(format!("Product {n}")).unwrap(),
        kind: Kind::Goods,
        prices: vec![Money::new(100 + n, Currency::GBP), Money::new(200 + n, Currency::EUR)],
        tax_category: Code::parse("standard").unwrap(),
        weight_grams: 100,
        quantities: Quantities::default(),
        kit: vec![],
        state: State::Active,
        categories: vec![],
        attributes: vec![],
    }
}

/// Puts an offer where the catalogue puts it.
pub async fn sell(shop: &Shop, offer: Offer) {
    shop.seed(Done::new(()).put(&offer)).await;
}

/// Puts units where the warehouse keeps them, so many in each shard.
pub fn stocked(done: Done<()>, n: i64, units: &[u32]) -> Done<()> {
    let location_id = LocationId::parse("loc_main").unwrap();
    let shards = u16::try_from(units.len()).unwrap();
    let item = StockItem {
        sku: sku(n),
        tracked: true,
        oversell: Oversell::Deny,
        reorder_point: None,
        low: false,
        components: vec![],
        locations: vec![StockedAt { location_id: location_id.clone(), safety_stock: 0 }],
        shards,
        shards_used: shards,
    };
    let levels = (0..shards).zip(units).map(|(shard, units)| {
        let spot = Spot { sku: sku(n), location_id: location_id.clone(), shard };
        Level { on_hand: *units, free: *units, ..Level::empty(&spot) }
    });
    levels.fold(done.put(&item), |done, level| done.put(&level))
}

/// A cart and the secret that opens it.
pub struct Opened {
    pub id: String,
    pub token: String,
}

impl Opened {
    pub fn of(reply: &Reply, status: u16) -> Self {
        let view = reply.expect(status);
        let text = |name: &str| view[name].as_str().unwrap().to_owned();
        Self { id: text("cart_id"), token: text("token") }
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/carts/{}{rest}", self.id)
    }

    pub async fn view(&self, shop: &Shop) -> Value {
        shop.call(Request::get(self.path("")).cart(&self.token)).await.expect(200)
    }

    /// A request that adds units.
    pub fn add(&self, lines: &[(i64, u32)]) -> Request {
        let lines: Vec<Value> =
            lines.iter().map(|(n, units)| json!({ "sku": sku(*n), "quantity": units })).collect();
        Request::post(self.path("/lines"))
            .key(fresh())
            .cart(&self.token)
            .json(&json!({ "lines": lines }))
    }

    pub fn update(&self, body: Value) -> Request {
        Request::patch(self.path("")).cart(&self.token).json(&body)
    }
}

/// A guest's cart.
pub async fn guest(shop: &Shop) -> Opened {
    Opened::of(&shop.call(Request::post("/carts").key(fresh())).await, 201)
}

/// A customer's cart, on a new device.
pub async fn mine(shop: &Shop, customer: &str) -> Opened {
    Opened::of(&shop.call(Request::post("/me/cart").key(fresh()).customer(customer)).await, 200)
}

/// SKU and quantity of every line.
pub fn lines(view: &Value) -> Vec<(String, u64)> {
    view["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["sku"].as_str().unwrap().into(), line["quantity"].as_u64().unwrap()))
        .collect()
}

/// Codes of errors or warnings.
pub fn codes(view: &Value, which: &str) -> Vec<String> {
    let found = view[which].as_array().unwrap().iter();
    found.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}
