use contract::{Page, inventory::ListTransfers};
use domain::inventory::TransferSummary;
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ListTransfers>) -> Outcome<Page<TransferSummary>> {
    Ok(Done::new(cx.page(&keys::inventory::transfers(), &req.query).await?))
}
