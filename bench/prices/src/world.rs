//! A wholesaler's cart and a shop's promotions.
use domain::{
    pricing::{
        Article, Attribute, Basket, BasketLine, Buyer, Fraction, LinePrice, Rules, ShippingPrice,
        Window,
        promotion::{
            Amounts, BundlePart, Condition, Effect, Limits, Off, OrderOff, Pick, Promotion,
            PromotionState, Promotions, Selector, Stacking, Step, Threshold,
        },
    },
    totals::TaxRate,
};
use primitives::{
    Code, CountryCode, Currency, CustomerId, Money, ProductId, PromotionId, Quantity, Sku,
    Timestamp, Title,
};

fn code(raw: impl Into<String>) -> Code {
    Code::parse(raw).expect("a code")
}

fn sku(at: usize) -> Sku {
    Sku::parse(format!("SKU-{at:05}")).expect("a SKU")
}

fn product(at: usize) -> ProductId {
    ProductId::parse(format!("prod_{at:05}")).expect("a product")
}

fn money(minor: usize) -> Money {
    Money::new(i64::try_from(minor).unwrap_or(0), Currency::GBP)
}

fn amounts(minor: usize) -> Amounts {
    Amounts(vec![money(minor)])
}

fn units(count: usize) -> Quantity {
    Quantity::parse(u32::try_from(count).unwrap_or(1)).expect("a quantity")
}

/// A cart of so many different lines.
pub fn basket(lines: usize) -> Basket {
    Basket {
        currency: Currency::GBP,
        channel: code("web"),
        country: CountryCode::gb(),
        region: None,
        buyer: Buyer {
            customer: CustomerId::parse("cus_1").ok(),
            groups: [code("wholesale")].into(),
            ..Buyer::default()
        },
        codes: [(code("SPRING"), id(3))].into(),
        lines: (0..lines).map(line).collect(),
        shipping: Some(ShippingPrice { option: code("courier"), price: money(895) }),
        at: Timestamp::from_millis(1_795_253_400_000),
        beside: Vec::new(),
    }
}

fn line(at: usize) -> BasketLine {
    let brand = Attribute { name: code("brand"), value: code(format!("brand-{}", at % 40)) };
    BasketLine {
        article: Article {
            sku: Some(sku(at)),
            product: Some(product(at / 3)),
            categories: vec![code(format!("cat-{}", at % 60)), code(format!("dep-{}", at % 8))],
            attributes: vec![brand],
        },
        quantity: units(1 + at * 7 % 24),
        tax_category: code("standard"),
        tax_rate: TaxRate::parse(if at.is_multiple_of(5) { "0" } else { "0.2" }).ok(),
        price: LinePrice::Listed { base: vec![money(95 + at * 37 % 4_000)], held: None },
        discount: money(0),
        firm: false,
    }
}

/// These promotions, prices including tax.
pub fn rules(promotions: Vec<Promotion>) -> Rules {
    let promotions = Promotions::of(promotions).expect("they are good");
    Rules { promotions, ..Rules::plain(CountryCode::gb(), true) }
}

fn id(at: usize) -> PromotionId {
    PromotionId::parse(format!("prm_{at:04}")).expect("an id")
}

fn promotion(at: usize, effect: Effect) -> Promotion {
    Promotion {
        id: id(at),
        version: 1,
        title: Title::parse("Sale").expect("a title"),
        state: PromotionState::Active,
        window: Window::default(),
        by_code: false,
        priority: i32::try_from(at % 7).unwrap_or(0),
        stacking: Stacking::Combinable,
        group: None,
        conditions: Vec::new(),
        effect,
        limits: Limits::default(),
        campaign: None,
    }
}

fn percent(share: usize) -> Off {
    Off::Percent { share: Fraction::percent(u8::try_from(share).unwrap_or(1)) }
}

fn skus(from: usize, count: usize) -> Selector {
    Selector { skus: (from..from + count).map(sku).collect(), ..Selector::default() }
}

fn category(at: usize) -> Selector {
    Selector { categories: vec![code(format!("cat-{}", at % 60))], ..Selector::default() }
}

