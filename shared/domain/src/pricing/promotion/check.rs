//! What is wrong with a promotion, before it can do any harm.
use super::{
    Amounts, Condition, Effect, Hours, Off, OrderOff, Promotion, Selector, Stacking, Step,
    Threshold,
};
use crate::pricing::{Fraction, PricingRefusal};
use primitives::Code;

const CONDITIONS_MAX: usize = 20;
const STEPS_MAX: usize = 20;
const PARTS_MAX: usize = 10;
const NAMES_MAX: usize = 500;
const CURRENCIES_MAX: usize = primitives::limits::PRICES_MAX;

impl Promotion {
    /// Refuses a rule that never could apply, that contradicts itself, or that would give
    /// everything away to everybody; the refusal names the rule.
    pub fn check(&self) -> Result<(), PricingRefusal> {
        let rule = Code::parse(self.id.to_string())?;
        self.fault().map_or(Ok(()), |why| Err(PricingRefusal::rule(&rule, why)))
    }

    fn fault(&self) -> Option<String> {
        let own = || {
            if self.window.is_empty() {
                return Some("it ends before it begins".to_owned());
            }
            if self.group.is_some() && self.stacking == Stacking::Exclusive {
                return Some("it cannot both be one of a group and apply alone".into());
            }
            if self.limits.per_code.is_some() && !self.by_code {
                return Some("it counts uses by code but asks for none".into());
            }
            if self.conditions.len() > CONDITIONS_MAX {
                return Some(format!("it has more than {CONDITIONS_MAX} conditions"));
            }
            None
        };
        own()
            .or_else(|| self.selectors().into_iter().find_map(selector))
            .or_else(|| self.conditions.iter().find_map(condition))
            .or_else(|| effect(&self.effect))
            .or_else(|| self.gives_everything_away())
    }

    /// A hundred per cent off everything, or a price of nothing, needs a code, a limit or a condition.
    fn gives_everything_away(&self) -> Option<String> {
        let whole = match &self.effect {
            Effect::Lines { of, off, at_most: None, cap: None, .. } => of.is_all() && is_whole(off),
            Effect::MultiBuy { of, price, at_most: None, .. } => {
                of.is_all() && price.0.iter().any(|one| one.is_zero())
            }
            Effect::Tiered { of, steps } => {
                let whole = |off: &OrderOff| matches!(off, OrderOff::Percent { share } if *share == Fraction::WHOLE);
                of.is_all() && steps.first().is_some_and(|step| whole(&step.off))
            }
            Effect::Order { off: OrderOff::Percent { share }, cap: None } => {
                *share == Fraction::WHOLE
            }
            _ => false,
        };
        let open = !self.by_code && self.conditions.is_empty() && self.limits.uses.is_none();
        (whole && open).then(|| "it would give everything away to everybody".into())
    }
}

/// Whether nothing is left of a unit.
fn is_whole(off: &Off) -> bool {
    match off {
        Off::Percent { share } => *share == Fraction::WHOLE,
        Off::FixedPrice { prices } => prices.0.iter().any(|one| one.is_zero()),
        Off::Amount { .. } => false,
    }
}

fn selector(of: &Selector) -> Option<String> {
    let names = of.skus.len()
        + of.products.len()
        + of.categories.len()
        + of.attributes.len()
        + of.except_skus.len()
        + of.except_categories.len();
    if names > NAMES_MAX {
        return Some(format!("it names more than {NAMES_MAX} things at once"));
    }
    let sku = of.skus.iter().find(|sku| of.except_skus.contains(sku));
    let category = of.categories.iter().find(|one| of.except_categories.contains(one));
    let both = sku.map(ToString::to_string).or_else(|| category.map(ToString::to_string));
    both.map(|both| format!("it both means and leaves out {both}"))
}

fn condition(condition: &Condition) -> Option<String> {
    match condition {
        Condition::Spend { at_least, .. } => amounts(at_least, true),
        Condition::Group { any_of } | Condition::Channel { any_of } => {
            any_of.is_empty().then(|| "a condition names nothing".into())
        }
        Condition::Country { any_of } => {
            any_of.is_empty().then(|| "a condition names nothing".into())
        }
        Condition::Hours { any_of, .. } => Hours::fault(any_of),
        Condition::Units { .. } | Condition::FirstOrder => None,
    }
}

