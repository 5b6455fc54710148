//! The label that a unit goes back to its owner with, mended or not.
use super::{Trip, given, show};
use contract::{
    carrier::{AskRepairLabel, ErrandLabelView, ViewRepairLabel},
    repair::RepairPath,
};
use domain::{
    carrier::{CarrierRefusal, Errand},
    inventory::StockRefusal,
    repair::leaves,
};
use runtime::{Cx, Done, Outcome, Progress, Req};
use table::keys;

/// Staff, once nothing is left to be done to it.
pub async fn ask(cx: Cx, req: Req<AskRepairLabel>) -> Progress<ErrandLabelView> {
    let order = sold::order(&cx, &req.path.order_id).await?;
    let one = cx.load(keys::repair::one(&req.path.order_id, &req.path.repair_id)).await?;
    leaves(&one)?;
    let location_id = req.body.location_id.clone();
    let location = cx.find(keys::inventory::location(&location_id)).await?;
    let location = location.ok_or(StockRefusal::UnknownLocation)?;
    let from = location.country.clone().ok_or(CarrierRefusal::NoOrigin)?;
    let to = order.shipping_address.clone().ok_or(CarrierRefusal::NoAddress)?;
    let (errand, weight_grams) = (errand(&req.path), req.body.weight_grams);
    let trip = Trip { errand, location_id, from, to, weight_grams };
    given(&cx, trip, Done::new(()).unchanged(&one)).await
}

/// What there is.
pub async fn view(cx: Cx, req: Req<ViewRepairLabel>) -> Outcome<ErrandLabelView> {
    sold::order(&cx, &req.path.order_id).await?;
    show::of(&cx, &errand(&req.path)).await
}

fn errand(path: &RepairPath) -> Errand {
    Errand::Repair { order_id: path.order_id.clone(), repair_id: path.repair_id.clone() }
}
