use crate::{change::location, change::open_location, views};
use contract::inventory::{ShipTransfer, TransferView};
use domain::inventory::{MOVES_MAX, Place, Reason, StockRefusal, Transfer};
use primitives::{Quantity, Sku};
use runtime::{Cx, Done, Outcome, Req};
use stock::Read;

pub async fn handle(cx: Cx, req: Req<ShipTransfer>) -> Outcome<TransferView> {
    let body = req.body;
    let units: Vec<(Sku, Quantity)> =
        body.lines.into_iter().map(|line| (line.sku, line.quantity)).collect();
    let id = cx.new_id();
    let transfer = Transfer::ship(id, body.from.clone(), body.to.clone(), &units, cx.now())?;
    location(&cx, &body.from).await?;
    open_location(&cx, &body.to).await?;
    let mut read = Read::items(&cx, units.iter().map(|(sku, _)| sku)).await?;
    read.all_levels(&cx).await?;
    let reference = transfer.transfer_id.to_string();
    let mut done = Done::new(views::transfer(transfer.clone())).create(&transfer);
    let mut count = 0;
    for (sku, units) in &units {
        let held = read.items.get(sku);
        let held = held.ok_or_else(|| StockRefusal::UnknownSku(vec![sku.clone()]))?;
        let item = held.kept_at(&body.to)?;
        let shelf = &read.shelf;
        let out = Place { shelf, item: &item, location_id: &body.from }.remove(units.get())?;
        let on = Place { shelf, item: &item, location_id: &body.to }.expect(units.get());
        let moves = [out, on].concat();
        count += moves.len();
        if count > MOVES_MAX {
            return Err(StockRefusal::Scattered(sku.clone()).into());
        }
        let after = shelf.after(&moves)?;
        done = stock::book(&cx, done, shelf, &moves, Reason::Shipped, Some(&reference))?;
        done = stock::keep(done, Some(held), &item, after.available_of(&item));
    }
    Ok(done)
}
