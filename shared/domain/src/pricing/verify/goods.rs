//! Unit prices, lots, and what was taken off.
use super::{Check, Flaw, Lot, flaw, proof, same};
use crate::pricing::{
    Derivation, MILLION,
    currency::PriceRounding,
    derivation::{How, LineStep, OffStep, Source},
};
use primitives::Currency;
use rust_decimal::Decimal;

/// Adds up lots from the steps of their lines.
pub(super) fn lots(derivation: &Derivation) -> Result<Vec<Lot>, Flaw> {
    let count = derivation.lines.iter().map(|line| line.lot + 1).max().unwrap_or(0);
    let mut lots = vec![Lot::default(); usize::try_from(count).unwrap_or(0)];
    for (at, line) in derivation.lines.iter().enumerate() {
        let wrong = |why| flaw(format!("line {at}"), why);
        unit(derivation, line).map_err(wrong)?;
        let lot = usize::try_from(line.lot).ok().and_then(|lot| lots.get_mut(lot));
        let Some(lot) = lot else { return Err(wrong("no such lot".into())) };
        if !lot.lines.is_empty() {
            same("the unit price of a lot", lot.unit, i128::from(line.unit)).map_err(wrong)?;
        }
        lot.unit = i128::from(line.unit);
        lot.units += i128::from(line.quantity);
        lot.given += i128::from(line.given);
        lot.lines.push(at);
    }
    for (at, lot) in lots.iter_mut().enumerate() {
        lot.left = lot.unit * lot.units - lot.given;
        if lot.left < 0 {
            return Err(flaw(format!("lot {at}"), "more is given than it costs".into()));
        }
    }
    Ok(lots)
}

fn unit(derivation: &Derivation, line: &LineStep) -> Check<()> {
    let gross = line.net.map_or(line.unit, |net| net.gross);
    if let Source::List(rule) = line.source {
        let known = usize::try_from(rule).ok().and_then(|at| derivation.rules.get(at));
        known.ok_or("it names no rule")?;
    }
    if let Source::Converted { minor, currency, rate, per, exact, rounding } = &line.source {
        let from = (*minor, *currency);
        converted(from, derivation.currency, (*rate, *per), *exact)?;
        ends(*rounding, *exact, gross)?;
    }
    let Some(net) = line.net else { return Ok(()) };
    let by = i128::from(MILLION) + i128::from(net.rate);
    let (gross, unit) = (i128::from(net.gross), i128::from(line.unit));
    proof::rounded(derivation.tax.mode, gross * i128::from(MILLION), by, unit, net.delta)?;
    let (given, whole) = (i128::from(net.given), unit * i128::from(line.quantity));
    let less = i128::from(line.given);
    if less == whole && given * i128::from(MILLION) >= (less - 1) * by {
        return Ok(());
    }
    proof::nearest(derivation.tax.mode, given * i128::from(MILLION) - less * by, by, less)
}

/// An amount in another currency: `exact × per × 10^digits there = minor × rate × 10^digits here`,
/// but for the last digits that a division drops.
fn converted(
    (minor, from): (u64, Currency),
    to: Currency,
    (rate, per): (Decimal, Decimal),
    exact: Decimal,
) -> Check<()> {
    let there = exact * per * Decimal::from(10_u64.pow(from.digits()));
    let here = Decimal::from(minor) * rate * Decimal::from(10_u64.pow(to.digits()));
    let off = (there - here).abs();
    if off <= Decimal::new(1, 6) * here.max(Decimal::ONE) {
        return Ok(());
    }
    Err(format!("{exact} is not the converted price"))
}

/// A price ends as the market likes it and is the nearest that does, or the least of its kind.
fn ends(rounding: PriceRounding, exact: Decimal, price: u64) -> Check<()> {
    let (every, rest) = match rounding {
        PriceRounding::Minor => (1, 0),
        PriceRounding::Step { step } => (step, 0),
        PriceRounding::Ending { every, ending } => (every, ending),
    };
    let distance = (exact - Decimal::from(price)).abs() * Decimal::TWO;
    let least = price == u64::from(if rest == 0 { every } else { rest });
    let ends = price % u64::from(every.max(1)) == u64::from(rest);
    if ends && (distance <= Decimal::from(every) || least) {
        Ok(())
    } else {
        Err(format!("{price} is not {exact} rounded"))
    }
}

