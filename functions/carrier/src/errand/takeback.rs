//! The label that a used thing is sent in with.
use super::{Trip, given, shops_end, show};
use contract::{
    carrier::{AskTakebackLabel, ErrandLabelView, ViewTakebackLabel},
    recycle::TakebackPath,
};
use domain::{
    carrier::Errand,
    recycle::{RecycleRefusal, Takeback, TakebackState},
};
use runtime::{Cx, Done, Fault, Outcome, Progress, Req};
use table::{Held, keys};

/// The customer, or staff for them.
pub async fn ask(cx: Cx, req: Req<AskTakebackLabel>) -> Progress<ErrandLabelView> {
    let one = seen(&cx, &req.path).await?;
    if one.state != TakebackState::Accepted {
        return Err(RecycleRefusal::State(one.state).into());
    }
    let (errand, from) = (errand(&req.path), one.market.clone());
    let (location_id, to) = shops_end(&cx, &errand, None, &from).await?;
    let grams = one.materials.iter().map(|material| material.grams);
    let weight_grams = grams.fold(0, u32::saturating_add);
    let trip = Trip { errand, location_id, from, to, weight_grams };
    given(&cx, trip, Done::new(()).unchanged(&one)).await
}

/// What there is.
pub async fn view(cx: Cx, req: Req<ViewTakebackLabel>) -> Outcome<ErrandLabelView> {
    seen(&cx, &req.path).await?;
    show::of(&cx, &errand(&req.path)).await
}

fn errand(path: &TakebackPath) -> Errand {
    Errand::Takeback { takeback_id: path.takeback_id.clone() }
}

/// One that the caller may see; to strangers there is none.
async fn seen(cx: &Cx, path: &TakebackPath) -> Result<Held<Takeback>, Fault> {
    let held = cx.load(keys::recycle::takeback(&path.takeback_id)).await?;
    cx.who().may_see(Some(&held.customer_id), "takeback")?;
    Ok(held)
}
