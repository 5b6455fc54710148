//! The laws of shares, and worked examples of sums.
use super::*;
use crate::pricing::{Basket, BasketLine, Priced, PricingRefusal, Rules, ShippingPrice, price};
use primitives::{Code, CountryCode, Quantity, Sku, Timestamp};
use proptest::prelude::*;

const GBP: Currency = Currency::GBP;

#[derive(Clone, Debug)]
struct LineInput {
    unit_price: Money,
    quantity: Quantity,
    discount: Money,
    tax_rate: TaxRate,
}

/// Prices lines of different goods.
fn reckon(
    lines: &[LineInput],
    inclusive: bool,
    shipping: Option<i64>,
) -> Result<Priced, PricingRefusal> {
    let line = |(at, line): (usize, &LineInput)| {
        let tax = (Code::standard(), line.tax_rate);
        let sku = Sku::parse(format!("SKU-{at}")).ok();
        BasketLine::sold(sku, line.quantity, line.unit_price, line.discount, tax)
    };
    let lines = lines.iter().enumerate().map(line).collect();
    let now = Timestamp::from_millis(0);
    let way = |minor| ShippingPrice { option: Code::standard(), price: Money::new(minor, GBP) };
    let basket = Basket::of(GBP, Code::web(), CountryCode::gb(), now, lines);
    let basket = Basket { shipping: shipping.map(way), ..basket };
    price(&basket, &Rules::plain(CountryCode::gb(), inclusive))
}

fn rate() -> impl Strategy<Value = TaxRate> {
    prop_oneof![
        Just("0"),
        Just("0.05"),
        Just("0.077"),
        Just("0.2"),
        Just("0.255"),
        Just("1"),
        Just("0.000001"),
    ]
    .prop_map(|raw| TaxRate::parse(raw).unwrap())
}

fn line() -> impl Strategy<Value = LineInput> {
    (0i64..1_000_000, 1u32..5_000, 0u32..=100, rate()).prop_map(
        |(minor, units, percent, tax_rate)| {
            let quantity = Quantity::parse(units).unwrap();
            let unit_price = Money::new(minor, GBP);
            let discount = Money::new(minor * i64::from(units) * i64::from(percent) / 100, GBP);
            LineInput { unit_price, quantity, discount, tax_rate }
        },
    )
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Money {
    Money::sum(GBP, amounts).unwrap()
}

proptest! {
    #[test]
    fn shares_of_a_line_sum_to_the_line_in_whatever_portions(
        line in line(), cuts in prop::collection::vec(1u32..1_000, 0..12), inclusive in any::<bool>(),
    ) {
        let whole = reckon(std::slice::from_ref(&line), inclusive, None).unwrap().lines[0].amounts;
        let of = line.quantity.get();
        let mut before = 0;
        let mut shares = Vec::new();
        for take in cuts.into_iter().chain([of]) {
            let take = take.min(of - before);
            shares.push(whole.share(before, take, of).unwrap());
            before += take;
        }
        prop_assert_eq!(whole.subtotal, sum(shares.iter().map(|share| share.subtotal)));
        prop_assert_eq!(whole.discount, sum(shares.iter().map(|share| share.discount)));
        prop_assert_eq!(whole.tax, sum(shares.iter().map(|share| share.tax)));
        prop_assert_eq!(whole.total, sum(shares.iter().map(|share| share.total)));
        prop_assert!(shares.iter().all(|s| !s.total.is_negative() && !s.subtotal.is_negative()));
        for share in &shares {
            let tax = if inclusive { Money::zero(GBP) } else { share.tax };
            let left = share.subtotal.minus(share.discount).unwrap();
            prop_assert_eq!(share.total, left.plus(tax).unwrap());
        }
    }
}

fn one(unit_price: i64, rate: &str) -> LineInput {
    LineInput {
        unit_price: Money::new(unit_price, GBP),
        quantity: Quantity::ONE,
        discount: Money::zero(GBP),
        tax_rate: TaxRate::parse(rate).unwrap(),
    }
}

#[test]
fn tax_is_taken_out_of_inclusive_prices_and_put_on_exclusive_ones() {
    let inclusive = reckon(&[one(12_000, "0.2")], true, Some(600)).unwrap().totals;
    assert_eq!((inclusive.tax.minor, inclusive.total.minor), (2_100, 12_600));
    let exclusive = reckon(&[one(10_000, "0.2")], false, Some(500)).unwrap().totals;
    assert_eq!((exclusive.tax.minor, exclusive.total.minor), (2_100, 12_600));
}

#[test]
fn halves_go_to_the_even_penny() {
    let tax = |price, rate, inclusive| {
        reckon(&[one(price, rate)], inclusive, None).unwrap().totals.tax.minor
    };
    assert_eq!(tax(3, "0.2", true), 0, "3 × 0.2 ÷ 1.2 = 0.5");
    assert_eq!(tax(9, "0.2", true), 2, "9 × 0.2 ÷ 1.2 = 1.5");
    assert_eq!((tax(1, "0.5", false), tax(3, "0.5", false)), (0, 2));
}

#[test]
fn shipping_is_taxed_at_the_rates_of_the_goods_by_what_they_cost() {
    let output = reckon(&[one(30_00, "0.2"), one(10_00, "0")], false, Some(400)).unwrap();
    assert_eq!(output.totals.shipping_tax.minor, 60, "20 % of three quarters of 4.00");
    assert_eq!(output.taxes.len(), 2);
}

#[test]
fn free_goods_and_a_full_discount_cost_nothing() {
    let line = LineInput { discount: Money::new(500, GBP), ..one(500, "0.2") };
    assert!(reckon(&[line], true, None).unwrap().totals.total.is_zero());
}

#[test]
fn negative_prices_and_strange_currencies_are_refused() {
    let refused = |line, shipping| reckon(&[line], true, shipping).unwrap_err();
    assert_eq!(refused(one(-1, "0.2"), None), PricingRefusal::Negative);
    assert_eq!(refused(one(1, "0.2"), Some(-1)), PricingRefusal::Negative);
    let line = LineInput { discount: Money::new(501, GBP), ..one(500, "0.2") };
    assert_eq!(refused(line, None), PricingRefusal::DiscountTooLarge);
    let line = LineInput { unit_price: Money::new(1, Currency::EUR), ..one(500, "0.2") };
    assert!(matches!(refused(line, None), PricingRefusal::Currency { .. }));
}

#[test]
fn a_rate_outside_nothing_and_everything_is_refused() {
    assert!(
        ["-0.1", "1.1", "", "0.1234567", "abc", ".5", "5.", "1e-3"]
            .iter()
            .all(|raw| TaxRate::parse(raw).is_err())
    );
    assert_eq!(TaxRate::parse("0.20").unwrap().to_string(), "0.2");
}
