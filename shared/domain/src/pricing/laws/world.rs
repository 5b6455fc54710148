//! Baskets and rules of every kind, to try the laws on.
use crate::{
    pricing::{
        Article, Attribute, Basket, BasketLine, Buyer, Fraction, LinePrice, RoundingMode, RuleRef,
        Rules, ShippingPrice, Terms, Window,
        promotion::{
            Amounts, BundlePart, Condition, Effect, Hours, Limits, Off, OrderOff, Pick, Promotion,
            PromotionState, Promotions, Selector, Stacking, Step, Threshold,
        },
        selection::{PriceBook, PriceRow, Scope, Tier},
        tax::{Exemption, TaxBy, TaxLevel, TaxRounding, VatId},
    },
    totals::TaxRate,
};
use primitives::{
    ClockTime, Code, CountryCode, Currency, CustomerId, Money, ProductId, PromotionId, Quantity,
    Sku, Timestamp, Title, Weekday, ZoneName,
};
use proptest::prelude::*;

pub(crate) const EUR: Currency = Currency::EUR;
const GOODS: usize = 6;

pub(crate) fn code(raw: &str) -> Code {
    Code::parse(raw).unwrap()
}

pub(crate) fn sku(at: usize) -> Sku {
    Sku::parse(format!("S{at}")).unwrap()
}

pub(crate) fn eur(minor: i64) -> Money {
    Money::new(minor, EUR)
}

pub(crate) fn units(count: u32) -> Quantity {
    Quantity::parse(count).unwrap()
}

pub(crate) fn amounts(minor: i64) -> Amounts {
    Amounts(vec![eur(minor)])
}

pub(crate) fn article(at: usize) -> Article {
    let brand = Attribute { name: code("brand"), value: code(["a", "b"][at % 2]) };
    Article {
        sku: Some(sku(at)),
        product: Some(ProductId::parse(format!("prod_{}", at / 2)).unwrap()),
        categories: vec![code(["c0", "c1", "c2"][at % 3])],
        attributes: vec![brand],
    }
}

pub(crate) fn line(at: usize, price: i64, count: u32, rate: &str) -> BasketLine {
    BasketLine {
        article: article(at),
        quantity: units(count),
        tax_category: code("standard"),
        tax_rate: Some(TaxRate::parse(rate).unwrap()),
        price: LinePrice::Listed { base: vec![eur(price)], held: None },
        discount: eur(0),
        firm: false,
    }
}

pub(crate) fn basket(lines: Vec<BasketLine>) -> Basket {
    Basket {
        currency: EUR,
        channel: code("web"),
        country: CountryCode::parse("AT").unwrap(),
        region: None,
        buyer: Buyer::default(),
        codes: [].into(),
        lines,
        shipping: None,
        at: Timestamp::from_millis(1_795_253_400_000),
        beside: vec![],
    }
}

pub(crate) fn plain(inclusive: bool) -> Rules {
    Rules::plain(CountryCode::parse("DE").unwrap(), inclusive)
}

pub(crate) fn promotion(at: usize, effect: Effect) -> Promotion {
    Promotion {
        id: PromotionId::parse(format!("prm_{at}")).unwrap(),
        version: 1,
        title: Title::parse("Sale").unwrap(),
        state: PromotionState::Active,
        window: Window::default(),
        by_code: false,
        priority: 0,
        stacking: Stacking::Combinable,
        group: None,
        conditions: Vec::new(),
        effect,
        limits: Limits::default(),
        campaign: None,
    }
}

pub(crate) fn with(promotions: Vec<Promotion>, inclusive: bool) -> Rules {
    Rules { promotions: Promotions::of(promotions).unwrap(), ..plain(inclusive) }
}

pub(crate) fn everything() -> Selector {
    Selector::default()
}

pub(crate) fn only(at: usize) -> Selector {
    Selector { skus: vec![sku(at)], ..Selector::default() }
}

fn rate() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("0"), Just("0.055"), Just("0.077"), Just("0.2"), Just("0.255"), Just("1")]
}

/// Goods have one price and one rate each, so that lines of the same goods are equal.
pub(crate) fn lines() -> impl Strategy<Value = Vec<BasketLine>> {
    let price = prop_oneof![Just(0_i64), 1_i64..20, 1_i64..20_000, 1_i64..9_999_999];
    let shelf = prop::collection::vec((price, rate()), GOODS);
    let count = prop_oneof![1_u32..6, 1_u32..40, Just(5_000_u32)];
    let picks = prop::collection::vec(
        (0..GOODS, count, prop_oneof![4 => Just(0_i64), 1 => 0_i64..=100]),
        0..12,
    );
    (shelf, picks).prop_map(|(shelf, picks)| {
        let build = |(at, count, percent): (usize, u32, i64)| {
            let (price, rate) = shelf[at];
            let discount = eur(price * i64::from(count) * percent / 100);
            let listed = line(at, price, count, rate);
            // Whoever takes something off by hand has seen the price.
            let price =
                if percent > 0 { LinePrice::Given(eur(price)) } else { listed.price.clone() };
            BasketLine { price, discount, ..listed }
        };
        picks.into_iter().map(build).collect()
    })
}

