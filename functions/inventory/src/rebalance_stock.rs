use crate::change::Change;
use contract::inventory::{RebalanceStock, StockView};
use domain::inventory::Reason;
use runtime::{Cx, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<RebalanceStock>) -> Outcome<StockView> {
    let change = Change::of(&cx, &req.path.sku, &req.body.location_id).await?;
    let moves = change.place().rebalance();
    change.book(&moves, Reason::Rebalanced, "rebalanced", None)
}
