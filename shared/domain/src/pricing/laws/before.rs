//! Without rules, the engine adds up as `totals` does: whatever was sold by that is still right.
use super::{cases, world::*};
use crate::{
    pricing::{BasketLine, LinePrice, ShippingPrice, price},
    totals::{LineInput, TotalsInput, totals},
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn different_goods_cost_the_same_as_by_totals(
        lines in lines(), shipping in prop::option::of(0_i64..5_000), inclusive: bool,
    ) {
        let mut lines = lines;
        lines.sort_by(|one, other| one.article.cmp(&other.article));
        lines.dedup_by(|one, other| one.article == other.article);
        let unit = |line: &BasketLine| match &line.price {
            LinePrice::Given(price) => *price,
            LinePrice::Listed { base, .. } => base[0],
        };
        let input = TotalsInput {
            currency: EUR,
            prices_include_tax: inclusive,
            lines: lines.iter().map(|line| LineInput {
                unit_price: unit(line),
                quantity: line.quantity,
                discount: line.discount,
                tax_rate: line.tax_rate.unwrap(),
            }).collect(),
            shipping: shipping.map(eur),
        };
        let sold = lines.iter().map(|line| {
            let tax = (line.tax_category.clone(), line.tax_rate.unwrap());
            BasketLine::sold(line.article.sku.clone(), line.quantity, unit(line), line.discount, tax)
        });
        let mut basket = basket(sold.collect());
        basket.shipping =
            shipping.map(|minor| ShippingPrice { option: code("courier"), price: eur(minor) });
        let before = totals(&input).unwrap();
        let now = price(&basket, &plain(inclusive)).unwrap();
        prop_assert_eq!(now.totals, before.totals);
        prop_assert_eq!(now.taxes, before.taxes);
        let lines: Vec<_> = now.lines.iter().map(|line| line.amounts).collect();
        prop_assert_eq!(lines, before.lines);
    }
}
