//! One basket, one price: the steps in their order.
use super::{
    Basket, BasketLine, Fraction, Priced, PricedLine, PricingRefusal, RoundingMode, Rules,
    ShippingAmounts, allocation,
    derivation::{Derivation, LineStep, NetStep, ShipStep, Source},
    exact::{MILLION, Rounded},
    lot::{self, Found, Lot},
    promotion::{self, Applied},
    selection::{self, Origin, Selected},
    tax::{self, Heard, NoAnswer, TaxBy, TaxQuestion, TaxedBy, Treatment},
};
use crate::totals::{LineAmounts, TaxRate, TaxShare, Totals};
use primitives::{Money, MoneyError, limits::LINES_MAX};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Prices a basket. The same basket and rules always give the same price.
pub fn price(basket: &Basket, rules: &Rules) -> Result<Priced, PricingRefusal> {
    if basket.lines.len() > LINES_MAX {
        return Err(PricingRefusal::TooMany(LINES_MAX, "lines"));
    }
    let terms = &rules.terms;
    let (to, region) = (&basket.country, basket.region.as_ref());
    let exemption = basket.buyer.exemption.as_ref();
    let treatment = tax::treatment(exemption, &terms.home, to, region, basket.at);
    // Who pays no tax sees net prices, and from there on nothing includes tax.
    let inclusive = terms.prices_include_tax && treatment.is_taxed();
    let mut derivation = begin(basket, rules, inclusive, treatment.clone());
    let mut run =
        Selecting { basket, rules, untaxed: !treatment.is_taxed(), steps: &mut derivation };
    let (mut found, mut selected) = run.lines()?;
    let mut lots = lot::gather(basket, &found)?;
    number(&lots, &mut derivation);
    let mut shipping = run_shipping(basket, rules, &lots, &selected, &mut derivation)?;
    let asked = shipping;
    let applied = promotion::apply(&mut lots, shipping.as_mut(), basket, rules, &mut derivation)?;
    let outside = terms.taxed_by == TaxBy::Outside && derivation.treatment.is_taxed();
    let question = outside.then(|| TaxQuestion::of(basket, &lots, shipping, inclusive));
    let said = heard(question.as_ref(), rules, &mut derivation);
    let taxed = match said {
        Some(said) => {
            rerate(&lots, &said.rates, &mut found, &mut selected)?;
            said
        }
        None => tax::reckon(&lots, shipping, inclusive, terms.tax)?,
    };
    let amounts = lot::spread(&lots, &taxed.lots, basket, &found, inclusive)?;
    derivation.taxes = taxed.steps;
    let asks = question.filter(|_| rules.heard.is_none());
    let shipping = asked.zip(shipping);
    settle(Settling {
        basket,
        inclusive,
        treatment,
        amounts,
        selected,
        found,
        shipping,
        applied,
        asks,
        derivation,
    })
}

/// What an outside service said of the tax, if it was asked and can be believed; whether it was is
/// written down.
fn heard(
    question: Option<&TaxQuestion>,
    rules: &Rules,
    derivation: &mut Derivation,
) -> Option<tax::Taxed> {
    let question = question?;
    let (taxed_by, said) = match rules.heard.as_deref() {
        None => (TaxedBy::Fallback { why: NoAnswer::NotAsked }, None),
        Some(Heard::Nothing(why)) => (TaxedBy::Fallback { why: *why }, None),
        Some(Heard::Answer(answer)) => match question.taxed(answer) {
            None => (TaxedBy::Fallback { why: NoAnswer::Nonsense }, None),
            said => {
                let (service, document) = (answer.service.clone(), answer.document.clone());
                (TaxedBy::Outside { service, document }, said)
            }
        },
    };
    derivation.taxed_by = taxed_by;
    said
}