fn buyer() -> impl Strategy<Value = Buyer> {
    let exemption = prop_oneof![
        6 => Just(None),
        1 => Just(Some(Exemption::VatId { id: VatId::parse("ATU13585627").unwrap() })),
    ];
    (any::<bool>(), any::<bool>(), exemption).prop_map(|(vip, first_order, exemption)| Buyer {
        customer: Some(CustomerId::parse("cus_1").unwrap()),
        company: None,
        groups: if vip { [code("vip")].into() } else { [].into() },
        first_order,
        exemption,
    })
}

pub(crate) fn baskets() -> impl Strategy<Value = Basket> {
    let shipping = prop::option::of(0_i64..2_000);
    (lines(), buyer(), shipping, any::<u8>()).prop_map(|(lines, buyer, shipping, entered)| {
        let shipping =
            shipping.map(|minor| ShippingPrice { option: code("courier"), price: eur(minor) });
        // Promotion n has the code CODEn, and every other bit decides whether it was entered.
        let codes = (0..8_usize).filter(|at| entered & (1 << at) != 0);
        let codes = codes.map(|at| {
            (code(&format!("CODE{at}")), PromotionId::parse(format!("prm_{at}")).unwrap())
        });
        Basket { buyer, shipping, codes: codes.collect(), ..basket(lines) }
    })
}

fn selector() -> impl Strategy<Value = Selector> {
    let category = |at: usize| vec![code(["c0", "c1", "c2"][at])];
    let brand = vec![Attribute { name: code("brand"), value: code("a") }];
    prop_oneof![
        2 => Just(everything()),
        3 => (0..GOODS).prop_map(only),
        2 => (0..GOODS, 0..GOODS).prop_map(|(a, b)| Selector { skus: vec![sku(a), sku(b)], ..everything() }),
        2 => (0..3_usize).prop_map(move |at| Selector { categories: category(at), ..everything() }),
        1 => (0..3_usize).prop_map(|at| Selector {
            products: vec![ProductId::parse(format!("prod_{at}")).unwrap()], ..everything()
        }),
        1 => Just(Selector { attributes: brand, ..everything() }),
        1 => (0..GOODS).prop_map(|at| Selector { except_skus: vec![sku(at)], ..everything() }),
    ]
}

pub(crate) fn share() -> impl Strategy<Value = Fraction> {
    prop_oneof![
        Just(Fraction::WHOLE),
        (1_u8..=100).prop_map(Fraction::percent),
        (1_u32..=1_000_000).prop_map(Fraction::millionths),
    ]
}

fn amount() -> impl Strategy<Value = Amounts> {
    prop_oneof![1_i64..20, 1_i64..5_000, 1_i64..1_000_000].prop_map(amounts)
}

pub(crate) fn off() -> impl Strategy<Value = Off> {
    prop_oneof![
        share().prop_map(|share| Off::Percent { share }),
        amount().prop_map(|amounts| Off::Amount { amounts }),
        amount().prop_map(|prices| Off::FixedPrice { prices }),
    ]
}

pub(crate) fn pick() -> impl Strategy<Value = Pick> {
    prop_oneof![Just(Pick::Cheapest), Just(Pick::Dearest)]
}

fn most() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(1_u32..20)
}

fn tiered() -> impl Strategy<Value = Effect> {
    let two = (1_i64..10_000, 1_i64..10_000, 1_u8..50, 1_u8..50);
    (selector(), two, any::<bool>()).prop_map(|(of, (low, more, off, further), percent)| {
        let step = |from: i64, off: u8| Step {
            from: Threshold::Spend { amounts: amounts(from) },
            off: if percent {
                OrderOff::Percent { share: Fraction::percent(off) }
            } else {
                OrderOff::Amount { amounts: amounts(i64::from(off) * 10) }
            },
        };
        Effect::Tiered { of, steps: vec![step(low, off), step(low + more, off + further)] }
    })
}

fn bundle() -> impl Strategy<Value = Effect> {
    (0..3_usize, 1_usize..3, 1_u32..4, 1_u32..4, off(), most()).prop_map(
        |(first, apart, one, two, off, at_most)| {
            let part = |at: usize, count| BundlePart { of: only(at), units: units(count) };
            Effect::Bundle { parts: vec![part(first, one), part(first + apart, two)], off, at_most }
        },
    )
}