fn amounts(amounts: &Amounts, nothing_is_wrong: bool) -> Option<String> {
    let list = &amounts.0;
    if list.is_empty() || list.len() > CURRENCIES_MAX {
        return Some(format!("it needs an amount in 1 to {CURRENCIES_MAX} currencies"));
    }
    if let Some(bad) = list.iter().find(|amount| amount.is_negative()) {
        return Some(format!("{bad} is below nothing"));
    }
    if let Some(zero) = list.iter().find(|amount| nothing_is_wrong && amount.is_zero()) {
        return Some(format!("{zero} does nothing"));
    }
    let twice = list
        .iter()
        .enumerate()
        .find(|(at, one)| list.iter().take(*at).any(|other| other.currency == one.currency));
    twice.map(|(_, one)| format!("{} is there twice", one.currency))
}

fn off(off: &Off) -> Option<String> {
    match off {
        Off::Percent { share } => (share.parts() == 0).then(|| "no share does nothing".into()),
        Off::Amount { amounts: list } => amounts(list, true),
        Off::FixedPrice { prices } => amounts(prices, false),
    }
}

fn order_off(off: &OrderOff) -> Option<String> {
    match off {
        OrderOff::Percent { share } => (share.parts() == 0).then(|| "no share does nothing".into()),
        OrderOff::Amount { amounts: list } => amounts(list, true),
    }
}

fn zero(most: Option<u32>) -> Option<String> {
    (most == Some(0)).then(|| "at most nothing does nothing".into())
}

fn effect(effect: &Effect) -> Option<String> {
    match effect {
        Effect::Lines { off: how, at_most, cap, .. } => off(how)
            .or_else(|| zero(*at_most))
            .or_else(|| cap.as_ref().and_then(|cap| amounts(cap, true))),
        Effect::Order { off: how, cap } => {
            order_off(how).or_else(|| cap.as_ref().and_then(|cap| amounts(cap, true)))
        }
        Effect::Tiered { steps: list, .. } => steps(list),
        Effect::BuyGet { off: how, at_most, .. } => off(how).or_else(|| zero(*at_most)),
        Effect::MultiBuy { units, price, at_most, .. } => {
            let alone =
                (units.get() < 2).then(|| "several for a price are at least two".to_owned());
            alone.or_else(|| amounts(price, false)).or_else(|| zero(*at_most))
        }
        Effect::Bundle { parts, off: how, at_most } => {
            if !(2..=PARTS_MAX).contains(&parts.len()) {
                return Some(format!("a bundle has 2 to {PARTS_MAX} parts"));
            }
            let all = parts.iter().find(|part| part.of.is_all());
            let vague = all.map(|_| "a part of a bundle has to name something".to_owned());
            let named = |sku| parts.iter().filter(|part| part.of.skus.contains(sku)).count();
            let twice = parts.iter().flat_map(|part| &part.of.skus).find(|sku| named(sku) > 1);
            vague
                .or_else(|| twice.map(|sku| format!("{sku} is in two parts of the bundle")))
                .or_else(|| off(how))
                .or_else(|| zero(*at_most))
        }
        Effect::Shipping { off: how, .. } => off(how),
        Effect::Gift { .. } => None,
    }
}

/// Steps have to rise, all by units or all by worth, and take more off the higher they are.
fn steps(list: &[Step]) -> Option<String> {
    if !(1..=STEPS_MAX).contains(&list.len()) {
        return Some(format!("it needs 1 to {STEPS_MAX} steps"));
    }
    let own = list.iter().find_map(|step| {
        let threshold = match &step.from {
            Threshold::Units { .. } => None,
            Threshold::Spend { amounts: list } => amounts(list, true),
        };
        threshold.or_else(|| order_off(&step.off))
    });
    let falls = || list.iter().zip(list.iter().skip(1)).find_map(|(low, high)| rises(low, high));
    own.or_else(falls)
}

fn rises(low: &Step, high: &Step) -> Option<String> {
    let lower = |one: &Amounts, other: &Amounts| {
        let bad = one.0.iter().find(|low| {
            other.of(low.currency).is_none_or(|high| i128::from(high) <= i128::from(low.minor))
        });
        bad.map(|amount| format!("in {} a step is no higher than the one before", amount.currency))
    };
    let threshold = match (&low.from, &high.from) {
        (Threshold::Units { units: low }, Threshold::Units { units: high }) => {
            (high <= low).then(|| format!("the step at {high} units is no higher than {low}"))
        }
        (Threshold::Spend { amounts: low }, Threshold::Spend { amounts: high }) => lower(low, high),
        _ => Some("steps count either units or worth, not both".into()),
    };
    threshold.or_else(|| match (&low.off, &high.off) {
        (OrderOff::Percent { share: low }, OrderOff::Percent { share: high }) => {
            (high <= low).then(|| format!("{high} off at a higher step is no more than {low}"))
        }
        (OrderOff::Amount { amounts: low }, OrderOff::Amount { amounts: high }) => lower(low, high),
        _ => Some("steps take off either shares or amounts, not both".into()),
    })
}
