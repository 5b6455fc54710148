//! What tax promises.
use super::world::*;
use crate::pricing::{
    Basket, Bill, PricingRefusal, Rules, ShippingPrice, price,
    tax::{Exemption, TaxLevel, TaxRounding, TaxTable, Treatment, VatId, eu_zones},
    verify,
};
use primitives::CountryCode;

fn shipped(basket: Basket, minor: i64) -> Basket {
    let shipping = Some(ShippingPrice { option: code("courier"), price: eur(minor) });
    Basket { shipping, ..basket }
}

fn tax(level: TaxLevel, inclusive: bool) -> i64 {
    let mut rules = plain(inclusive);
    rules.terms.tax = TaxRounding { level, ..TaxRounding::default() };
    // 0.13 × 20 % = 0.026 a unit.
    let basket = basket(vec![line(0, 13, 10, "0.2"), line(1, 13, 10, "0.2")]);
    price(&basket, &rules).unwrap().totals.tax.minor
}

#[test]
fn the_level_of_rounding_is_kept() {
    assert_eq!(tax(TaxLevel::Unit, false), 3 * 20, "2.6 rounds to 3, twenty times");
    assert_eq!(tax(TaxLevel::Line, false), 26 * 2);
    assert_eq!(tax(TaxLevel::Total, false), 52);
}

#[test]
fn shipping_is_taxed_at_the_rates_of_the_goods_by_what_they_cost() {
    let lines = vec![line(0, 30_00, 1, "0.2"), line(1, 10_00, 1, "0")];
    let priced = price(&shipped(basket(lines), 4_00), &plain(false)).unwrap();
    assert_eq!(priced.totals.shipping_tax.minor, 60, "20 % of three quarters of 4.00");
}

#[test]
fn a_buyer_who_pays_no_tax_pays_net_prices_and_the_invoice_can_say_why() {
    let mut basket = shipped(basket(vec![line(0, 12_00, 3, "0.2")]), 6_00);
    let vat_id = VatId::parse("ATU13585627").unwrap();
    basket.buyer.exemption = Some(Exemption::VatId { id: vat_id.clone() });
    let priced = price(&basket, &plain(true)).unwrap();
    assert_eq!((priced.totals.total, priced.totals.tax), (eur(35_00), eur(0)));
    assert_eq!(priced.treatment, Treatment::ReverseCharge { vat_id });
    assert!(!priced.totals.prices_include_tax);
    let lines: Vec<_> = priced.lines.iter().map(|line| line.amounts).collect();
    let bill = Bill { lines: &lines, totals: &priced.totals, taxes: &priced.taxes };
    verify(&priced.derivation, bill).unwrap();
    basket.country = CountryCode::parse("DE").unwrap();
    assert_eq!(price(&basket, &plain(true)).unwrap().totals.total, eur(42_00), "at home");
}

#[test]
fn rates_follow_place_category_and_day() {
    let rules = Rules { taxes: TaxTable::of(eu_zones().unwrap()).unwrap(), ..plain(false) };
    let of = |country: &str, category: &str| {
        let mut line = line(0, 10_000, 1, "0");
        (line.tax_rate, line.tax_category) = (None, code(category));
        let country = CountryCode::parse(country).unwrap();
        let basket = Basket { country, ..basket(vec![line]) };
        price(&basket, &rules).unwrap().totals.tax.minor
    };
    assert_eq!(of("AT", "standard"), 20_00);
    assert_eq!(of("AT", "reduced"), 10_00);
    assert_eq!(of("EE", "standard"), 24_00);
    assert_eq!(of("US", "standard"), 0, "no zone, no tax");
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |change: fn(&mut Basket)| {
        let mut basket = shipped(basket(vec![line(0, 5_00, 1, "0.2")]), 1_00);
        change(&mut basket);
        price(&basket, &plain(true)).unwrap_err()
    };
    assert_eq!(
        refused(|basket| basket.lines[0].discount = eur(5_01)),
        PricingRefusal::DiscountTooLarge
    );
    assert_eq!(refused(|basket| basket.lines[0].discount = eur(-1)), PricingRefusal::Negative);
    assert_eq!(
        refused(|basket| basket.shipping.as_mut().unwrap().price = eur(-1)),
        PricingRefusal::Negative
    );
    let other = refused(|basket| {
        basket.lines[0].discount = primitives::Money::new(1, primitives::Currency::GBP);
    });
    assert!(matches!(other, PricingRefusal::Currency { .. }));
    let huge = refused(|basket| {
        *basket = super::world::basket(vec![line(0, 100_000_000_000_000, 1_000, "0.2")]);
    });
    assert!(matches!(huge, PricingRefusal::Money(_)));
}
