//! Takes cancelled units out of the parcels that are still in the house.
//!
//! An order that has not been routed needs nothing done: routing holds the order as it read it, so it
//! sees the cancellation or is itself older than it.
use domain::fulfilment::{DropNews, Shipment, drop_cancelled};
use events::{Envelope, order::LinesCancelledV1};
use runtime::{Cx, Done, Outcome};
use table::{Held, keys};

pub async fn handle(cx: Cx, event: Envelope<LinesCancelledV1>) -> Outcome<()> {
    let order_id = &event.data.order_id;
    let listed = cx.list_all(&keys::fulfilment::shipments(order_id)).await?;
    let keys: Vec<_> = listed
        .iter()
        .map(|shipment| keys::fulfilment::shipment(order_id, &shipment.shipment_id))
        .collect();
    let held: Vec<Held<Shipment>> = cx.load_many(&keys).await?.into_iter().flatten().collect();
    let shipments: Vec<Shipment> = held.iter().map(|held| held.value.clone()).collect();
    let mut done = Done::new(());
    for dropped in drop_cancelled(&shipments, &event.data, event.version)? {
        let next = &dropped.shipment;
        let Some(held) = held.iter().find(|held| held.shipment_id == next.shipment_id) else {
            continue;
        };
        let version = held.next_version();
        done = done.replace(held, next);
        done = match &dropped.news {
            Some(DropNews::Empty(event)) => done.publish(&next.shipment_id, version, event),
            Some(DropNews::Grantable(event)) => done.publish(&next.shipment_id, version, event),
            None => done,
        };
    }
    Ok(done)
}
