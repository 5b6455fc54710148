//! Taxes, lines and totals.
use super::{Bill, Check, Lot, proof, same};
use crate::{
    pricing::{Derivation, MILLION, derivation::TaxStep, tax::TaxLevel},
    totals::LineAmounts,
};
use primitives::Money;

/// The tax of every lot, and of shipping.
pub(super) struct Taxes {
    lots: Vec<i128>,
    shipping: i128,
}

/// Finds every tax right: each lot is taxed once, and shipping whole.
pub(super) fn taxes(derivation: &Derivation, lots: &[Lot], shipping: Option<i128>) -> Check<Taxes> {
    let mut found: Vec<Option<i128>> = vec![None; lots.len()];
    let (mut weights, mut parts, mut shipping_tax) = (Vec::new(), Vec::new(), 0);
    let outside = derivation.taxed_by.is_outside();
    for step in &derivation.taxes {
        if outside {
            said(derivation, lots, step)?;
        } else {
            of_rate(derivation, lots, step)?;
        }
        let mut left = 0;
        for entry in &step.entries {
            let at = usize::try_from(entry.lot).map_err(|_| "no such lot")?;
            let tax = found.get_mut(at).ok_or("no such lot")?;
            if tax.replace(i128::from(entry.tax)).is_some() {
                return Err("a lot is taxed twice".into());
            }
            left += lots.get(at).map_or(0, |lot| lot.left);
        }
        weights.push(left);
        if let Some((part, tax, _)) = step.shipping {
            parts.push(i128::from(part));
            shipping_tax += i128::from(tax);
        }
    }
    if let Some(price) = shipping {
        if outside {
            // Whoever said it taxes delivery at one rate.
            same("the parts of shipping", 1, count(&parts))?;
            same("what of shipping is taxed", price, parts.iter().sum())?;
        } else {
            same("the parts of shipping", count(&weights), count(&parts))?;
            proof::shared(price, &weights, &parts)?;
        }
    }
    let lots = found.into_iter().map(|tax| tax.ok_or("a lot is not taxed"));
    Ok(Taxes { lots: lots.collect::<Result<_, _>>()?, shipping: shipping_tax })
}

/// What an outside service said cannot be recomputed; it can be found possible: on something that is
/// taxed at all, never more than what it is on, and with no exact value claimed for it.
fn said(derivation: &Derivation, lots: &[Lot], step: &TaxStep) -> Check<()> {
    if !derivation.treatment.is_taxed() {
        return Err("a service taxed what is not taxed".into());
    }
    let most = |amount: i128, tax: u64, delta: i64| {
        same("the distance of a tax that was said", 0, i128::from(delta))?;
        if i128::from(tax) > amount {
            return Err(format!("a tax of {tax} on {amount}"));
        }
        Ok(())
    };
    for entry in &step.entries {
        let lot =
            usize::try_from(entry.lot).ok().and_then(|at| lots.get(at)).ok_or("no such lot")?;
        most(lot.left, entry.tax, entry.delta)?;
    }
    let shipping = step.shipping;
    shipping.map_or(Ok(()), |(part, tax, delta)| most(i128::from(part), tax, delta))
}

fn of_rate(derivation: &Derivation, lots: &[Lot], step: &TaxStep) -> Check<()> {
    let rate = i128::from(step.rate);
    let by = i128::from(MILLION) + if derivation.inclusive { rate } else { 0 };
    let mode = derivation.tax.mode;
    let mut amounts = Vec::new();
    let mut taxes = Vec::new();
    for entry in &step.entries {
        let lot =
            usize::try_from(entry.lot).ok().and_then(|at| lots.get(at)).ok_or("no such lot")?;
        let tax = i128::from(entry.tax);
        same("the distance of a tax", lot.left * rate - tax * by, i128::from(entry.delta))?;
        match derivation.tax.level {
            TaxLevel::Line => proof::rounded(mode, lot.left * rate, by, tax, entry.delta)?,
            TaxLevel::Unit => by_unit(derivation, lot, rate, by, tax)?,
            TaxLevel::Total => {}
        }
        amounts.push(lot.left);
        taxes.push(tax);
    }
    if let Some((part, tax, delta)) = step.shipping {
        let (part, tax) = (i128::from(part), i128::from(tax));
        same("the distance of a tax", part * rate - tax * by, i128::from(delta))?;
        if derivation.tax.level != TaxLevel::Total {
            proof::rounded(mode, part * rate, by, tax, delta)?;
        }
        amounts.push(part);
        taxes.push(tax);
    }
    if derivation.tax.level == TaxLevel::Total {
        let (amount, tax): (i128, i128) = (amounts.iter().sum(), taxes.iter().sum());
        proof::nearest(mode, amount * rate - tax * by, by, tax)?;
        if tax > 0 {
            proof::shared(tax, &amounts, &taxes)?;
        }
    }
    Ok(())
}

