//! What is said of one customer: both models together.
use super::{BuyingModel, History, PredictionRefusal, SpendingModel};
use serde::Serialize;

/// What a customer is expected to do in some weeks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Forecast {
    /// The chance that they have not left for good. 1 for whoever never came back: see [`BuyingModel::alive`].
    pub alive: f64,
    /// The chance that they buy nothing in these weeks.
    pub churn: f64,
    /// Days on which they buy.
    pub purchases: f64,
    /// What a day comes to, in minor units; none where nobody can say.
    pub each: Option<f64>,
    /// What all days come to, in minor units: expected value, not discounted.
    pub value: Option<f64>,
}

/// What a customer is expected to do in the next `weeks`.
pub fn forecast(
    buying: &BuyingModel,
    spending: Option<&SpendingModel>,
    history: History,
    weeks: f64,
) -> Result<Forecast, PredictionRefusal> {
    let purchases = buying.expected(history, weeks)?;
    let each = spending.and_then(|model| model.expected(history));
    Ok(Forecast {
        alive: buying.alive(history),
        churn: buying.silent(history, weeks)?,
        purchases,
        each,
        value: each.map(|each| each * purchases),
    })
}