/// Lines are shown with the rates that were said, not with those of the shop's own tables.
fn rerate(
    lots: &[Lot<'_>],
    rates: &[u32],
    found: &mut [Found],
    selected: &mut [(Selected, TaxRate)],
) -> Result<(), PricingRefusal> {
    for (lot, rate) in lots.iter().zip(rates) {
        let shown = TaxRate::of_decimal(Decimal::new(i64::from(*rate), 6))?;
        for at in &lot.lines {
            if let (Some(found), Some(selected)) = (found.get_mut(*at), selected.get_mut(*at)) {
                found.rate = *rate;
                selected.1 = shown;
            }
        }
    }
    Ok(())
}

/// Refuses a line that has no price or no rate of tax, before a whole basket is refused for it.
pub fn refuse_unpriceable(
    line: &BasketLine,
    basket: &Basket,
    rules: &Rules,
) -> Result<(), PricingRefusal> {
    let units = u64::from(line.quantity.get());
    selection::select(line, units, basket, &rules.prices, rules.exchange.as_ref())?;
    rate_of(line, basket, rules).map(drop)
}

/// The rate of tax of a line, where it goes.
fn rate_of(line: &BasketLine, basket: &Basket, rules: &Rules) -> Result<TaxRate, PricingRefusal> {
    if let Some(rate) = line.tax_rate {
        return Ok(rate);
    }
    let (country, region) = (&basket.country, basket.region.as_ref());
    rules.taxes.rate(country, region, &line.tax_category, &basket.at.day())
}

fn begin(basket: &Basket, rules: &Rules, inclusive: bool, treatment: Treatment) -> Derivation {
    Derivation {
        currency: basket.currency,
        inclusive,
        rounding: rules.terms.rounding,
        tax: rules.terms.tax,
        treatment,
        rules: Vec::new(),
        lines: Vec::new(),
        offs: Vec::new(),
        gifts: Vec::new(),
        shipping: None,
        taxes: Vec::new(),
        taxed_by: TaxedBy::Own,
    }
}

/// What promotions are reckoned on, and the price and rate that it comes from, line by line.
type FoundLines = (Vec<Found>, Vec<(Selected, TaxRate)>);

/// Finds the price and the rate of every line.
struct Selecting<'a> {
    basket: &'a Basket,
    rules: &'a Rules,
    untaxed: bool,
    steps: &'a mut Derivation,
}

impl Selecting<'_> {
    fn lines(&mut self) -> Result<FoundLines, PricingRefusal> {
        let units = selection::units_by_sku(self.basket);
        let count = self.basket.lines.len();
        let (mut found, mut all) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for line in &self.basket.lines {
            let sku = line.article.sku.as_ref();
            let units = sku.and_then(|sku| units.get(sku)).copied().unwrap_or(1);
            let (book, exchange) = (&self.rules.prices, self.rules.exchange.as_ref());
            let selected = selection::select(line, units, self.basket, book, exchange)?;
            let rate = rate_of(line, self.basket, self.rules)?;
            let (one, step) = self.line(line, &selected, rate)?;
            found.push(one);
            self.steps.lines.push(step);
            all.push((selected, rate));
        }
        Ok((found, all))
    }

    fn line(
        &mut self,
        line: &BasketLine,
        selected: &Selected,
        rate: TaxRate,
    ) -> Result<(Found, LineStep), PricingRefusal> {
        let rate = Fraction::from(rate).parts();
        let gross = unsigned(selected.unit)?;
        let given = by_hand(line, self.basket)?;
        let too_large = || PricingRefusal::Money(MoneyError::TooLarge);
        let whole = gross.checked_mul(u64::from(line.quantity.get())).ok_or_else(too_large)?;
        if given > whole {
            return Err(PricingRefusal::DiscountTooLarge);
        }
        let strip = self.untaxed && self.rules.terms.prices_include_tax;
        let mut found = Found { unit: gross, given, rate: if self.untaxed { 0 } else { rate } };
        let mut net = None;
        if strip {
            let mode = self.rules.terms.tax.mode;
            let unit = without_tax(gross, rate, mode)?;
            let given_net = without_tax(given, rate, mode)?.value;
            let most = unit.value * u64::from(line.quantity.get());
            found = Found { unit: unit.value, given: given_net.min(most), rate: 0 };
            net = Some(NetStep { gross, given, rate, delta: unit.delta });
        }
        let source = self.source(&selected.origin);
        let quantity = line.quantity.get();
        let (unit, given) = (found.unit, found.given);
        Ok((found, LineStep { lot: 0, quantity, unit, given, source, net }))
    }

    fn source(&mut self, origin: &Origin) -> Source {
        match origin {
            Origin::Base => Source::Base,
            Origin::Given => Source::Given,
            Origin::Held => Source::Held,
            Origin::List { rule } => Source::List(self.steps.rule(rule)),
            Origin::Converted { from, exact, rate, per, rounding } => Source::Converted {
                minor: from.minor.unsigned_abs(),
                currency: from.currency,
                rate: *rate,
                per: *per,
                exact: *exact,
                rounding: *rounding,
            },
        }
    }
}