/// Unit by unit: some cost the whole part of the average, the others one more.
fn by_unit(derivation: &Derivation, lot: &Lot, rate: i128, by: i128, tax: i128) -> Check<()> {
    let each = lot.left / lot.units.max(1);
    let dearer = lot.left - each * lot.units;
    let of = |amount: i128| {
        // The whole part is right, or the next one is.
        let low = amount * rate / by;
        let good = |value: &i128| {
            proof::nearest(derivation.tax.mode, amount * rate - value * by, by, *value).is_ok()
        };
        [low, low + 1].into_iter().find(good).unwrap_or(low)
    };
    same("the tax of units", of(each) * (lot.units - dearer) + of(each + 1) * dearer, tax)
}

/// Finds every line right: lines sum to their lot, each with its share of it.
pub(super) fn lines(
    derivation: &Derivation,
    lots: &[Lot],
    taxes: &Taxes,
    lines: &[LineAmounts],
) -> Check<()> {
    same("the lines", count(&derivation.lines), count(lines))?;
    for (lot, tax) in lots.iter().zip(&taxes.lots) {
        let (mut starts, mut taken, mut lefts, mut of_tax) = (vec![], vec![], vec![], vec![]);
        for at in &lot.lines {
            let (Some(line), Some(step)) = (lines.get(*at), derivation.lines.get(*at)) else {
                return Err("a line is missing".into());
            };
            let whole = i128::from(step.unit) * i128::from(step.quantity);
            same("a subtotal", whole, i128::from(line.subtotal.minor))?;
            let (discount, given) = (i128::from(line.discount.minor), i128::from(step.given));
            starts.push(whole - given);
            taken.push(discount - given);
            lefts.push(whole - discount);
            of_tax.push(i128::from(line.tax.minor));
            let on_top = if derivation.inclusive { 0 } else { i128::from(line.tax.minor) };
            same("a line's total", whole - discount + on_top, i128::from(line.total.minor))?;
            positive(&[line.subtotal, line.discount, line.tax, line.total])?;
        }
        let off = lot.unit * lot.units - lot.given - lot.left;
        proof::shared(off, &starts, &taken)?;
        proof::shared(*tax, &lefts, &of_tax)?;
    }
    Ok(())
}

fn positive(amounts: &[Money]) -> Check<()> {
    let negative = amounts.iter().find(|amount| amount.minor < 0);
    negative.map_or(Ok(()), |amount| Err(format!("{amount} is below nothing")))
}

/// Finds the whole right: it is the sum of its parts.
pub(super) fn totals(
    derivation: &Derivation,
    bill: Bill<'_>,
    shipping: Option<i128>,
    taxes: &Taxes,
) -> Check<()> {
    let sum = |of: fn(&LineAmounts) -> Money| -> i128 {
        bill.lines.iter().map(|line| i128::from(of(line).minor)).sum()
    };
    let totals = bill.totals;
    let (subtotal, discount) = (sum(|line| line.subtotal), sum(|line| line.discount));
    let tax = sum(|line| line.tax) + taxes.shipping;
    let shipping = shipping.unwrap_or(0);
    same("the subtotal", subtotal, i128::from(totals.subtotal.minor))?;
    same("the discount", discount, i128::from(totals.discount.minor))?;
    same("shipping", shipping, i128::from(totals.shipping.minor))?;
    same("the tax on shipping", taxes.shipping, i128::from(totals.shipping_tax.minor))?;
    same("the tax", tax, i128::from(totals.tax.minor))?;
    let on_top = if derivation.inclusive { 0 } else { tax };
    let total = subtotal - discount + shipping + on_top;
    same("the total", total, i128::from(totals.total.minor))?;
    let by_rate: i128 = bill
        .taxes
        .iter()
        .map(|share| i128::from(share.net.minor) + i128::from(share.tax.minor))
        .sum();
    same("the sum by rate", total, by_rate)?;
    let of_rates: i128 = bill.taxes.iter().map(|share| i128::from(share.tax.minor)).sum();
    same("the tax by rate", tax, of_rates)?;
    positive(&[totals.subtotal, totals.discount, totals.shipping, totals.tax, totals.total])?;
    if totals.prices_include_tax != derivation.inclusive || totals.currency != derivation.currency {
        return Err("it is reckoned in another way or currency than it says".into());
    }
    Ok(())
}

fn count<T>(list: &[T]) -> i128 {
    i128::try_from(list.len()).unwrap_or(i128::MAX)
}
