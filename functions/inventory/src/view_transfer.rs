use crate::views;
use contract::inventory::{TransferView, ViewTransfer};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ViewTransfer>) -> Outcome<TransferView> {
    let held = cx.load(keys::inventory::transfer(&req.path.transfer_id)).await?;
    Ok(Done::new(views::transfer(held.value)))
}
