//! Several comparisons at once.

/// Chances corrected for being one of `of`, by Holm's method (*Scandinavian Journal of Statistics* 6, 1979), in the order
/// given: whatever the comparisons have to do with each other, one below α is wrong with a chance of α at most. Those of
/// `of` that are not given count as having shown nothing.
pub fn holm(chances: &[f64], of: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    let chance = |at: &usize| chances.get(*at).copied().unwrap_or(1.0);
    order.sort_by(|one, other| chance(one).total_cmp(&chance(other)));
    let (mut corrected, mut most) = (vec![1.0; chances.len()], 0.0_f64);
    for (before, at) in order.iter().enumerate() {
        let left = of.max(chances.len()).saturating_sub(before);
        most = most.max((chance(at) * left as f64).min(1.0));
        if let Some(cell) = corrected.get_mut(*at) {
            *cell = most;
        }
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As R's `p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")` says.
    #[test]
    fn as_the_method_has_it() {
        let seen = holm(&[0.01, 0.04, 0.03, 0.005], 4);
        for (one, wanted) in seen.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((one - wanted).abs() < 1e-12, "{seen:?}");
        }
        assert_eq!(holm(&[], 3), Vec::<f64>::new());
    }

    proptest! {
        #[test]
        fn nothing_gets_surer_and_the_order_stays(chances in prop::collection::vec(0.0_f64..1.0, 1..20), more in 0_usize..5) {
            let seen = holm(&chances, chances.len() + more);
            for (was, is) in chances.iter().zip(&seen) {
                prop_assert!(is >= was && *is <= 1.0);
            }
            for (one, first) in chances.iter().zip(&seen) {
                for (other, second) in chances.iter().zip(&seen) {
                    prop_assert!(one > other || first <= second);
                }
            }
        }
    }
}
