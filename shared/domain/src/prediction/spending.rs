//! Gamma-Gamma: how much somebody spends each time.
//!
//! Amounts of one customer are Gamma(p, ν), and ν differs from customer to customer as Gamma(q, γ). It takes for granted that
//! who buys often spends neither more nor less each time: look at [`correlation`](SpendingModel::correlation) first;
//! on the published data it is 0.11.
use super::{
    HISTORIES_MAX, History, PredictionRefusal,
    climb::{Height, climb},
};
use crate::statistics::{ln_gamma, psi};
use serde::{Deserialize, Serialize};

const PARAMETER_MAX: f64 = 1e12;
const LEAST: usize = 30;

/// The model: shapes p and q, and the scale γ in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct SpendingModel {
    p: f64,
    q: f64,
    gamma: f64,
}

#[derive(Deserialize)]
struct Raw {
    p: f64,
    q: f64,
    gamma: f64,
}

impl TryFrom<Raw> for SpendingModel {
    type Error = PredictionRefusal;
    fn try_from(raw: Raw) -> Result<Self, PredictionRefusal> {
        Self::new(raw.p, raw.q, raw.gamma)
    }
}

impl SpendingModel {
    /// Of known parameters, each above nothing and at most 10¹²; the shapes at most 10⁶.
    pub fn new(p: f64, q: f64, gamma: f64) -> Result<Self, PredictionRefusal> {
        let possible = [p, q].iter().all(|one| (1e-6..=1e6).contains(one))
            && (1e-6..=PARAMETER_MAX).contains(&gamma);
        if possible { Ok(Self { p, q, gamma }) } else { Err(PredictionRefusal::Model) }
    }

    /// p, q and γ.
    pub fn parameters(&self) -> [f64; 3] {
        [self.p, self.q, self.gamma]
    }

    /// The model of these histories: of those of them that have repeats which came to something.
    pub fn fit(histories: impl IntoIterator<Item = History>) -> Result<Self, PredictionRefusal> {
        let mut sample: Vec<(f64, f64)> =
            histories.into_iter().filter_map(spent).take(HISTORIES_MAX.saturating_add(1)).collect();
        if sample.len() > HISTORIES_MAX {
            return Err(PredictionRefusal::TooMany(HISTORIES_MAX));
        }
        if sample.len() < LEAST {
            return Err(PredictionRefusal::TooFew { least: LEAST, days: 2, have: sample.len() });
        }
        // Sums of floats depend on their order: one order for all.
        sample.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
        // In units of the mean, so that the search begins near whatever the currency.
        let mean = sample.iter().map(|(_, m)| m).sum::<f64>() / sample.len() as f64;
        for (_, m) in &mut sample {
            *m /= mean;
        }
        let [p, q, gamma] = climb([1.0, 2.0, 1.0], |at| height(&sample, at))?;
        Self::new(p, q, gamma * mean).map_err(|_| PredictionRefusal::Undetermined)
    }

    /// What a customer spends each time, in minor units, as expected by what they spent: equation 5 of the paper, between
    /// their own average and everybody's. None where the model has no mean (q ≤ 1) and the customer too little of one.
    pub fn expected(&self, history: History) -> Option<f64> {
        let (x, mean) = spent(history).unwrap_or((0.0, 0.0));
        let shape = self.p * x + self.q - 1.0;
        (shape > 0.0).then(|| self.p * (self.gamma + x * mean) / shape)
    }

    /// Pearson's correlation of how often and how much. None where all are alike.
    pub fn correlation(histories: impl IntoIterator<Item = History>) -> Option<f64> {
        let pairs: Vec<(f64, f64)> = histories.into_iter().filter_map(spent).collect();
        let n = pairs.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
        let (often, much) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let (mut both, mut one, mut other) = (0.0, 0.0, 0.0);
        for (x, m) in &pairs {
            both += (x - often) * (m - much);
            one += (x - often).powi(2);
            other += (m - much).powi(2);
        }
        (one > 0.0 && other > 0.0).then(|| both / (one * other).sqrt())
    }
}

/// x and the average, where there is one above nothing: the model knows no other.
fn spent(history: History) -> Option<(f64, f64)> {
    let mean = history.average().filter(|mean| *mean > 0.0)?;
    Some((f64::from(history.repeats()), mean))
}

/// The mean of ln L (equation 1a of the paper) and its slopes by the logarithms of p, q and γ.
fn height(sample: &[(f64, f64)], [p, q, gamma]: [f64; 3]) -> Height<3> {
    let (mut sum, mut by_p, mut by_q, mut by_gamma) = (0.0, 0.0, 0.0, 0.0);
    for &(x, mean) in sample {
        let (shape, total) = (p * x, gamma + x * mean);
        sum += ln_gamma(shape + q) - ln_gamma(shape) - ln_gamma(q)
            + q * gamma.ln()
            + (shape - 1.0) * mean.ln()
            + shape * x.ln()
            - (shape + q) * total.ln();
        let both = psi(shape + q);
        by_p += x * (both - psi(shape) + mean.ln() + x.ln() - total.ln());
        by_q += both - psi(q) + gamma.ln() - total.ln();
        by_gamma += q / gamma - (shape + q) / total;
    }
    let n = sample.len() as f64;
    (sum / n, [p * by_p / n, q * by_q / n, gamma * by_gamma / n])
}
