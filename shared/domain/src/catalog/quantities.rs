//! In what quantities something is sold.
use primitives::{Quantity, limits::QUANTITY_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// From how many units, up to how many and in what steps a SKU is sold in one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantities {
    /// The least units of one line; a multiple of the step.
    #[serde(default = "one")]
    pub min: Quantity,
    /// The most units of one line; a multiple of the step. As many as there are where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Quantity>,
    /// Sold in multiples of this, such as 6 for what comes in boxes of six.
    #[serde(default = "one")]
    pub step: Quantity,
}

const fn one() -> Quantity {
    Quantity::ONE
}

impl Default for Quantities {
    fn default() -> Self {
        Self { min: one(), max: None, step: one() }
    }
}

impl Quantities {
    /// Any number of units.
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// Why nobody could buy any, if so.
    pub fn check(&self) -> Result<(), String> {
        let Self { min, max, step } = self;
        let fits = |quantity: &Quantity| quantity.get().is_multiple_of(step.get());
        if !fits(min) || max.as_ref().is_some_and(|max| !fits(max)) {
            return Err(format!(
                "the least and the most units must be multiples of the step, {step}"
            ));
        }
        if max.is_some_and(|max| max < *min) {
            return Err("the most units must not be fewer than the least".into());
        }
        Ok(())
    }

    /// What a good quantity is like, if this one is not.
    pub fn allow(&self, units: u32) -> Result<(), String> {
        let Self { min, max, step } = self;
        let most = max.map_or(QUANTITY_MAX, Quantity::get);
        if (min.get()..=most).contains(&units) && units.is_multiple_of(step.get()) {
            return Ok(());
        }
        let steps = if *step == one() { String::new() } else { format!(" in steps of {step}") };
        let upto = max.map_or_else(|| " up".into(), |max| format!(" to {max}"));
        Err(format!("sold{steps} from {min}{upto}, not {units}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(min: u32, max: Option<u32>, step: u32) -> Quantities {
        let units = |n| Quantity::parse(n).unwrap();
        Quantities { min: units(min), max: max.map(units), step: units(step) }
    }

    #[test]
    fn a_refusal_says_what_is_sold() {
        assert_eq!(
            of(12, Some(120), 6).allow(13).unwrap_err(),
            "sold in steps of 6 from 12 to 120, not 13"
        );
        assert_eq!(of(2, None, 1).allow(1).unwrap_err(), "sold from 2 up, not 1");
    }

    proptest! {
        #[test]
        fn good_rules_leave_something_to_buy_and_allow_only_that(
            min in 1u32..50, max in prop::option::of(1u32..50), step in 1u32..12,
        ) {
            let rules = of(min, max, step);
            let good: Vec<u32> = (1..=60).filter(|units| rules.allow(*units).is_ok()).collect();
            if rules.check().is_ok() {
                prop_assert_eq!(good.first(), Some(&min));
                prop_assert!(max.is_none_or(|max| good.last() == Some(&max)));
            }
            for units in good {
                prop_assert!(units >= min && units % step == 0 && max.is_none_or(|max| units <= max));
            }
        }
    }
}
