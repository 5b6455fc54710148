//! BG/NBD: how often somebody buys, and whether they still do.
//!
//! While a customer is with the shop they buy at random at a rate of their own; after every repeat purchase they leave for
//! good with a chance of their own. Rates are spread over customers as Gamma(r, α), chances as Beta(a, b).
use super::{HORIZON_MAX, History, PredictionRefusal};
use serde::{Deserialize, Serialize};

/// The largest parameter of a model: beyond it customers are all alike, and the histories say nothing of the spread.
const PARAMETER_MAX: f64 = 1e6;
/// Terms of the series, each at most `HORIZON_MAX / (α + HORIZON_MAX)` of the last one in the end.
const TERMS_MAX: u32 = 2_000_000;

/// The model with its four parameters; time is in weeks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct BuyingModel {
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
}

#[derive(Deserialize)]
struct Raw {
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
}

impl TryFrom<Raw> for BuyingModel {
    type Error = PredictionRefusal;
    fn try_from(raw: Raw) -> Result<Self, PredictionRefusal> {
        Self::new(raw.r, raw.alpha, raw.a, raw.b)
    }
}

impl BuyingModel {
    /// Of known parameters, each above nothing and at most 10⁶.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<Self, PredictionRefusal> {
        let possible = [r, alpha, a, b].iter().all(|one| (1e-6..=PARAMETER_MAX).contains(one));
        if possible { Ok(Self { r, alpha, a, b }) } else { Err(PredictionRefusal::Model) }
    }

    /// r, α, a and b.
    pub fn parameters(&self) -> [f64; 4] {
        [self.r, self.alpha, self.a, self.b]
    }

    /// The chance that a customer has not left. Who never came back has had no occasion to leave in this model: theirs
    /// is 1, which is why [`Self::silent`] and not this is what a shop should act on.
    ///
    /// Fader, Hardie and Lee, "Computing P(alive) Using the BG/NBD Model", 2008 (brucehardie.com/notes/021).
    pub fn alive(&self, history: History) -> f64 {
        1.0 / (1.0 + self.odds_gone(history))
    }

    fn odds_gone(&self, history: History) -> f64 {
        if history.repeats() == 0 {
            return 0.0;
        }
        let x = f64::from(history.repeats());
        let idle = (self.alpha + history.age()).ln() - (self.alpha + history.recency()).ln();
        (self.a.ln() - (self.b + x - 1.0).ln() + (self.r + x) * idle).exp()
    }

    /// The chance that a customer buys nothing in the next `weeks`: the risk of churn.
    ///
    /// Who is still there has the rate Gamma(r + x, α + T), and cannot leave before the next purchase.
    pub fn silent(&self, history: History, weeks: f64) -> Result<f64, PredictionRefusal> {
        check(weeks)?;
        let past = self.alpha + history.age();
        let none = (-(self.r + f64::from(history.repeats())) * (weeks / past).ln_1p()).exp();
        Ok(1.0 - self.alive(history) * (1.0 - none))
    }

    /// Purchases that a customer makes in the next `weeks`, as expected by their history: equation 10 of the paper.
    pub fn expected(&self, history: History, weeks: f64) -> Result<f64, PredictionRefusal> {
        let x = f64::from(history.repeats());
        Ok(self.purchases(x, history.age(), weeks)? * self.alive(history))
    }

    /// Repeat purchases of a new customer in their first `weeks`: equation 9 of the paper.
    pub fn expected_new(&self, weeks: f64) -> Result<f64, PredictionRefusal> {
        self.purchases(0.0, 0.0, weeks)
    }

    /// Of somebody still there: C/(a−1) · [1 − (1−z)^(r+x) ₂F₁(r+x, b+x; C; z)], C = a+b+x−1, z = t/(α+T+t).
    ///
    /// Written otherwise, so that nothing is lost: by Euler's transformation the bracket is 1 − (1−z)^s ₂F₁(A, s; C; z)
    /// with s = a−1 and A = C−r−x, whose every term but the first has the factor s/C. Both are divided out, and what is
    /// left is good for a = 1 and a + b + x = 1 too, where the formula of the paper has no value, only a limit.
    fn purchases(&self, x: f64, age: f64, weeks: f64) -> Result<f64, PredictionRefusal> {
        check(weeks)?;
        let whole = self.alpha + age + weeks;
        let (z, s, c) = (weeks / whole, self.a - 1.0, self.a + self.b + x - 1.0);
        let ln_rest = ((self.alpha + age) / whole).ln();
        let first = if s.abs() < 1e-12 { -ln_rest } else { -(s * ln_rest).exp_m1() / s };
        let sum = series(c - self.r - x, s, c, z)?;
        Ok((c * first - (s * ln_rest).exp() * sum).max(0.0))
    }
}

fn check(weeks: f64) -> Result<(), PredictionRefusal> {
    if (0.0..=HORIZON_MAX).contains(&weeks) { Ok(()) } else { Err(PredictionRefusal::Horizon) }
}

/// Σ (A)ⱼ (s+1)ⱼ₋₁ / ((C+1)ⱼ₋₁ j!) zʲ for j ≥ 1. The ratio of its terms tends to z; once it is steady below 1, what is
/// left is at most the term · ratio / (1 − ratio), and the sum ends when that no longer counts.
fn series(top: f64, s: f64, c: f64, z: f64) -> Result<f64, PredictionRefusal> {
    let mut term = top * z;
    let mut sum = term;
    // From here on all factors are positive, and the ratio moves one way only.
    let steady = top.abs().max(s.abs()).max(c.abs()) + 1.0;
    for j in 1..TERMS_MAX {
        let n = f64::from(j);
        let ratio = (top + n) * (s + n) / ((c + n) * (n + 1.0)) * z;
        term *= ratio;
        sum += term;
        let most = ratio.abs().max(z);
        let left = term.abs() * most / (1.0 - most);
        if term == 0.0 || (n > steady && most < 1.0 && left <= 1e-14 * sum.abs()) {
            return Ok(sum);
        }
    }
    Err(PredictionRefusal::Undetermined)
}