/// So many rules that all take something off every line.
pub fn percentages(count: usize) -> Vec<Promotion> {
    let off = |at: usize| OrderOff::Percent {
        share: Fraction::millionths(1_000 + 7 * u32::try_from(at).unwrap_or(0)),
    };
    (0..count).map(|at| promotion(at, Effect::Order { off: off(at), cap: None })).collect()
}

/// A shop's rules: out of twenty, nine concern a few SKUs or a product, five a category or brand, and six
/// the order, the delivery or a gift, most of those with a condition or a code.
pub fn shop(count: usize) -> Vec<Promotion> {
    (0..count).map(rule).collect()
}

fn rule(at: usize) -> Promotion {
    let spend = |of, minor| Condition::Spend { of, at_least: amounts(minor) };
    let everything = Selector::default;
    let lines = |of, off| Effect::Lines { of, off, at_most: None, pick: Pick::Cheapest, cap: None };
    match at % 20 {
        0..=3 => promotion(at, lines(skus(at * 2, 5), percent(5 + at % 20))),
        4 | 5 => promotion(at, lines(skus(at, 3), Off::FixedPrice { prices: amounts(90 + at) })),
        6 => promotion(
            at,
            lines(Selector { products: vec![product(at)], ..everything() }, percent(15)),
        ),
        7 => promotion(at, multi_buy(skus(at, 6))),
        8 => promotion(at, bundle(at)),
        9 | 10 => promotion(at, lines(category(at), Off::Amount { amounts: amounts(10) })),
        11 => promotion(at, buy_get(category(at), category(at), 2)),
        12 => promotion(at, buy_get(skus(at, 4), category(at), 3)),
        13 => {
            let brand =
                Attribute { name: code("brand"), value: code(format!("brand-{}", at % 40)) };
            promotion(at, lines(Selector { attributes: vec![brand], ..everything() }, percent(3)))
        }
        14 => Promotion { by_code: true, ..promotion(at, order(percent_off(10))) },
        15 => Promotion {
            conditions: vec![Condition::Group { any_of: vec![code("wholesale")] }],
            group: Some(code("wholesale")),
            ..promotion(at, order(percent_off(2 + at % 5)))
        },
        16 => Promotion {
            conditions: vec![spend(everything(), 90_000_000)],
            ..promotion(at, order(OrderOff::Amount { amounts: amounts(5_000) }))
        },
        17 => Promotion { group: Some(code("tiers")), ..promotion(at, tiered()) },
        18 => Promotion {
            conditions: vec![spend(category(at), 50_000 + 1_000 * at)],
            ..promotion(at, Effect::Shipping { options: Vec::new(), off: percent(100) })
        },
        _ => Promotion {
            conditions: vec![Condition::Units { of: skus(at, 2), at_least: units(20) }],
            ..promotion(at, Effect::Gift { sku: sku(at), units: units(1) })
        },
    }
}

fn percent_off(share: usize) -> OrderOff {
    OrderOff::Percent { share: Fraction::percent(u8::try_from(share).unwrap_or(1)) }
}

fn order(off: OrderOff) -> Effect {
    Effect::Order { off, cap: None }
}

fn multi_buy(of: Selector) -> Effect {
    Effect::MultiBuy { of, units: units(3), price: amounts(1_000), at_most: None }
}

fn bundle(at: usize) -> Effect {
    let part = |at| BundlePart { of: skus(at, 1), units: units(1) };
    Effect::Bundle { parts: vec![part(at), part(at + 1)], off: percent(10), at_most: Some(5) }
}

fn buy_get(buy: Selector, get: Selector, count: usize) -> Effect {
    Effect::BuyGet {
        buy,
        buy_units: units(count),
        get,
        get_units: units(1),
        off: percent(100),
        pick: Pick::Cheapest,
        at_most: Some(10),
    }
}

fn tiered() -> Effect {
    let step = |from, share| Step {
        from: Threshold::Spend { amounts: amounts(from) },
        off: percent_off(share),
    };
    Effect::Tiered { of: Selector::default(), steps: vec![step(50_000, 2), step(500_000, 4)] }
}
