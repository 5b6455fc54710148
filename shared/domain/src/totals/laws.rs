//! The laws of adding up.
use super::*;
use proptest::prelude::*;

const GBP: Currency = Currency::GBP;

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

fn input() -> impl Strategy<Value = TotalsInput> {
    let shipping = prop::option::of((0i64..100_000).prop_map(|minor| Money::new(minor, GBP)));
    (prop::collection::vec(line(), 0..30), shipping, any::<bool>()).prop_map(
        |(lines, shipping, prices_include_tax)| TotalsInput {
            currency: GBP,
            prices_include_tax,
            lines,
            shipping,
        },
    )
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Money {
    Money::sum(GBP, amounts).unwrap()
}

proptest! {
    #[test]
    fn lines_and_shipping_and_tax_sum_to_the_total(input in input()) {
        let TotalsOutput { totals, lines, taxes } = totals(&input).unwrap();
        let on_top = if input.prices_include_tax { Money::zero(GBP) } else { totals.tax };
        let shown = totals.subtotal.minus(totals.discount).unwrap();
        prop_assert_eq!(totals.total, sum([shown, totals.shipping, on_top]));
        prop_assert_eq!(totals.subtotal, sum(lines.iter().map(|line| line.subtotal)));
        prop_assert_eq!(totals.discount, sum(lines.iter().map(|line| line.discount)));
        let line_tax = sum(lines.iter().map(|line| line.tax));
        prop_assert_eq!(totals.tax, line_tax.plus(totals.shipping_tax).unwrap());
        let line_total = sum(lines.iter().map(|line| line.total));
        let shipping_tax =
            if input.prices_include_tax { Money::zero(GBP) } else { totals.shipping_tax };
        prop_assert_eq!(totals.total, sum([line_total, totals.shipping, shipping_tax]));
        prop_assert_eq!(totals.tax, sum(taxes.iter().map(|share| share.tax)));
        let by_rate = sum(taxes.iter().flat_map(|share| [share.net, share.tax]));
        prop_assert_eq!(totals.total, by_rate);
    }

    #[test]
    fn nothing_is_negative_and_tax_is_within_the_total(input in input()) {
        let TotalsOutput { totals, lines, taxes } = totals(&input).unwrap();
        let all = [totals.subtotal, totals.discount, totals.shipping, totals.tax,
            totals.shipping_tax, totals.total];
        let parts = lines.iter().flat_map(|l| [l.subtotal, l.discount, l.tax, l.total]);
        let shares = taxes.iter().flat_map(|share| [share.net, share.tax]);
        prop_assert!(all.into_iter().chain(parts).chain(shares).all(|money| !money.is_negative()));
        prop_assert!(totals.tax <= totals.total);
    }

    #[test]
    fn splitting_a_line_leaves_the_subtotal_and_moves_the_tax_by_a_penny_at_most(
        line in line(), cut in 1u32..5_000, inclusive in any::<bool>(),
    ) {
        let line = LineInput { discount: Money::zero(GBP), ..line };
        prop_assume!(cut < line.quantity.get());
        let of = |units: u32| LineInput { quantity: Quantity::parse(units).unwrap(), ..line.clone() };
        let reckon = |lines| {
            totals(&TotalsInput { currency: GBP, prices_include_tax: inclusive, lines, shipping: None })
                .unwrap()
                .totals
        };
        let whole = reckon(vec![line.clone()]);
        let split = reckon(vec![of(cut), of(line.quantity.get() - cut)]);
        prop_assert_eq!(whole.subtotal, split.subtotal);
        prop_assert!((whole.tax.minor - split.tax.minor).abs() <= 1);
    }

    #[test]
    fn inclusive_and_exclusive_agree_to_a_penny_a_line(line in line()) {
        let line = LineInput { discount: Money::zero(GBP), ..line };
        let reckon = |line: LineInput, prices_include_tax| {
            totals(&TotalsInput { currency: GBP, prices_include_tax, lines: vec![line], shipping: None })
                .unwrap()
                .totals
        };
        let exclusive = reckon(line.clone(), false);
        let gross = LineInput { unit_price: exclusive.total, quantity: Quantity::ONE, ..line };
        let inclusive = reckon(gross, true);
        prop_assert_eq!(inclusive.total, exclusive.total);
        prop_assert!((inclusive.tax.minor - exclusive.tax.minor).abs() <= 1);
    }

    #[test]
    fn the_order_of_lines_changes_nothing(input in input()) {
        let mut turned = input.clone();
        turned.lines.reverse();
        let (one, other) = (totals(&input).unwrap(), totals(&turned).unwrap());
        prop_assert_eq!(one.totals, other.totals);
        prop_assert_eq!(one.taxes, other.taxes);
    }

    #[test]
    fn shares_of_a_line_sum_to_the_line_in_whatever_portions(
        line in line(), cuts in prop::collection::vec(1u32..1_000, 0..12), inclusive in any::<bool>(),
    ) {
        let input = TotalsInput {
            currency: GBP, prices_include_tax: inclusive, lines: vec![line.clone()], shipping: None,
        };
        let whole = totals(&input).unwrap().lines[0];
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

fn one(unit_price: i64, rate: &str, inclusive: bool, shipping: Option<i64>) -> TotalsInput {
    let line = LineInput {
        unit_price: Money::new(unit_price, GBP),
        quantity: Quantity::ONE,
        discount: Money::zero(GBP),
        tax_rate: TaxRate::parse(rate).unwrap(),
    };
    let shipping = shipping.map(|minor| Money::new(minor, GBP));
    TotalsInput { currency: GBP, prices_include_tax: inclusive, lines: vec![line], shipping }
}

#[test]
fn tax_is_taken_out_of_inclusive_prices_and_put_on_exclusive_ones() {
    let inclusive = totals(&one(12_000, "0.2", true, Some(600))).unwrap().totals;
    assert_eq!((inclusive.tax.minor, inclusive.total.minor), (2_100, 12_600));
    let exclusive = totals(&one(10_000, "0.2", false, Some(500))).unwrap().totals;
    assert_eq!((exclusive.tax.minor, exclusive.total.minor), (2_100, 12_600));
}

#[test]
fn halves_go_to_the_even_penny() {
    let tax = |price, inclusive| totals(&one(price, "0.2", inclusive, None)).unwrap().totals.tax;
    assert_eq!(tax(3, true).minor, 0, "3 × 0.2 ÷ 1.2 = 0.5");
    assert_eq!(tax(9, true).minor, 2, "9 × 0.2 ÷ 1.2 = 1.5");
    let half = |price| totals(&one(price, "0.5", false, None)).unwrap().totals.tax;
    assert_eq!(half(1).minor, 0);
    assert_eq!(half(3).minor, 2);
}

#[test]
fn shipping_is_taxed_at_the_rates_of_the_goods_by_what_they_cost() {
    let mut input = one(30_00, "0.2", false, Some(400));
    input.lines.push(LineInput {
        unit_price: Money::new(10_00, GBP),
        tax_rate: TaxRate::ZERO,
        ..input.lines[0].clone()
    });
    let output = totals(&input).unwrap();
    assert_eq!(output.totals.shipping_tax.minor, 60, "20 % of three quarters of 4.00");
    assert_eq!(output.taxes.len(), 2);
}

#[test]
fn free_goods_and_a_full_discount_cost_nothing() {
    let mut input = one(500, "0.2", true, None);
    input.lines[0].discount = Money::new(500, GBP);
    assert!(totals(&input).unwrap().totals.total.is_zero());
}

#[test]
fn negative_prices_and_strange_currencies_are_refused() {
    assert_eq!(totals(&one(-1, "0.2", true, None)), Err(TotalsRefusal::Negative));
    assert_eq!(totals(&one(1, "0.2", true, Some(-1))), Err(TotalsRefusal::Negative));
    let mut input = one(500, "0.2", true, None);
    input.lines[0].discount = Money::new(501, GBP);
    assert_eq!(totals(&input), Err(TotalsRefusal::DiscountTooLarge));
    let mut input = one(500, "0.2", true, None);
    input.lines[0].unit_price = Money::new(1, Currency::EUR);
    assert!(matches!(totals(&input), Err(TotalsRefusal::Currency { .. })));
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
