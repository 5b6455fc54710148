//! What the whole and its parts owe each other.
use super::{cases, world::*};
use crate::pricing::{
    Basket, BasketLine, Bill, Buyer, Derivation, Fraction, Priced, Rules,
    derivation::DERIVATION_BYTES_MAX,
    price,
    promotion::{Effect, Off, OrderOff, Promotion, Promotions},
    verify,
};
use crate::totals::LineAmounts;
use primitives::Money;
use proptest::prelude::*;

fn sum(amounts: impl IntoIterator<Item = Money>) -> Money {
    Money::sum(EUR, amounts).unwrap()
}

fn of(basket: &Basket, rules: &Rules) -> Priced {
    price(basket, rules).unwrap()
}

fn amounts_of(priced: &Priced) -> Vec<LineAmounts> {
    priced.lines.iter().map(|line| line.amounts).collect()
}

fn verified(priced: &Priced) -> Result<(), String> {
    let lines = amounts_of(priced);
    let bill = Bill { lines: &lines, totals: &priced.totals, taxes: &priced.taxes };
    verify(&priced.derivation, bill).map_err(|flaw| flaw.to_string())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn lines_and_shipping_and_tax_less_discounts_are_the_total(basket in baskets(), rules in rules()) {
        let priced = of(&basket, &rules);
        let Priced { totals, lines, taxes, shipping, discounts, .. } = &priced;
        let on_top = if totals.prices_include_tax { eur(0) } else { totals.tax };
        let goods = totals.subtotal.minus(totals.discount).unwrap();
        prop_assert_eq!(totals.total, sum([goods, totals.shipping, on_top]));
        prop_assert_eq!(totals.subtotal, sum(lines.iter().map(|line| line.amounts.subtotal)));
        prop_assert_eq!(totals.discount, sum(lines.iter().map(|line| line.amounts.discount)));
        let line_tax = sum(lines.iter().map(|line| line.amounts.tax));
        prop_assert_eq!(totals.tax, line_tax.plus(totals.shipping_tax).unwrap());
        let shipping_tax = if totals.prices_include_tax { eur(0) } else { totals.shipping_tax };
        let line_total = sum(lines.iter().map(|line| line.amounts.total));
        prop_assert_eq!(totals.total, sum([line_total, totals.shipping, shipping_tax]));
        prop_assert_eq!(totals.total, sum(taxes.iter().flat_map(|share| [share.net, share.tax])));
        prop_assert_eq!(totals.tax, sum(taxes.iter().map(|share| share.tax)));
        // What rules took off is what lines and shipping have off, beside what was taken off by hand.
        let by_hand: i64 = priced.derivation.lines.iter().map(|line| i64::try_from(line.given).unwrap()).sum();
        let off_shipping = shipping.map_or(eur(0), |shipping| shipping.discount);
        let by_rule = sum(discounts.iter().map(|one| one.amount));
        prop_assert_eq!(sum([totals.discount, off_shipping]), sum([by_rule, eur(by_hand)]));
        for (line, given) in lines.iter().zip(&basket.lines) {
            prop_assert_eq!(line.amounts.subtotal, line.unit_price.times(given.quantity.get()).unwrap());
        }
    }

    #[test]
    fn nothing_is_negative(basket in baskets(), rules in rules()) {
        let priced = of(&basket, &rules);
        let totals = &priced.totals;
        let whole = [totals.subtotal, totals.discount, totals.shipping, totals.tax, totals.shipping_tax, totals.total];
        let lines = priced.lines.iter().map(|line| line.amounts)
            .flat_map(|line| [line.subtotal, line.discount, line.tax, line.total]);
        let shares = priced.taxes.iter().flat_map(|share| [share.net, share.tax]);
        prop_assert!(whole.into_iter().chain(lines).chain(shares).all(|money| money.minor >= 0));
        prop_assert!(totals.tax <= totals.total);
    }

    #[test]
    fn the_verifier_agrees(basket in baskets(), rules in rules()) {
        let priced = of(&basket, &rules);
        prop_assert_eq!(verified(&priced), Ok(()));
        let stored = serde_json::to_vec(&priced.derivation).unwrap();
        prop_assert_eq!(serde_json::from_slice::<Derivation>(&stored).unwrap(), priced.derivation);
    }

    #[test]
    fn the_verifier_notices_a_penny(basket in baskets(), rules in rules(), at in any::<prop::sample::Index>()) {
        let mut priced = of(&basket, &rules);
        let mut places = Vec::new();
        for off in &mut priced.derivation.offs {
            places.extend(off.entries.iter_mut().map(|entry| &mut entry.off));
        }
        for tax in &mut priced.derivation.taxes {
            places.extend(tax.entries.iter_mut().map(|entry| &mut entry.tax));
            places.extend(tax.shipping.iter_mut().map(|shipping| &mut shipping.1));
        }
        places.extend(priced.derivation.lines.iter_mut().map(|line| &mut line.unit));
        places.extend(priced.derivation.shipping.iter_mut().map(|shipping| &mut shipping.price));
        prop_assume!(!places.is_empty());
        let at = at.index(places.len());
        *places.remove(at) += 1;
        prop_assert!(verified(&priced).is_err());
    }

    #[test]
    fn splitting_a_line_changes_nothing(
        basket in baskets(), rules in rules(), at in any::<prop::sample::Index>(), cut in 1_u32..5_000,
    ) {
        prop_assume!(!basket.lines.is_empty());
        let at = at.index(basket.lines.len());
        let line = basket.lines[at].clone();
        let count = line.quantity.get();
        prop_assume!(count > 1);
        let cut = 1 + cut % (count - 1);
        let whole = line.discount.minor;
        let off = whole * i64::from(cut) / i64::from(count);
        let mut split = basket.clone();
        split.lines[at] = BasketLine { quantity: units(cut), discount: eur(off), ..line.clone() };
        split.lines.push(BasketLine { quantity: units(count - cut), discount: eur(whole - off), ..line });
        // Net prices are reckoned per unit, but what was taken off by hand is net per line.
        prop_assume!(whole == 0 || basket.buyer.exemption.is_none());
        let (one, two) = (of(&basket, &rules), of(&split, &rules));
        prop_assert_eq!(one.totals, two.totals);
        prop_assert_eq!(one.taxes, two.taxes);
        prop_assert_eq!(one.discounts, two.discounts);
    }

    #[test]
    fn the_order_of_lines_changes_nothing(basket in baskets(), rules in rules()) {
        let mut turned = basket.clone();
        turned.lines.reverse();
        let (one, two) = (of(&basket, &rules), of(&turned, &rules));
        prop_assert_eq!(one.totals, two.totals);
        prop_assert_eq!(one.taxes, two.taxes);
        prop_assert_eq!(one.discounts, two.discounts);
    }

    #[test]
    fn codes_in_any_order_give_the_same_total(basket in baskets(), rules in rules(), turn in 0_usize..8) {
        let mut codes: Vec<_> = basket.codes.clone().into_iter().collect();
        let turn = turn.min(codes.len());
        codes.rotate_left(turn);
        let mut entered = Basket { codes: [].into(), ..basket.clone() };
        for (code, promotion) in codes {
            entered.codes.insert(code, promotion);
        }
        prop_assert_eq!(of(&basket, &rules), of(&entered, &rules));
    }

    #[test]
    fn rules_in_any_order_give_the_same_total(
        basket in baskets(), list in promotions(), terms in terms(), turn in 0_usize..8,
    ) {
        let with = |list: Vec<Promotion>| Rules {
            promotions: Promotions::of(list).unwrap(), terms: terms.clone(), ..plain(true)
        };
        let mut turned = list.clone();
        turned.rotate_left(turn.min(list.len()));
        turned.reverse();
        prop_assert_eq!(of(&basket, &with(list)), of(&basket, &with(turned)));
    }

    #[test]
    fn a_hundred_per_cent_off_is_exactly_nothing(basket in baskets(), terms in terms(), more in promotions()) {
        let whole = Fraction::WHOLE;
        let order = Effect::Order { off: OrderOff::Percent { share: whole }, cap: None };
        let delivery = Effect::Shipping { options: vec![], off: Off::Percent { share: whole } };
        let last = |at, effect| Promotion { priority: -9, ..promotion(at, effect) };
        let mut list: Vec<Promotion> = more.into_iter().map(|one| Promotion {
            stacking: crate::pricing::promotion::Stacking::Combinable, ..one
        }).collect();
        list.extend([last(90, order), last(91, delivery)]);
        let rules = Rules { promotions: Promotions::of(list).unwrap(), terms, ..plain(true) };
        let priced = of(&basket, &rules);
        prop_assert_eq!(priced.totals.total, eur(0));
        prop_assert_eq!(priced.totals.tax, eur(0));
        prop_assert!(priced.lines.iter().all(|line| line.amounts.total.is_zero()));
    }

    #[test]
    fn inclusive_and_exclusive_agree_to_a_minor_unit_a_lot(basket in baskets()) {
        let basket = Basket { shipping: None, ..basket };
        let basket = Basket { buyer: Buyer::default(), ..basket };
        let net = of(&basket, &plain(false));
        // The same goods, sold at what they cost with tax.
        let mut gross = basket.clone();
        for (line, priced) in gross.lines.iter_mut().zip(&net.lines) {
            let price = crate::pricing::LinePrice::Given(priced.amounts.total);
            *line = BasketLine { quantity: units(1), discount: eur(0), price, ..line.clone() };
        }
        let gross = of(&gross, &plain(true));
        prop_assert_eq!(net.totals.total, gross.totals.total);
        // Lines of one lot are no longer equal when each has its own price.
        let most = i64::try_from(2 * basket.lines.len()).unwrap();
        prop_assert!((net.totals.tax.minor - gross.totals.tax.minor).abs() <= most);
    }
}

