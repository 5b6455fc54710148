use crate::{change::moment, views};
use contract::inventory::{ReceiveTransfer, TransferView};
use domain::inventory::{Arrival, MOVES_MAX, Move, Place, Reason, StockRefusal, Transfer};
use events::inventory::{StockReceivedV1, StockUnits};
use runtime::{Cx, Done, Fault, Outcome, Req};
use stock::Read;
use table::keys;

pub async fn handle(cx: Cx, req: Req<ReceiveTransfer>) -> Outcome<TransferView> {
    let held = cx.load(keys::inventory::transfer(&req.path.transfer_id)).await?;
    let arrivals = &req.body.lines;
    let next = held.arrived(arrivals)?;
    let mut read = Read::items(&cx, arrivals.iter().map(|line| &line.sku)).await?;
    read.all_levels(&cx).await?;
    let mut done = Done::new(views::transfer(next.clone())).replace(&held, &next);
    let reference = next.transfer_id.to_string();
    let mut count = 0;
    for arrival in arrivals {
        let moves = moves(&read, &next, arrival)?;
        count += moves.len();
        if count > MOVES_MAX {
            return Err(StockRefusal::Scattered(arrival.sku.clone()).into());
        }
        let reason = match arrival.received + arrival.damaged {
            0 => Reason::LostInTransit,
            _ => Reason::Arrived,
        };
        done = stock::book(&cx, done, &read.shelf, &moves, reason, Some(&reference))?;
        if let Some(item) = read.items.get(&arrival.sku) {
            let available = read.shelf.after(&moves)?.available_of(item);
            done = stock::keep(done, Some(item), item, available);
        }
    }
    let news = news(&next, arrivals);
    if news.lines.is_empty() {
        return Ok(done);
    }
    Ok(done.publish(next.to, moment(&cx), &news))
}

fn moves(read: &Read, transfer: &Transfer, arrival: &Arrival) -> Result<Vec<Move>, Fault> {
    let item = read.shelf.items.get(&arrival.sku).ok_or(Fault::missing("stock"))?;
    let place = Place { shelf: &read.shelf, item, location_id: &transfer.to };
    Ok(place.arrive(arrival.received, arrival.damaged, arrival.lost))
}

fn news(transfer: &Transfer, arrivals: &[Arrival]) -> StockReceivedV1 {
    let good = arrivals.iter().filter(|arrival| arrival.received > 0);
    let units =
        |arrival: &Arrival| StockUnits { sku: arrival.sku.clone(), quantity: arrival.received };
    StockReceivedV1 {
        location_id: transfer.to.clone(),
        reference: Some(transfer.transfer_id.to_string()),
        lines: good.map(units).collect(),
    }
}
