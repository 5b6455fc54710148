//! What holds where an outside service says the tax.
use super::{cases, world::*};
use crate::pricing::{
    Basket, Bill, Buyer, Flaw, Priced, Rules, ShippingPrice,
    derivation::TaxEntry,
    price,
    tax::{Exemption, Heard, NoAnswer, SaidTax, TaxAnswer, TaxBy, TaxQuestion, TaxedBy, VatId},
    verify,
};
use crate::totals::{LineAmounts, TaxRate};
use primitives::{CountryCode, Currency, ExternalKey};
use proptest::prelude::*;
use std::sync::Arc;

fn verified(priced: &Priced) -> Result<(), Flaw> {
    let lines: Vec<LineAmounts> = priced.lines.iter().map(|line| line.amounts).collect();
    verify(&priced.derivation, Bill { lines: &lines, totals: &priced.totals, taxes: &priced.taxes })
}

/// An answer that is possible: of each amount so many per cent, at one of a few rates.
fn answer(question: &TaxQuestion, parts: &[(u8, u8)]) -> TaxAnswer {
    let said = |at: usize, amount: u64| {
        let (percent, rate) = parts[at % parts.len()];
        let tax = i64::try_from(u128::from(amount) * u128::from(percent) / 100).unwrap();
        SaidTax { tax, rate: TaxRate::parse(format!("0.0{rate}")).unwrap() }
    };
    let lines: Vec<(u32, SaidTax)> =
        (0..).zip(&question.lines).map(|(at, line)| (at, said(at as usize, line.amount))).collect();
    let shipping = question.shipping.map(|price| said(lines.len(), price));
    let total = lines.iter().map(|(_, said)| said.tax).sum::<i64>();
    TaxAnswer {
        service: code("sandbox"),
        document: ExternalKey::parse("doc-1").unwrap(),
        currency: question.currency,
        total: total + shipping.map_or(0, |said| said.tax),
        lines,
        shipping,
    }
}

fn outside(rules: &Rules) -> Rules {
    let mut rules = rules.clone();
    rules.terms.taxed_by = TaxBy::Outside;
    rules
}

fn told(rules: &Rules, heard: Heard) -> Rules {
    Rules { heard: Some(Arc::new(heard)), ..rules.clone() }
}

fn entry(of: &mut Priced) -> &mut TaxEntry {
    of.derivation.taxes.iter_mut().find_map(|step| step.entries.first_mut()).unwrap()
}