pub(crate) fn effect() -> impl Strategy<Value = Effect> {
    let lines = (selector(), off(), most(), pick(), prop::option::of(amount()))
        .prop_map(|(of, off, at_most, pick, cap)| Effect::Lines { of, off, at_most, pick, cap });
    let order = prop_oneof![
        share().prop_map(|share| OrderOff::Percent { share }),
        amount().prop_map(|amounts| OrderOff::Amount { amounts }),
    ];
    let order =
        (order, prop::option::of(amount())).prop_map(|(off, cap)| Effect::Order { off, cap });
    let buy_get = (selector(), 1_u32..5, selector(), 1_u32..4, off(), pick(), most()).prop_map(
        |(buy, x, get, y, off, pick, at_most)| Effect::BuyGet {
            buy,
            buy_units: units(x),
            get,
            get_units: units(y),
            off,
            pick,
            at_most,
        },
    );
    let multi = (selector(), 2_u32..6, amount(), most()).prop_map(|(of, count, price, at_most)| {
        Effect::MultiBuy { of, units: units(count), price, at_most }
    });
    let shipping = off().prop_map(|off| Effect::Shipping { options: vec![], off });
    let gift = (0..GOODS).prop_map(|at| Effect::Gift { sku: sku(at), units: units(1) });
    prop_oneof![4 => lines, 3 => order, 3 => buy_get, 2 => multi, 2 => tiered(), 2 => bundle(), 1 => shipping, 1 => gift]
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        (selector(), 1_u32..10)
            .prop_map(|(of, least)| Condition::Units { of, at_least: units(least) }),
        (selector(), amount()).prop_map(|(of, at_least)| Condition::Spend { of, at_least }),
        Just(Condition::Group { any_of: vec![code("vip")] }),
        Just(Condition::FirstOrder),
        // Every basket is of a Saturday, at half past nine in London.
        (0_u32..23).prop_map(|hour| saturdays(&format!("{hour:02}:00"), "24:00")),
    ]
}

/// Saturdays in London.
pub(crate) fn saturdays(from: &str, until: &str) -> Condition {
    let (from, until) = (ClockTime::parse(from).unwrap(), ClockTime::parse(until).unwrap());
    let any_of = vec![Hours { days: vec![Weekday::Saturday], from, until }];
    Condition::Hours { zone: ZoneName::parse("Europe/London").unwrap(), any_of }
}

pub(crate) fn promotions() -> impl Strategy<Value = Vec<Promotion>> {
    let stacking = prop_oneof![
        6 => Just(Stacking::Combinable), 1 => Just(Stacking::Closes), 1 => Just(Stacking::Exclusive),
    ];
    let group = prop_oneof![3 => Just(None), 1 => Just(Some(code("best")))];
    let conditions = prop::collection::vec(condition(), 0..2);
    let one = (effect(), stacking, group, conditions, -2_i32..3, any::<bool>()).prop_map(
        |(effect, stacking, group, conditions, priority, by_code)| {
            let group = if stacking == Stacking::Exclusive { None } else { group };
            Promotion { by_code, priority, stacking, group, conditions, ..promotion(0, effect) }
        },
    );
    prop::collection::vec(one, 0..8).prop_map(|list| {
        let name = |(at, one)| Promotion {
            id: promotion(at, Effect::Gift { sku: sku(0), units: units(1) }).id,
            ..one
        };
        list.into_iter().enumerate().map(name).collect()
    })
}

pub(crate) fn mode() -> impl Strategy<Value = RoundingMode> {
    prop_oneof![
        Just(RoundingMode::HalfEven),
        Just(RoundingMode::HalfUp),
        Just(RoundingMode::HalfDown)
    ]
}

pub(crate) fn level() -> impl Strategy<Value = TaxLevel> {
    prop_oneof![Just(TaxLevel::Line), Just(TaxLevel::Unit), Just(TaxLevel::Total)]
}

pub(crate) fn terms() -> impl Strategy<Value = Terms> {
    (any::<bool>(), mode(), mode(), level()).prop_map(
        |(prices_include_tax, rounding, mode, level)| {
            let home = CountryCode::parse("DE").unwrap();
            Terms {
                home,
                prices_include_tax,
                rounding,
                tax: TaxRounding { mode, level },
                taxed_by: TaxBy::Own,
            }
        },
    )
}

/// Rows of a price list, with one tier or two.
fn book() -> impl Strategy<Value = PriceBook> {
    let row = (0..GOODS, 1_i64..20_000, prop::option::of((2_u32..9, 1_i64..=100)));
    let row = row.prop_map(|(at, minor, more)| {
        let tier = |from, minor| Tier { from: units(from), price: eur(minor) };
        let further = more.map(|(from, percent)| tier(from, minor * percent / 100));
        PriceRow {
            rule: RuleRef { id: code(&format!("list-{at}")), version: 2 },
            sku: sku(at),
            scope: Scope::default(),
            window: Window::default(),
            tiers: std::iter::once(tier(1, minor)).chain(further).collect(),
            compare_at: None,
        }
    });
    prop::collection::vec(row, 0..3).prop_map(PriceBook::of)
}

pub(crate) fn rules() -> impl Strategy<Value = Rules> {
    (promotions(), terms(), book()).prop_map(|(promotions, terms, prices)| Rules {
        terms,
        prices,
        ..with(promotions, true)
    })
}