/// Takes off what a promotion takes off, once it is found right.
pub(super) fn off(derivation: &Derivation, lots: &mut [Lot], step: &OffStep) -> Check<()> {
    let known = usize::try_from(step.rule).ok().and_then(|at| derivation.rules.get(at));
    known.ok_or("it names no rule")?;
    let mut bases = Vec::new();
    let mut expected_sum = 0;
    for entry in &step.entries {
        let lot =
            usize::try_from(entry.lot).ok().and_then(|at| lots.get(at)).ok_or("no such lot")?;
        let units = i128::from(entry.units);
        if units > lot.units {
            return Err("more units than there are".into());
        }
        let base = lot.left * units / lot.units.max(1);
        expected_sum += exact(step.how, base, units).0;
        bases.push(base);
    }
    let offs: Vec<i128> = step.entries.iter().map(|entry| i128::from(entry.off)).collect();
    match (step.how, step.cap) {
        (How::Spread(amount), cap) => {
            let amount = cap.map_or(amount, |cap| cap.min(amount));
            proof::apportioned(i128::from(amount), &bases, &offs)?;
        }
        (_, Some(cap))
            if offs.iter().sum::<i128>() == i128::from(cap) && !alone(derivation, step, &bases) =>
        {
            let (whole, parts) = (expected_sum, i128::from(MILLION) * (i128::from(cap) + 1));
            if whole + i128::from(MILLION) * i128::try_from(bases.len()).unwrap_or(0) < parts {
                return Err("the cap was not reached".into());
            }
            proof::apportioned(i128::from(cap), &bases, &offs)?;
        }
        (_, cap) => {
            each(derivation, step, &bases)?;
            if cap.is_some_and(|cap| offs.iter().sum::<i128>() > i128::from(cap)) {
                return Err("more than the cap is taken off".into());
            }
        }
    }
    for (entry, off) in step.entries.iter().zip(offs) {
        if let Some(lot) = usize::try_from(entry.lot).ok().and_then(|at| lots.get_mut(at)) {
            lot.left -= off;
            if lot.left < 0 {
                return Err("a lot costs less than nothing".into());
            }
        }
    }
    Ok(())
}

/// What is taken off, in millionths.
fn exact(how: How, base: i128, units: i128) -> (i128, i128) {
    let million = i128::from(MILLION);
    match how {
        How::Percent(parts) => (base * i128::from(parts), million),
        How::Each(amount) => ((i128::from(amount) * units).min(base) * million, million),
        How::Fixed(price) => ((base - i128::from(price) * units).max(0) * million, million),
        How::Spread(amount) => (i128::from(amount).min(base) * million, million),
    }
}

fn each(derivation: &Derivation, step: &OffStep, bases: &[i128]) -> Check<()> {
    for (entry, base) in step.entries.iter().zip(bases) {
        let (numerator, by) = exact(step.how, *base, i128::from(entry.units));
        proof::rounded(derivation.rounding, numerator, by, i128::from(entry.off), entry.delta)?;
    }
    Ok(())
}

/// Whether every entry is what it would be without a cap.
fn alone(derivation: &Derivation, step: &OffStep, bases: &[i128]) -> bool {
    each(derivation, step, bases).is_ok()
}

/// What is left of the price of shipping.
pub(super) fn shipping(derivation: &Derivation, lots: &[Lot]) -> Check<Option<i128>> {
    let Some(step) = &derivation.shipping else { return Ok(None) };
    let mut left = i128::from(step.price);
    if !step.net.is_empty() {
        let mut sum = 0;
        for (rate, part, net, delta) in &step.net {
            let by = i128::from(MILLION) + i128::from(*rate);
            let numerator = i128::from(*part) * i128::from(MILLION);
            proof::rounded(derivation.tax.mode, numerator, by, i128::from(*net), *delta)?;
            sum += i128::from(*net);
        }
        same("the price without tax", sum, left)?;
    }
    for (rule, how, off, delta) in &step.offs {
        let known = usize::try_from(*rule).ok().and_then(|at| derivation.rules.get(at));
        known.ok_or("it names no rule")?;
        let (numerator, by) = exact(*how, left, 1);
        proof::rounded(derivation.rounding, numerator, by, i128::from(*off), *delta)?;
        left -= i128::from(*off);
    }
    if left < 0 || lots.iter().any(|lot| lot.left < 0) {
        return Err("something costs less than nothing".into());
    }
    Ok(Some(left))
}