fn asked(basket: &Basket, rules: &Rules) -> Option<TaxQuestion> {
    price(basket, rules).unwrap().asks
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn what_a_service_says_is_what_is_taken_and_everything_still_sums(
        basket in baskets(), rules in rules(), parts in prop::collection::vec((0_u8..=100, 0_u8..10), 1..5),
    ) {
        let rules = outside(&rules);
        let own = price(&basket, &rules).unwrap();
        let Some(question) = own.asks.clone() else {
            prop_assert!(!own.treatment.is_taxed());
            return Ok(());
        };
        let answer = answer(&question, &parts);
        let priced = price(&basket, &told(&rules, Heard::Answer(answer.clone()))).unwrap();
        prop_assert!(priced.derivation.taxed_by.is_outside() && priced.asks.is_none());
        verified(&priced).map_err(|flaw| TestCaseError::fail(flaw.to_string()))?;
        let totals = &priced.totals;
        prop_assert_eq!(totals.tax.minor, answer.total);
        prop_assert_eq!(totals.shipping_tax.minor, answer.shipping.map_or(0, |said| said.tax));
        // Nothing but the tax is another than by the shop's own tables.
        prop_assert_eq!((totals.subtotal, totals.discount, totals.shipping),
            (own.totals.subtotal, own.totals.discount, own.totals.shipping));
        let on_top = if totals.prices_include_tax { 0 } else { totals.tax.minor };
        prop_assert_eq!(totals.total.minor,
            totals.subtotal.minor - totals.discount.minor + totals.shipping.minor + on_top);
        let by_rate: i64 = priced.taxes.iter().map(|share| share.net.minor + share.tax.minor).sum();
        prop_assert_eq!(by_rate, totals.total.minor);
        prop_assert!(priced.taxes.iter().all(|share| share.net.minor >= 0 && share.tax.minor >= 0));
        prop_assert!(priced.lines.iter().all(|line| line.amounts.tax.minor >= 0 && line.amounts.total.minor >= 0));
        // Given back in parts, exactly what was paid.
        let mut back = totals.shipping.minor + if totals.prices_include_tax { 0 } else { totals.shipping_tax.minor };
        let mut tax = totals.shipping_tax.minor;
        for (line, bought) in priced.lines.iter().zip(&basket.lines) {
            let (of, first) = (bought.quantity.get(), bought.quantity.get() / 3);
            for share in [line.amounts.share(first, of - first, of), line.amounts.share(0, first, of)] {
                let share = share.unwrap();
                prop_assert!(share.total.minor >= 0 && share.tax.minor >= 0);
                back += share.total.minor;
                tax += share.tax.minor;
            }
        }
        prop_assert_eq!((back, tax), (totals.total.minor, totals.tax.minor));
        let told: i64 = priced.derivation.steps().iter()
            .filter(|step| format!("{:?}", step.kind).contains("OutsideTax"))
            .map(|step| step.result.minor).sum();
        prop_assert_eq!(told, totals.tax.minor, "the story tells all of it");
    }

    #[test]
    fn nonsense_is_answered_by_the_shops_own_tables_and_said_so(
        basket in baskets(), rules in rules(), parts in prop::collection::vec((0_u8..=100, 0_u8..10), 1..5),
        how in 0_u8..9, at in any::<prop::sample::Index>(),
    ) {
        let rules = outside(&rules);
        let own = price(&basket, &rules).unwrap();
        let Some(question) = own.asks.clone().filter(|question| !question.lines.is_empty()) else { return Ok(()) };
        let mut bad = answer(&question, &parts);
        let at = at.index(bad.lines.len());
        let line = &mut bad.lines[at];
        match how {
            0 => bad.total += 1,
            1 => bad.total -= 1,
            2 => { let less = line.1.tax + 1; line.1.tax = -1; bad.total -= less; }
            3 => {
                let amount = i64::try_from(question.lines[at].amount).unwrap();
                bad.total += amount + 1 - line.1.tax;
                line.1.tax = amount + 1;
            }
            4 => bad.currency = Currency::parse("USD").unwrap(),
            5 => { bad.total -= line.1.tax; bad.lines.remove(at); }
            6 => { let twice = bad.lines[at]; bad.total += twice.1.tax; bad.lines.push(twice); }
            7 => line.0 = 9_999,
            _ => {
                let nothing = SaidTax { tax: 0, rate: TaxRate::ZERO };
                let said = bad.shipping.map_or(0, |said| said.tax);
                bad.total -= said;
                bad.shipping = if bad.shipping.is_some() { None } else { Some(nothing) };
            }
        }
        let priced = price(&basket, &told(&rules, Heard::Answer(bad))).unwrap();
        prop_assert_eq!(&priced.derivation.taxed_by, &TaxedBy::Fallback { why: NoAnswer::Nonsense });
        prop_assert_eq!(&priced.totals, &own.totals);
        prop_assert_eq!(&priced.lines, &own.lines);
        verified(&priced).map_err(|flaw| TestCaseError::fail(flaw.to_string()))?;
    }

    #[test]
    fn a_forged_derivation_of_a_service_is_found(
        basket in baskets(), rules in rules(), parts in prop::collection::vec((1_u8..=50, 1_u8..10), 1..5),
    ) {
        let rules = outside(&rules);
        let Some(question) = asked(&basket, &rules).filter(|one| !one.lines.is_empty()) else { return Ok(()) };
        let priced = price(&basket, &told(&rules, Heard::Answer(answer(&question, &parts)))).unwrap();
        let forged = |change: fn(&mut Priced)| {
            let mut other = priced.clone();
            change(&mut other);
            verified(&other)
        };
        prop_assert!(forged(|of| entry(of).tax += 1).is_err());
        prop_assert!(forged(|of| entry(of).delta = 1).is_err());
        let untaxed = forged(|of| drop(of.derivation.taxes.pop()));
        prop_assert!(untaxed.is_err());
        prop_assert!(forged(|of| of.totals.tax.minor += 1).is_err());
        // A service that takes exactly what its rates say says what the shop could have said itself.
        let plain = parts.iter().any(|(percent, rate)| percent == rate);
        let taxed = priced.totals.tax.minor != price(&basket, &rules).unwrap().totals.tax.minor;
        if taxed && !plain {
            prop_assert!(forged(|of| of.derivation.taxed_by = TaxedBy::Own).is_err());
        }
    }
}

