//! Messages of carriers: believed by their signature, kept once, in whatever order they come.
use crate::port::{self, Carrier, Message};
use contract::carrier::{ReceiveHaulierWebhook, TrackingReceipt};
use domain::carrier::CarrierRefusal;
use primitives::Code;
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

/// A message of the make-believe carrier.
pub async fn haulier(cx: Cx, req: Req<ReceiveHaulierWebhook>) -> Outcome<TrackingReceipt> {
    receive(&cx, &*port::named(&cx, "haulier"), &req.raw).await
}

async fn receive(
    cx: &Cx,
    carrier: &dyn Carrier,
    request: &runtime::HttpRequest,
) -> Outcome<TrackingReceipt> {
    let message = carrier.hear(request, cx.now()).await?;
    let name = Code::parse(carrier.name())?;
    let number = &message.tracking_number;
    let Some(tracked) = cx.find(keys::carrier::tracked(&name, number)).await? else {
        return of_errand(cx, &name, message).await;
    };
    let done = Done::new(TrackingReceipt { id: message.id.clone() });
    let Some(status) = message.status else { return Ok(done) };
    let word = Code::parse(status.name())?;
    let (sighting, event) = tracked.sighted(message.id, status, word, message.seen_at);
    let key = keys::carrier::sighting(&sighting.shipment_id, &sighting.seen_at, &sighting.message);
    if cx.find(key).await?.is_some() {
        return Ok(done);
    }
    Ok(done.create(&sighting).publish(&sighting.shipment_id, 1, &event))
}

/// A parcel that is no shipment of an order: its label remembers where it was seen last.
async fn of_errand(cx: &Cx, name: &Code, message: Message) -> Outcome<TrackingReceipt> {
    let number = &message.tracking_number;
    let tracked = cx.find(keys::carrier::errand_tracked(name, number)).await?;
    let tracked = tracked.ok_or_else(|| CarrierRefusal::UnknownParcel(number.to_string()))?;
    let done = Done::new(TrackingReceipt { id: message.id });
    let Some(status) = message.status else { return Ok(done) };
    let held = cx.load(keys::carrier::errand(&tracked.parcel)).await?;
    let word = Code::parse(status.name())?;
    let Some((next, event)) = held.sighted(number, status, word, message.seen_at) else {
        return Ok(done);
    };
    Ok(done.replace(&held, &next).publish(&next.label_id, held.next_version(), &event))
}
