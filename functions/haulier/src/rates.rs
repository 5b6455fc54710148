//! What a parcel would cost.
use crate::sender;
use contract::haulier::{HaulierRateList, HaulierRates};
use domain::haulier::rates;
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<HaulierRates>) -> Outcome<HaulierRateList> {
    sender::check(&cx, &req.raw).await?;
    let body = &req.body;
    Ok(Done::new(HaulierRateList { items: rates(&body.from, &body.to, body.weight_grams) }))
}
