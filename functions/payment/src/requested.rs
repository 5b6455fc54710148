use crate::{drive, news};
use domain::payment::news_at_birth;
use events::{Envelope, payment::PaymentRequestedV1};
use runtime::{Cx, Done, Progress, Step};
use table::keys;

/// Asks the provider for the money. A manual payment is settled already: only the news is missing.
pub async fn handle(cx: Cx, requested: Envelope<PaymentRequestedV1>) -> Progress<()> {
    let held = cx.load(keys::payment::payment(&requested.data.payment_id)).await?;
    let born_with = news_at_birth(&held);
    if !born_with.is_empty() {
        let version = requested.version;
        return Ok(Step::Finish(born_with.iter().fold(Done::new(()), |done, told| {
            news::publish(done, &held.payment_id, version, told)
        })));
    }
    Ok(match drive::step(&cx, &held).await? {
        Some(done) => Step::Continue(done),
        None => Step::Finish(Done::new(())),
    })
}
