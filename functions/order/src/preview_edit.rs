//! Shows what an edit would come to.
use crate::edit;
use contract::order::{EditPreview, PreviewOrderEdit};
use domain::order::OrderRefusal;
use primitives::Sku;
use runtime::{Cx, Done, Outcome, Req};
use std::collections::BTreeMap;
use table::keys;

pub async fn handle(cx: Cx, req: Req<PreviewOrderEdit>) -> Outcome<EditPreview> {
    let held = cx.load(keys::order::order(&req.path.order_id)).await?;
    req.check_version(&held)?;
    let planned = edit::plan(&cx, &held, req.body).await?;
    let goods = planned.lines.iter().filter(|line| line.takes_stock());
    let skus: Vec<Sku> = goods.filter_map(|line| line.sku.clone()).collect();
    let there = stock::availability(&cx, &skus).await?;
    let there: BTreeMap<Sku, u32> =
        there.into_iter().map(|(sku, there)| (sku, there.units())).collect();
    let preview = planned.fingerprint(&held)?;
    let view = EditPreview::of(&held, &planned, preview, &there).map_err(OrderRefusal::from)?;
    Ok(Done::new(view).etag(held.version()))
}
