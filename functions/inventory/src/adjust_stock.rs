use crate::change::Change;
use contract::inventory::{AdjustStock, AdjustmentReason, StockView};
use domain::inventory::{Reason, StockRefusal};
use primitives::Quantity;
use runtime::{Cx, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<AdjustStock>) -> Outcome<StockView> {
    let units = Quantity::parse(req.body.by.unsigned_abs());
    let units = units.map_err(|_| StockRefusal::WrongAdjustment)?.get();
    let change = Change::of(&cx, &req.path.sku, &req.body.location_id).await?;
    let moves = match req.body.by {
        1.. => change.place().receive(units),
        _ => change.place().remove(units)?,
    };
    let (reason, name) = match req.body.reason {
        AdjustmentReason::Found => (Reason::Found, "found"),
        AdjustmentReason::Lost => (Reason::Lost, "lost"),
        AdjustmentReason::Stolen => (Reason::Stolen, "stolen"),
        AdjustmentReason::Corrected => (Reason::Corrected, "corrected"),
    };
    change.book(&moves, reason, name, req.body.note)
}
