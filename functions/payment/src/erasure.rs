//! Who bought was erased: what was said of them to a bank goes, and the file beside it.
use domain::payment::{Payment, evidence_file};
use events::{Envelope, order::BuyerErasedV1};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::keys::payment as keys;

/// One dispute after the other, one transaction each, until none tells anything.
pub async fn handle(cx: Cx, event: Envelope<BuyerErasedV1>) -> Progress<()> {
    let found = cx.list_all(&keys::payments_of_order(&event.data.order_id)).await?;
    let wanted: Vec<_> = found.iter().map(|one| keys::payment(&one.payment_id)).collect();
    for payment in cx.load_many(&wanted).await?.into_iter().flatten() {
        if let Some(done) = forgotten(&cx, &payment).await? {
            return Ok(Step::Continue(done));
        }
    }
    Ok(Step::Finish(Done::new(())))
}

/// The next of its disputes that tells something.
async fn forgotten(cx: &Cx, payment: &Payment) -> Result<Option<Done<()>>, Fault> {
    for dispute in &payment.disputes {
        // Files first: as long as one may be left, so is what names it. One may have come without anything being said.
        let file = evidence_file(&payment.payment_id, &dispute.reference);
        cx.files()?.delete(&file).await.map_err(Fault::Outside)?;
        let said = cx.find(keys::evidence(&payment.payment_id, &dispute.reference)).await?;
        let less = said.as_ref().and_then(|said| said.buyer_erased());
        if let Some((held, next)) = said.as_ref().zip(less) {
            return Ok(Some(Done::new(()).replace(held, &next)));
        }
    }
    Ok(None)
}
