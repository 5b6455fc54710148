//! How wrong forecasts were: those of the model beside those that need no model.
use super::{BuyingModel, History, PredictionRefusal};
use serde::Serialize;

/// How far forecasts were from what happened, in purchases.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Misses {
    /// The mean of what each was wrong by.
    pub mean_absolute: f64,
    /// The root of the mean of its squares: great misses count more.
    pub root_mean_square: f64,
    /// What all forecasts come to.
    pub total: f64,
}

/// A model's misses beside those of two rules of thumb, over the same customers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Backtest {
    /// Customers looked at.
    pub customers: usize,
    /// Purchases that they made.
    pub happened: f64,
    /// The model's.
    pub model: Misses,
    /// Of "everybody goes on at the pace they had": x / T · t.
    pub pace: Misses,
    /// Of "everybody buys as often as customers bought on average".
    pub mean: Misses,
}

impl Backtest {
    /// Judges a model by what happened in the `weeks` after the histories end. The model must not have been fitted to these
    /// weeks. None of nobody.
    pub fn of(
        model: &BuyingModel,
        then: &[(History, u32)],
        weeks: f64,
    ) -> Result<Option<Self>, PredictionRefusal> {
        if then.is_empty() {
            return Ok(None);
        }
        let all = then.len() as f64;
        let pace: Vec<f64> = then.iter().map(|(history, _)| pace(*history, weeks)).collect();
        let average = pace.iter().sum::<f64>() / all;
        let model: Vec<f64> = then
            .iter()
            .map(|(history, _)| model.expected(*history, weeks))
            .collect::<Result<_, _>>()?;
        let misses = |told: &mut dyn Iterator<Item = f64>| {
            let (mut absolute, mut square, mut total) = (0.0, 0.0, 0.0);
            for (told, (_, happened)) in told.zip(then) {
                let by = told - f64::from(*happened);
                absolute += by.abs();
                square += by * by;
                total += told;
            }
            Misses { mean_absolute: absolute / all, root_mean_square: (square / all).sqrt(), total }
        };
        Ok(Some(Self {
            customers: then.len(),
            happened: then.iter().map(|(_, happened)| f64::from(*happened)).sum(),
            model: misses(&mut model.into_iter()),
            pace: misses(&mut pace.into_iter()),
            mean: misses(&mut std::iter::repeat(average)),
        }))
    }
}

fn pace(history: History, weeks: f64) -> f64 {
    if history.repeats() == 0 { 0.0 } else { f64::from(history.repeats()) / history.age() * weeks }
}
