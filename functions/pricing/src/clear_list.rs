//! The rows of a price list that is over are taken away, some SKUs at a time. Nothing has been sold by
//! them since the list ended: the book says so until the last is gone.
use domain::pricing::work::PriceJob;
use primitives::{Code, Sku};
use runtime::{Cx, Done, Fault};
use table::{Held, keys::pricing as keys};
use tariff::{Before, Listing, printed};

/// SKUs of one step.
const SKUS_MAX: u32 = 25;

pub async fn step(cx: &Cx, job: &Held<PriceJob>, list_id: &Code) -> Result<Done<()>, Fault> {
    let listed = cx.list(&keys::skus_of_list(list_id), SKUS_MAX, None).await?.items;
    let list = cx.find(keys::price_list(list_id)).await?;
    let Some(list) = list.filter(|_| !listed.is_empty()) else {
        return finish(cx, job, list_id).await;
    };
    let skus: Vec<Sku> = listed.into_iter().map(|listed| listed.sku).collect();
    let mut listing = Listing::of(cx, list);
    let (mut done, mut gone) = (Done::new(()), 0);
    for before in Before::of(cx, &skus).await? {
        if listing.is_full() {
            break;
        }
        if !listing.set(&before, Vec::new())? {
            done = done.erase(&keys::listed_sku(list_id, &before.sku));
        }
        gone += 1;
    }
    let next = PriceJob { done: job.done + gone, changed: job.changed + gone, ..job.value.clone() };
    Ok(listing.close(cx, done.replace(job, &next)).await?.reply(()))
}

/// The list itself goes, and the book forgets it.
async fn finish(cx: &Cx, job: &Held<PriceJob>, list_id: &Code) -> Result<Done<()>, Fault> {
    let list = cx.find(keys::price_list(list_id)).await?;
    let done = Done::new(()).replace(job, &job.finished(cx.now()));
    let done = match &list {
        Some(list) => done.remove(list),
        None => done,
    };
    printed(cx, done, |book| {
        book.forget_list(list_id);
        Ok(())
    })
    .await
}
