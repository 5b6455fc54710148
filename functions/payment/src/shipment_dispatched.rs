use crate::drive;
use domain::payment::{Payment, take};
use events::{Envelope, fulfilment::ShipmentDispatchedV1};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys};

/// A parcel left: what is due for it is taken. The parcel's id is the cause: it has its effect once,
/// however often it is told.
pub async fn handle(cx: Cx, left: Envelope<ShipmentDispatchedV1>) -> Progress<()> {
    let due = left.data.amount;
    if due.minor <= 0 {
        return Ok(Step::Finish(Done::new(())));
    }
    let wanted: Vec<_> = left.data.payment_ids.iter().map(keys::payment::payment).collect();
    let held: Vec<Held<Payment>> = cx.load_many(&wanted).await?.into_iter().flatten().collect();
    let cause = left.data.shipment_id.to_string();
    if held.iter().all(|payment| payment.caused_by(&cause).is_empty()) {
        if held.iter().any(|payment| payment.authorisation_is_open()) {
            // Money that is being put aside can be taken in a moment.
            return Err(Fault::Outside("an authorisation is under way".into()));
        }
        let before: Vec<Payment> = held.iter().map(|held| held.value.clone()).collect();
        let after = take(before, due, &cause, &mut || cx.new_id(), cx.now())?;
        let changed = held.iter().zip(&after).filter(|(held, after)| held.value != **after);
        let done = changed.fold(Done::new(()), |done, (held, after)| done.replace(held, after));
        // Where all was taken before, as by hand or at a till, there is nothing to do.
        let nothing = done.is_read_only();
        return Ok(if nothing { Step::Finish(done) } else { Step::Continue(done) });
    }
    drive::all(&cx, &held).await
}
