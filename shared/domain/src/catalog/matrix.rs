//! Options and the variants they span.
use super::{Dimensions, OptionAxis, Quantities, Refusal, Variant};
use primitives::{
    Code, Money, Sku,
    limits::{OPTION_VALUES_MAX, OPTIONS_MAX, VARIANTS_MAX},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One value of each option.
pub type Choice = BTreeMap<Code, Code>;

/// Makes every combination of the options a variant, instead of listing them. A variant's SKU is
/// the prefix and the letters and digits of its values, so the same matrix makes the same variants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// What every SKU begins with.
    pub sku_prefix: Sku,
    /// Of each variant.
    #[serde(default)]
    #[schemars(length(max = primitives::limits::PRICES_MAX))]
    pub prices: Vec<Money>,
    /// Of each variant.
    #[serde(default)]
    pub weight_grams: u32,
    /// Of each variant.
    #[serde(default)]
    pub dimensions: Option<Dimensions>,
    /// Of each variant.
    #[serde(default)]
    pub quantities: Quantities,
    /// Combinations that do not exist.
    #[serde(default)]
    #[schemars(length(max = VARIANTS_MAX))]
    pub except: Vec<Choice>,
}

/// Every combination of the options, the last option turning fastest. Without options: the one
/// empty choice.
pub fn choices(options: &[OptionAxis]) -> Vec<Choice> {
    options.iter().fold(vec![Choice::new()], |choices, axis| {
        choices
            .iter()
            .flat_map(|choice| {
                axis.values.iter().map(|value| {
                    let mut next = choice.clone();
                    next.insert(axis.name.clone(), value.clone());
                    next
                })
            })
            .collect()
    })
}

/// The variants of a matrix.
pub fn expand(options: &[OptionAxis], matrix: &Matrix) -> Result<Vec<Variant>, Refusal> {
    if matrix.except.len() > VARIANTS_MAX {
        return Err(Refusal::Variants(format!("at most {VARIANTS_MAX} combinations are left out")));
    }
    // Counted before it is made: three options of eighty values would be half a million variants.
    let count = options.iter().fold(1usize, |n, axis| n.saturating_mul(axis.values.len()));
    if count > VARIANTS_MAX.saturating_add(matrix.except.len()) {
        return Err(Refusal::Variants(format!("the options span {count} variants")));
    }
    let wanted = choices(options).into_iter().filter(|choice| !matrix.except.contains(choice));
    wanted
        .map(|choice| {
            let mut sku = matrix.sku_prefix.to_string();
            for value in options.iter().filter_map(|axis| choice.get(&axis.name)) {
                sku.push('-');
                sku.extend(value.as_ref().chars().filter(char::is_ascii_alphanumeric));
            }
            let sku = Sku::parse(sku.as_str())
                .map_err(|_| Refusal::Variants(format!("{sku} is too long for a SKU")))?;
            Ok(Variant {
                sku,
                options: choice,
                gtin: None,
                prices: matrix.prices.clone(),
                weight_grams: matrix.weight_grams,
                dimensions: matrix.dimensions,
                quantities: matrix.quantities,
                kit: Vec::new(),
            })
        })
        .collect()
}

/// Checks that variants and options fit together: each variant makes one choice per option, no two
/// the same, each SKU once.
pub fn check(options: &[OptionAxis], variants: &[Variant]) -> Result<(), Refusal> {
    let wrong = |why: String| Err(Refusal::Variants(why));
    if options.len() > OPTIONS_MAX {
        return wrong(format!("a product has at most {OPTIONS_MAX} options"));
    }
    if variants.is_empty() || variants.len() > VARIANTS_MAX {
        return wrong(format!("a product has 1 to {VARIANTS_MAX} variants"));
    }
    let mut names = BTreeSet::new();
    for axis in options {
        let distinct: BTreeSet<_> = axis.values.iter().collect();
        let count = axis.values.len();
        if count == 0 || count > OPTION_VALUES_MAX || distinct.len() < count {
            return wrong(format!("the option {} needs 1 to 80 different values", axis.name));
        }
        if !names.insert(&axis.name) {
            return wrong(format!("the option {} is given twice", axis.name));
        }
    }
    let (mut skus, mut chosen) = (BTreeSet::new(), BTreeSet::new());
    for variant in variants {
        if !skus.insert(&variant.sku) {
            return wrong(format!("the SKU {} is given twice", variant.sku));
        }
        if let Err(why) = variant.quantities.check() {
            return wrong(format!("{}: {why}", variant.sku));
        }
        if !chosen.insert(&variant.options) {
            return wrong(format!("{} makes the same choice as another variant", variant.sku));
        }
        let fits = variant.options.len() == options.len()
            && options.iter().all(|axis| {
                variant.options.get(&axis.name).is_some_and(|value| axis.values.contains(value))
            });
        if !fits {
            return wrong(format!("{} must choose one value of each option", variant.sku));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn axes(sizes: &[usize]) -> Vec<OptionAxis> {
        sizes
            .iter()
            .enumerate()
            .map(|(at, size)| OptionAxis {
                name: Code::parse(format!("option {at}")).unwrap(),
                values: (0..*size).map(|v| Code::parse(format!("v{v}")).unwrap()).collect(),
            })
            .collect()
    }

    fn matrix(except: Vec<Choice>) -> Matrix {
        Matrix {
            sku_prefix: Sku::parse("SHIRT").unwrap(),
            prices: Vec::new(),
            weight_grams: 120,
            quantities: Quantities::default(),
            dimensions: None,
            except,
        }
    }

    proptest! {
        #[test]
        fn a_matrix_spans_every_combination_once_and_passes_its_own_check(
            sizes in prop::collection::vec(1usize..5, 0..=OPTIONS_MAX),
            left_out in 0usize..3,
        ) {
            let options = axes(&sizes);
            let all = choices(&options);
            let count: usize = sizes.iter().product();
            prop_assert_eq!(all.len(), count);
            let except: Vec<Choice> = all.into_iter().take(left_out.min(count - 1)).collect();
            let kept = count - except.len();
            let variants = expand(&options, &matrix(except)).unwrap();
            prop_assert_eq!(variants.len(), kept);
            prop_assert_eq!(check(&options, &variants), Ok(()));
        }

        #[test]
        fn a_variant_that_leaves_out_an_option_is_refused(
            sizes in prop::collection::vec(1usize..4, 1..=OPTIONS_MAX),
        ) {
            let options = axes(&sizes);
            let mut variants = expand(&options, &matrix(Vec::new())).unwrap();
            variants[0].options.pop_first();
            prop_assert!(check(&options, &variants).is_err());
        }
    }

    #[test]
    fn a_matrix_of_half_a_million_is_refused_before_it_is_made() {
        assert!(expand(&axes(&[80, 80, 80]), &matrix(Vec::new())).is_err());
    }

    #[test]
    fn two_variants_of_one_sku_or_one_choice_are_refused() {
        let options = axes(&[2]);
        let mut variants = expand(&options, &matrix(Vec::new())).unwrap();
        variants[1].sku = variants[0].sku.clone();
        assert!(check(&options, &variants).is_err());
        let mut variants = expand(&options, &matrix(Vec::new())).unwrap();
        variants[1].options = variants[0].options.clone();
        assert!(check(&options, &variants).is_err());
    }
}
