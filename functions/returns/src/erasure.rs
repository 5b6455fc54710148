//! Who bought was erased: what they wrote and photographed about their returns goes.
use domain::returns::{Return, ReturnPhotos};
use events::{Envelope, order::BuyerErasedV1};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::keys::returns as keys;

/// One return after the other, one transaction each, until none tells anything.
pub async fn handle(cx: Cx, event: Envelope<BuyerErasedV1>) -> Progress<()> {
    let order_id = &event.data.order_id;
    let all: Vec<Return> = cx.list_all(&keys::returns_of_order(order_id)).await?;
    for one in &all {
        let held = cx.load(keys::one(order_id, &one.return_id)).await?;
        let mut done = Done::new(());
        if let Some(next) = held.buyer_erased() {
            done = done.replace(&held, &next);
        }
        let photos = cx.find(keys::photos(order_id, &one.return_id)).await?;
        if let Some(photos) = photos.filter(|photos| !photos.photos.is_empty()) {
            // Files first: as long as one may be left, so is what names it.
            thrown_away(&cx, &photos).await?;
            done = done.replace(&photos, &ReturnPhotos::none(one));
        }
        if !done.is_read_only() {
            return Ok(Step::Continue(done));
        }
    }
    Ok(Step::Finish(Done::new(())))
}

async fn thrown_away(cx: &Cx, photos: &ReturnPhotos) -> Result<(), Fault> {
    for photo in &photos.photos {
        cx.files()?.delete(&photos.file(photo)).await.map_err(Fault::Outside)?;
    }
    Ok(())
}
