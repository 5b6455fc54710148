//! Lists the edits of an order.
use crate::{edit, view};
use contract::order::{EditList, ListOrderEdits};
use domain::order::Edit;
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ListOrderEdits>) -> Outcome<EditList> {
    let held = view::load(&cx, &req.path.order_id).await?;
    let mut edits: Vec<Edit> = cx.list_all(&keys::order::edits(&held.order_id)).await?;
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.begun_at));
    let mut items = Vec::with_capacity(edits.len());
    for edit in &edits {
        items.push(edit::view(&cx, edit).await?);
    }
    Ok(Done::new(EditList { items }))
}
