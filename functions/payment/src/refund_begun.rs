use crate::drive;
use domain::payment::Payment;
use events::{Envelope, refunds::RefundBegunV1};
use runtime::{Cx, Progress};
use table::{Held, keys};

/// A refund was written into the payments' logs: what is to be sent is sent. What is sent already, or was by the
/// clock, is not sent again.
pub async fn handle(cx: Cx, begun: Envelope<RefundBegunV1>) -> Progress<()> {
    let wanted: Vec<_> = begun.data.payment_ids.iter().map(keys::payment::payment).collect();
    let held: Vec<Held<Payment>> = cx.load_many(&wanted).await?.into_iter().flatten().collect();
    drive::all(&cx, &held).await
}
