//! Messages of carriers: believed by their signature, kept once, in whatever order they come.
use crate::port::{self, Carrier};
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
    let found = cx.find(keys::carrier::tracked(&name, number)).await?;
    let tracked = found.ok_or_else(|| CarrierRefusal::UnknownParcel(number.to_string()))?;
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
