use domain::payment::News;
use primitives::PaymentId;
use runtime::Done;

/// Publishes the news of a payment that is at `version` once this is committed.
pub fn publish<R>(done: Done<R>, payment_id: &PaymentId, version: u64, news: &News) -> Done<R> {
    match news {
        News::Authorised(event) => done.publish(payment_id, version, event),
        News::ActionRequired(event) => done.publish(payment_id, version, event),
        News::Declined(event) => done.publish(payment_id, version, event),
        News::Captured(event) => done.publish(payment_id, version, event),
        News::Cancelled(event) => done.publish(payment_id, version, event),
        News::Refunded(event) => done.publish(payment_id, version, event),
        News::Refused(event) => done.publish(payment_id, version, event),
    }
}