#[test]
fn silence_is_answered_by_the_shops_own_tables() {
    let rules = outside(&plain(false));
    let basket = basket(vec![line(0, 10_00, 2, "0.2")]);
    for why in [NoAnswer::Failed, NoAnswer::Resting, NoAnswer::NotSetUp] {
        let priced = price(&basket, &told(&rules, Heard::Nothing(why))).unwrap();
        assert_eq!(priced.totals.tax, eur(4_00));
        assert_eq!(priced.derivation.taxed_by, TaxedBy::Fallback { why });
        assert!(priced.asks.is_none(), "it is asked once");
        verified(&priced).unwrap();
    }
}

#[test]
fn nobody_is_asked_about_what_is_not_taxed_or_where_the_shop_reckons_itself() {
    let mut basket = basket(vec![line(0, 10_00, 2, "0.2")]);
    assert!(asked(&basket, &plain(true)).is_none());
    let question = asked(&basket, &outside(&plain(true))).unwrap();
    assert_eq!((question.lines[0].units, question.lines[0].amount), (2, 20_00));
    assert!(question.inclusive && question.shipping.is_none());
    basket.shipping = Some(ShippingPrice { option: code("courier"), price: eur(4_00) });
    assert_eq!(asked(&basket, &outside(&plain(true))).unwrap().shipping, Some(4_00));
    let id = VatId::parse("ATU13585627").unwrap();
    basket.country = CountryCode::parse("AT").unwrap();
    basket.buyer = Buyer { exemption: Some(Exemption::VatId { id }), ..Buyer::default() };
    assert!(asked(&basket, &outside(&plain(true))).is_none(), "reverse charge");
}

#[test]
fn delivery_may_be_taxed_at_a_rate_that_no_goods_have() {
    let rules = outside(&plain(false));
    let basket = Basket {
        shipping: Some(ShippingPrice { option: code("courier"), price: eur(10_00) }),
        ..basket(vec![line(0, 10_000, 1, "0.2")])
    };
    let rate = |raw| TaxRate::parse(raw).unwrap();
    let answer = TaxAnswer {
        service: code("sandbox"),
        document: ExternalKey::parse("doc-2").unwrap(),
        currency: EUR,
        // Clothes of which only what is above a threshold is taxed.
        lines: vec![(0, SaidTax { tax: 3_30, rate: rate("0.0725") })],
        shipping: Some(SaidTax { tax: 20, rate: rate("0.02") }),
        total: 3_50,
    };
    let priced = price(&basket, &told(&rules, Heard::Answer(answer))).unwrap();
    verified(&priced).unwrap();
    assert_eq!((priced.totals.tax, priced.totals.total), (eur(3_50), eur(11_350)));
    assert_eq!(priced.lines[0].tax_rate, rate("0.0725"));
    let shares: Vec<_> =
        priced.taxes.iter().map(|one| (one.rate, one.net.minor, one.tax.minor)).collect();
    assert_eq!(shares, [(rate("0.02"), 10_00, 20), (rate("0.0725"), 10_000, 3_30)]);
}
