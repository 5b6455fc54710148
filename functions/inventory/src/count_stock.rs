use crate::change::Change;
use contract::inventory::{CountStock, StockView};
use domain::inventory::{Reason, StockRefusal};
use primitives::limits::QUANTITY_MAX;
use runtime::{Cx, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<CountStock>) -> Outcome<StockView> {
    if req.body.counted > QUANTITY_MAX {
        return Err(StockRefusal::TooMany(req.path.sku).into());
    }
    let change = Change::of(&cx, &req.path.sku, &req.body.location_id).await?;
    let moves = change.place().count(req.body.counted)?;
    change.book(&moves, Reason::Counted, "counted", req.body.note)
}
