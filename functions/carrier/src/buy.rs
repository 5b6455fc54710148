//! A parcel was packed: its label is bought, and labels it had before are given back.
use crate::{
    give_back::give_back,
    label::keep,
    port::{self, Asked, Ordered, Unknown, Way},
};
use domain::{
    carrier::{CarrierRefusal, Label, LabelState, ask, bought, refused},
    fulfilment::{Shipment, ShipmentState},
};
use events::{Envelope, fulfilment::ShipmentPackedV1};
use primitives::{Code, LocationId, OrderId};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys};

pub async fn handle(cx: Cx, event: Envelope<ShipmentPackedV1>) -> Progress<()> {
    let ShipmentPackedV1 { order_id, shipment_id, attempt, .. } = &event.data;
    let shipment = cx.load(keys::fulfilment::shipment(order_id, shipment_id)).await?;
    let held = cx.find(keys::carrier::label(shipment_id, attempt)).await?;
    match &held {
        // Packed anew or cancelled since: nobody waits for this label.
        None if shipment.attempt != *attempt => {}
        None => {
            let carrier = Code::parse(port::named(&cx, "").name())?;
            let label = ask(&event.data, cx.new_id(), carrier, cx.now());
            return Ok(Step::Continue(Done::new(()).create(&label)));
        }
        Some(held) if held.state == LabelState::Asked => {
            return Ok(Step::Continue(order(&cx, held).await?));
        }
        Some(_) => {}
    }
    // What is not on the parcel any more goes back.
    let kept = |label: &Label| label.attempt == shipment.attempt && is_wanted(&shipment);
    give_back(&cx, shipment_id, kept).await
}

fn is_wanted(shipment: &Shipment) -> bool {
    shipment.state != ShipmentState::Cancelled
}

/// Asks the carrier. An unknown outcome is resolved by whoever asks again: the carrier knows the label
/// by its id.
async fn order(cx: &Cx, held: &Held<Label>) -> Result<Done<()>, Fault> {
    let carrier = port::named(cx, held.carrier.as_ref());
    let way = match way(cx, &held.order_id, &held.location_id).await {
        Err(Fault::Refused { code, .. }) => {
            let code = code.trim_start_matches("label.");
            return Ok(no(held, Code::parse(code)?));
        }
        way => way?,
    };
    let asked = Asked {
        label_id: &held.label_id,
        reference: held.shipment_id.as_ref(),
        service: &held.service,
        weight_grams: held.weight_grams,
    };
    let ordered = carrier.order(&asked, &way).await.map_err(|Unknown(why)| Fault::Outside(why))?;
    let (done, pdf, zpl) = match ordered {
        Ordered::Refused(code) => return Ok(no(held, code)),
        Ordered::Label { bought: given, pdf, zpl } => {
            let (next, tracked, event) = bought(held, given);
            let done = Done::new(()).replace(held, &next).create(&tracked);
            (done.publish(&held.label_id, held.next_version(), &event), pdf, zpl)
        }
    };
    let files = [(pdf, "pdf", "application/pdf"), (zpl, "zpl", "text/plain")];
    keep(cx, &held.label_id, files).await?;
    Ok(done)
}

fn no(held: &Held<Label>, code: Code) -> Done<()> {
    let (next, event) = refused(held, code);
    Done::new(()).replace(held, &next).publish(&held.label_id, held.next_version(), &event)
}

/// From the location to the buyer.
pub async fn way(cx: &Cx, order_id: &OrderId, location_id: &LocationId) -> Result<Way, Fault> {
    let order = cx.load(keys::order::order(order_id)).await?;
    let to = order.shipping_address.clone().ok_or(CarrierRefusal::NoAddress)?;
    let location = cx.find(keys::inventory::location(location_id)).await?;
    let from = location.and_then(|held| held.value.country).ok_or(CarrierRefusal::NoOrigin)?;
    Ok(Way { from, to })
}
