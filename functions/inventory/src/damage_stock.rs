use crate::change::Change;
use contract::inventory::{DamageStock, StockView};
use domain::inventory::{Damage, Reason};
use runtime::{Cx, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<DamageStock>) -> Outcome<StockView> {
    let change = Change::of(&cx, &req.path.sku, &req.body.location_id).await?;
    let moves = change.place().damage(req.body.quantity, req.body.damage)?;
    let (reason, name) = match req.body.damage {
        Damage::Damaged => (Reason::Damaged, "damaged"),
        Damage::Repaired => (Reason::Repaired, "repaired"),
        Damage::Scrapped => (Reason::Scrapped, "scrapped"),
    };
    change.book(&moves, reason, name, req.body.note)
}