fn unsigned(amount: Money) -> Result<u64, PricingRefusal> {
    u64::try_from(amount.minor).map_err(|_| PricingRefusal::Negative)
}

fn by_hand(line: &BasketLine, basket: &Basket) -> Result<u64, PricingRefusal> {
    let (expected, found) = (basket.currency, line.discount.currency);
    if expected != found {
        return Err(PricingRefusal::Currency { expected, found });
    }
    unsigned(line.discount)
}

/// A price without the tax that is in it.
fn without_tax(gross: u64, rate: u32, mode: RoundingMode) -> Result<Rounded, PricingRefusal> {
    let exact = u128::from(gross) * u128::from(MILLION);
    mode.divide(exact, MILLION + rate).ok_or(PricingRefusal::Money(MoneyError::TooLarge))
}

/// Writes into the steps of lines which lot they are of.
fn number(lots: &[Lot<'_>], derivation: &mut Derivation) {
    for (at, lot) in (0_u32..).zip(lots) {
        for line in &lot.lines {
            if let Some(step) = derivation.lines.get_mut(*line) {
                step.lot = at;
            }
        }
    }
}

/// The price of shipping before promotions, without tax where the buyer pays none.
fn run_shipping(
    basket: &Basket,
    rules: &Rules,
    lots: &[Lot<'_>],
    selected: &[(Selected, TaxRate)],
    derivation: &mut Derivation,
) -> Result<Option<u64>, PricingRefusal> {
    let Some(chosen) = &basket.shipping else { return Ok(None) };
    if chosen.price.currency != basket.currency {
        let (expected, found) = (basket.currency, chosen.price.currency);
        return Err(PricingRefusal::Currency { expected, found });
    }
    let gross = unsigned(chosen.price)?;
    let mut step =
        ShipStep { option: chosen.option.clone(), price: gross, net: Vec::new(), offs: Vec::new() };
    if rules.terms.prices_include_tax && !derivation.inclusive {
        step.price = 0;
        for (rate, part) in by_rate(gross, lots, selected)? {
            let net = without_tax(part, rate, rules.terms.tax.mode)?;
            step.price += net.value;
            step.net.push((rate, part, net.value, net.delta));
        }
    }
    let price = step.price;
    derivation.shipping = Some(step);
    Ok(Some(price))
}

/// A price of shipping by the rates that the goods would be taxed at, by what they cost.
fn by_rate(
    price: u64,
    lots: &[Lot<'_>],
    selected: &[(Selected, TaxRate)],
) -> Result<Vec<(u32, u64)>, PricingRefusal> {
    let mut weights: BTreeMap<u32, u64> = BTreeMap::new();
    for lot in lots {
        let first = lot.lines.first().and_then(|line| selected.get(*line));
        let rate = first.map_or(0, |(_, rate)| Fraction::from(*rate).parts());
        *weights.entry(rate).or_default() += lot.start();
    }
    if weights.is_empty() {
        return Ok(vec![(0, price)]);
    }
    let list: Vec<u64> = weights.values().copied().collect();
    Ok(weights.into_keys().zip(allocation::shares(price, &list)?).collect())
}

/// Everything that was reckoned, to be added up.
struct Settling<'a> {
    basket: &'a Basket,
    inclusive: bool,
    treatment: Treatment,
    amounts: Vec<LineAmounts>,
    selected: Vec<(Selected, TaxRate)>,
    found: Vec<Found>,
    shipping: Option<(u64, u64)>,
    applied: Applied,
    asks: Option<TaxQuestion>,
    derivation: Derivation,
}

fn settle(run: Settling<'_>) -> Result<Priced, PricingRefusal> {
    let currency = run.basket.currency;
    let money = |minor| allocation::money(minor, currency);
    let mut sum = Totals::zero(currency, run.inclusive);
    for line in &run.amounts {
        sum.subtotal = sum.subtotal.plus(line.subtotal)?;
        sum.discount = sum.discount.plus(line.discount)?;
        sum.tax = sum.tax.plus(line.tax)?;
        sum.total = sum.total.plus(line.total)?;
    }
    let mut shipping = None;
    if let Some((price, left)) = run.shipping {
        let tax: u64 = run
            .derivation
            .taxes
            .iter()
            .filter_map(|step| step.shipping)
            .map(|(_, tax, _)| tax)
            .sum();
        let (price, left, tax) = (money(price)?, money(left)?, money(tax)?);
        sum.shipping = left;
        sum.shipping_tax = tax;
        sum.tax = sum.tax.plus(tax)?;
        sum.total = sum.total.plus(left)?;
        if !run.inclusive {
            sum.total = sum.total.plus(tax)?;
        }
        shipping = Some(ShippingAmounts { price, discount: price.minus(left)?, tax });
    }
    let taxes = shares(&run, currency)?;
    let exempt = !run.treatment.is_taxed();
    let lines = run.amounts.into_iter().zip(run.selected).zip(&run.found);
    let lines = lines
        .map(|((amounts, (selected, rate)), found)| {
            Ok(PricedLine {
                unit_price: money(found.unit)?,
                listed: selected.unit,
                compare_at: selected.compare_at,
                origin: selected.origin,
                tax_rate: if exempt { TaxRate::ZERO } else { rate },
                amounts,
            })
        })
        .collect::<Result<Vec<_>, PricingRefusal>>()?;
    let Applied { discounts, gifts, passed_over } = run.applied;
    let (treatment, derivation, asks) = (run.treatment, run.derivation, run.asks);
    Ok(Priced {
        lines,
        totals: sum,
        taxes,
        shipping,
        discounts,
        gifts,
        passed_over,
        treatment,
        asks,
        derivation,
    })
}

/// Tax by rate, the lowest rate first.
fn shares(
    run: &Settling<'_>,
    currency: primitives::Currency,
) -> Result<Vec<TaxShare>, PricingRefusal> {
    let mut left: BTreeMap<u32, u64> = BTreeMap::new();
    for (amounts, found) in run.amounts.iter().zip(&run.found) {
        let of = amounts.subtotal.minus(amounts.discount)?;
        *left.entry(found.rate).or_default() += unsigned(of)?;
    }
    let steps = run.derivation.taxes.iter();
    steps
        .map(|step| {
            let (part, shipping_tax) = step.shipping.map_or((0, 0), |(part, tax, _)| (part, tax));
            let tax = step.entries.iter().map(|entry| entry.tax).sum::<u64>() + shipping_tax;
            let amount = left.get(&step.rate).copied().unwrap_or(0) + part;
            let net = if run.inclusive { amount - tax } else { amount };
            let rate = TaxRate::of_decimal(Decimal::new(i64::from(step.rate), 6))?;
            let money = |minor| allocation::money(minor, currency);
            Ok(TaxShare { rate, net: money(net)?, tax: money(tax)? })
        })
        .collect()
}
