use crate::reduce;
use events::{Envelope, fulfilment::ShipmentWrittenOffV1};
use runtime::{Cx, Progress};

/// A parcel will not arrive: exactly what was taken for it is given back, once.
pub async fn handle(cx: Cx, gone: Envelope<ShipmentWrittenOffV1>) -> Progress<()> {
    let cause = format!("{} written off", gone.data.shipment_id);
    reduce::by(&cx, gone.data.refund, &gone.data.payment_ids, &cause).await
}
