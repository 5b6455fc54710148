//! The BG/NBD that explains a shop's histories best: maximum likelihood, equation 6 of the paper in logarithms.
use super::{
    BuyingModel, HISTORIES_MAX, History, PredictionRefusal,
    climb::{Height, climb},
};
use crate::statistics::{ln_gamma, psi};
use std::collections::BTreeMap;

/// Customers who came back, below which there is no fitting four parameters.
const LEAST: usize = 30;
/// Where the search begins: a middling shop. The likelihood of the tests' data has one top from wherever one begins.
const START: [f64; 4] = [1.0, 10.0, 1.0, 2.0];

/// Equal histories are counted, not repeated: at the day there are far fewer of them than customers.
struct Sample {
    /// How often each history occurs.
    kinds: Vec<(History, f64)>,
    /// How many customers came back so often: what hangs on x alone is reckoned once for each.
    repeats: BTreeMap<u32, f64>,
    customers: f64,
}

/// What hangs on x alone, of one x, and its slope by r, a and b.
struct ByRepeats {
    value: f64,
    by_r: f64,
    by_a: f64,
    by_b: f64,
}

impl BuyingModel {
    /// The model of these histories. The same whatever their order.
    pub fn fit(histories: impl IntoIterator<Item = History>) -> Result<Self, PredictionRefusal> {
        let sample = Sample::of(histories)?;
        let [r, alpha, a, b] = climb(START, |at| sample.height(at))?;
        Self::new(r, alpha, a, b).map_err(|_| PredictionRefusal::Undetermined)
    }

    /// The logarithm of the likelihood that the model gives these histories.
    pub fn ln_likelihood(&self, histories: impl IntoIterator<Item = History>) -> f64 {
        let sample = Sample::count(histories);
        sample.height(self.parameters()).0 * sample.customers
    }
}

impl Sample {
    fn of(histories: impl IntoIterator<Item = History>) -> Result<Self, PredictionRefusal> {
        let sample = Self::count(histories.into_iter().take(HISTORIES_MAX.saturating_add(1)));
        if sample.customers > HISTORIES_MAX as f64 {
            return Err(PredictionRefusal::TooMany(HISTORIES_MAX));
        }
        let again = sample.kinds.iter().filter(|(history, _)| history.repeats() > 0);
        let have = again.map(|(_, count)| count).sum::<f64>();
        if have < LEAST as f64 {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Below LEAST.
            return Err(PredictionRefusal::TooFew { least: LEAST, days: 2, have: have as usize });
        }
        Ok(sample)
    }

    fn count(histories: impl IntoIterator<Item = History>) -> Self {
        let (mut kinds, mut repeats) = (BTreeMap::<History, f64>::new(), BTreeMap::new());
        let mut customers = 0.0;
        for history in histories {
            // Money has no part in it.
            let kind = history.without_money();
            *kinds.entry(kind).or_default() += 1.0;
            *repeats.entry(kind.repeats()).or_default() += 1.0;
            customers += 1.0;
        }
        Self { kinds: kinds.into_iter().collect(), repeats, customers }
    }

    /// The mean of ln L and its slopes by the logarithms of r, α, a and b.
    fn height(&self, [r, alpha, a, b]: [f64; 4]) -> Height<4> {
        let (mut sum, mut by_r, mut by_alpha, mut by_a, mut by_b) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (&x, &count) in &self.repeats {
            let part = ByRepeats::of(f64::from(x), r, alpha, a, b);
            sum += count * part.value;
            by_r += count * part.by_r;
            by_a += count * part.by_a;
            by_b += count * part.by_b;
        }
        by_alpha += self.customers * r / alpha;
        for &(history, count) in &self.kinds {
            let x = f64::from(history.repeats());
            let (past, seen) = (alpha + history.age(), alpha + history.recency());
            let here = -(r + x) * past.ln();
            // ln(e^here + e^gone), and the share of the second: who came back may have left since.
            let (ln_both, gone) = if history.repeats() == 0 {
                (here, 0.0)
            } else {
                let left = a.ln() - (b + x - 1.0).ln() - (r + x) * seen.ln();
                let most = here.max(left);
                let both = most + ((here - most).exp() + (left - most).exp()).ln();
                (both, (left - both).exp())
            };
            sum += count * ln_both;
            by_r -= count * ((1.0 - gone) * past.ln() + gone * seen.ln());
            by_alpha -= count * (r + x) * ((1.0 - gone) / past + gone / seen);
            by_a += count * gone / a;
            if gone > 0.0 {
                by_b -= count * gone / (b + x - 1.0);
            }
        }
        let n = self.customers.max(1.0);
        (sum / n, [r * by_r / n, alpha * by_alpha / n, a * by_a / n, b * by_b / n])
    }
}

impl ByRepeats {
    /// ln Γ(r+x)/Γ(r) + r ln α + ln Γ(a+b)Γ(b+x) / Γ(b)Γ(a+b+x).
    fn of(x: f64, r: f64, alpha: f64, a: f64, b: f64) -> Self {
        let ends = psi(a + b) - psi(a + b + x);
        Self {
            value: ln_gamma(r + x) - ln_gamma(r) + r * alpha.ln() + ln_gamma(a + b)
                - ln_gamma(a + b + x)
                + ln_gamma(b + x)
                - ln_gamma(b),
            by_r: psi(r + x) - psi(r) + alpha.ln(),
            by_a: ends,
            by_b: ends + psi(b + x) - psi(b),
        }
    }
}
