use crate::reduce;
use events::{Envelope, order::LinesCancelledV1};
use runtime::{Cx, Progress};

/// Units were cancelled: exactly what is no longer owed is let go or given back. The cancellation's id is
/// the cause.
pub async fn handle(cx: Cx, cancelled: Envelope<LinesCancelledV1>) -> Progress<()> {
    let LinesCancelledV1 { refund, payment_ids, cancellation_id, .. } = &cancelled.data;
    reduce::by(&cx, *refund, payment_ids, cancellation_id.as_ref()).await
}