#[test]
fn every_step_is_told_with_its_rule_its_exact_value_and_its_rounding() {
    let ten = Effect::Order { off: OrderOff::Percent { share: Fraction::percent(10) }, cap: None };
    let rules = with(vec![promotion(0, ten)], false);
    let priced = of(&basket(vec![line(0, 9_99, 1, "0.077")]), &rules);
    let steps = priced.derivation.steps();
    let told: Vec<_> = steps.iter().map(|step| (step.exact.as_str(), step.result.minor)).collect();
    assert_eq!(told, [("999", 9_99), ("99.9", 1_00), ("69.223", 69)]);
    assert_eq!(steps[1].rule.as_ref().unwrap().id, code("prm_0"));
    assert_eq!(steps[2].input, eur(8_99));
    assert_eq!(steps[2].lines, [1]);
}

#[test]
fn a_derivation_is_small() {
    let lines = (0..1_000).map(|at| {
        let mut line = line(at % 6, 1_999, 3, "0.2");
        line.article.sku = Some(primitives::Sku::parse(format!("SKU-{at}")).unwrap());
        line
    });
    let percent = |percent| Effect::Order {
        off: OrderOff::Percent { share: Fraction::percent(percent) },
        cap: None,
    };
    let few = with(vec![promotion(0, percent(10)), promotion(1, percent(5))], true);
    let basket = basket(lines.collect());
    let bytes = |basket: &Basket, rules: &Rules| {
        serde_json::to_vec(&of(basket, rules).derivation).unwrap().len()
    };
    let whole = bytes(&basket, &few);
    assert!(whole < 125_000, "two rules on a thousand lines: {whole} bytes");
    let all = with((0..40).map(|at| promotion(at, percent(7))).collect(), true);
    let most = bytes(&basket, &all);
    assert!(most < DERIVATION_BYTES_MAX, "as deep as it gets: {most} bytes");
    let mut small = basket;
    small.lines.truncate(5);
    let usual = bytes(&small, &few);
    assert!(usual < 1_024, "two rules on five lines: {usual} bytes");
}
