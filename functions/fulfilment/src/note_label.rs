//! Takes note of what the carrier said about a label.
use domain::fulfilment::{Failure, Labelled, Shipment, label_bought, label_refused};
use events::{
    Envelope,
    carrier::{LabelBoughtV1, LabelRefusedV1},
};
use primitives::Code;
use runtime::{Cx, Done, Outcome};
use table::{Held, keys};

/// There is a label.
pub async fn bought(cx: Cx, event: Envelope<LabelBoughtV1>) -> Outcome<()> {
    let LabelBoughtV1 { order_id, shipment_id, .. } = &event.data;
    let held = cx.load(keys::fulfilment::shipment(order_id, shipment_id)).await?;
    Ok(changed(&held, label_bought(&held, &event.data)))
}

/// There is none.
pub async fn refused(cx: Cx, event: Envelope<LabelRefusedV1>) -> Outcome<()> {
    let LabelRefusedV1 { order_id, shipment_id, .. } = &event.data;
    let held = cx.load(keys::fulfilment::shipment(order_id, shipment_id)).await?;
    let failure = Code::parse(Failure::LabelRefused.name())?;
    Ok(changed(&held, label_refused(&held, &event.data, failure)))
}

fn changed(held: &Held<Shipment>, labelled: Labelled) -> Done<()> {
    let Labelled::Changed(next, event) = labelled else { return Done::new(()) };
    let done = Done::new(()).replace(held, &*next);
    match event {
        Some(event) => done.publish(&next.shipment_id, held.next_version(), &event),
        None => done,
    }
}
