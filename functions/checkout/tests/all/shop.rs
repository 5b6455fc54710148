//! A shop with a shelf, a cart and a payment provider, and its invariants.
use domain::{
    cart::{CartLine, Opening, open},
    catalog::{Kind, Offer, Quantities, State},
};
use primitives::{
    Code, Currency, CustomerId, Example, Id, LineId, Money, ProductId, Quantity, Sku, Slug, Title,
};
use runtime::{Done, Secret, Source};
use serde_json::{Value, json};
use testkit::{
    HeldCart, Items, Reply, Shop, invariants,
    steps::{self, Units},
};

/// A shop whose checkouts can be paid.
pub fn shop() -> Shop {
    Shop::of(vec![checkout::app(), payment::app(), sandbox::app(), inventory::app(), outbox::app()])
}

fn id<I: Id>(shop: &Shop) -> I {
    I::from_bytes(shop.source.random())
}

pub fn price(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

/// Puts something on sale, and so many units of it on the shelf.
pub async fn stock(shop: &Shop, skus: &[(String, u32)], minor: i64) {
    for (sku, _) in skus {
        offer(shop, sku, minor).await;
    }
    shop.call(steps::warehouse()).await.expect(200);
    let some: Vec<Units> = skus.iter().filter(|(_, units)| *units > 0).cloned().collect();
    shop.call(steps::receipt("receipt", &some)).await.expect(201);
    shop.settle().await;
}

pub async fn offer(shop: &Shop, sku: &str, minor: i64) {
    offer_at(shop, sku, price(minor)).await;
}

/// The same at a price in any currency.
pub async fn offer_at(shop: &Shop, sku: &str, price: Money) {
    let offer = Offer {
        sku: Sku::parse(sku).unwrap(),
        product_id: ProductId::example(),
        slug: Slug::example(),
        title: Title::parse(format!("Thing {sku}")).unwrap(),
        kind: Kind::Goods,
        prices: vec![price],
        tax_category: Code::parse("standard").unwrap(),
        weight_grams: 100,
        quantities: Quantities::default(),
        kit: vec![],
        state: State::Active,
        categories: vec![],
        attributes: vec![],
    };
    shop.seed(Done::new(()).put(&offer)).await;
}

/// A cart with lines at a price that the shopper has seen.
pub async fn cart(shop: &Shop, lines: &[(String, u32)], seen: i64) -> HeldCart {
    cart_of(shop, None, lines, seen).await
}

/// The same, of a customer.
pub async fn cart_of(
    shop: &Shop,
    customer_id: Option<CustomerId>,
    lines: &[(String, u32)],
    seen: i64,
) -> HeldCart {
    let secret = Secret::new(shop.source.random(), shop.source.random());
    let opening = Opening {
        cart_id: id(shop),
        customer_id,
        currency: Currency::GBP,
        channel: Code::web(),
        locale: None,
        country: None,
        secret: secret.digest(),
    };
    let mut cart = open(opening, shop.now());
    cart.lines = lines
        .iter()
        .map(|(sku, units)| CartLine {
            line_id: id::<LineId>(shop),
            sku: Sku::parse(sku.as_str()).unwrap(),
            quantity: Quantity::parse(*units).unwrap(),
            seen,
            honoured_until: None,
        })
        .collect();
    shop.seed(Done::new(()).create(&cart)).await;
    HeldCart { cart_id: cart.cart_id.to_string(), token: secret.reveal().to_owned() }
}

/// Begins stepwise.
pub async fn open_checkout(shop: &Shop, holder: &HeldCart) -> Value {
    let mut body = steps::completion("none");
    body["cart_id"] = json!(holder.cart_id);
    body.as_object_mut().unwrap().remove("payment");
    shop.call(holder.post("/checkouts", "open").json(&body)).await.expect(201)
}

/// So many distinct SKUs, each with so many units.
pub fn skus(count: usize, units: u32) -> Vec<(String, u32)> {
    (0..count).map(|at| (format!("SKU-{at:04}"), units)).collect()
}

/// Items of an entity.
pub fn items(shop: &Shop, entity: &str) -> Vec<Value> {
    let kind = |item: &Value| item.pointer("/t/S").and_then(Value::as_str) == Some(entity);
    shop.database.everything().into_iter().filter(kind).collect()
}

fn number(item: &Value, name: &str) -> i64 {
    let text = item.pointer(&format!("/{name}/N")).and_then(Value::as_str).unwrap_or("0");
    text.parse().unwrap()
}

fn text<'a>(item: &'a Value, name: &str) -> &'a str {
    item.pointer(&format!("/{name}/S")).and_then(Value::as_str).unwrap_or_default()
}

/// Orders there are.
pub fn orders(shop: &Shop) -> usize {
    items(shop, "Order").len()
}

/// Authorisations in the provider's own books that hold money.
pub fn authorisations(shop: &Shop) -> usize {
    items(shop, "Authorisation").len()
}

/// Payments that hold money for an order or took it.
pub fn good_payments(shop: &Shop) -> usize {
    let good = |item: &Value| matches!(text(item, "state"), "authorised" | "captured");
    items(shop, "Payment").iter().filter(|item| good(item)).count()
}

pub fn states(shop: &Shop) -> Vec<String> {
    items(shop, "Checkout").iter().map(|item| text(item, "state").to_owned()).collect()
}

/// Units that are promised, over everything.
pub fn reserved(shop: &Shop) -> i64 {
    items(shop, "Level").iter().map(|level| number(level, "reserved")).sum()
}

/// What must be so after every step, whatever happened.
pub fn check(shop: &Shop) {
    invariants::always(&Items::of(shop));
    let sent = shop.sent_names().iter().filter(|name| *name == "order.OrderPlaced.v1").count();
    assert!(sent <= orders(shop), "the news of an order without the order");
    assert_eq!(items(shop, "NumberTaken").len(), orders(shop));
}

/// The code of a refusal, whatever its status.
pub fn code(reply: &Reply) -> String {
    reply.json().get("code").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Small, fast and the same in every run: xorshift64*.
pub struct Dice(u64);

impl Dice {
    /// Dice that fall as the seed says.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % sides
    }
}
