use domain::catalog::Placement;
use events::{Envelope, catalog::ProductUpsertedV1};
use runtime::{Cx, Done, Outcome};
use std::collections::BTreeSet;
use table::{Entity, keys::catalog as keys};

/// Puts a product where people look for it. Whatever the event says, the product as it is now
/// counts, so events may come twice and in any order.
pub async fn handle(cx: Cx, event: Envelope<ProductUpsertedV1>) -> Outcome<()> {
    let product_id = &event.data.product_id;
    // First what stands, then what should: a write in between fails the commit, not the shelf.
    let held = cx.find(keys::placement(product_id)).await?;
    let Some(product) = cx.find(keys::product(product_id)).await? else {
        return Ok(Done::new(()));
    };
    let next = Placement::of(&product.value, product.version());
    if held.as_ref().is_some_and(|held| held.shows_the_same(&next)) {
        return Ok(Done::new(()));
    }
    let mut done = Done::new(()).save(held.as_ref(), &next);
    let mut wanted = BTreeSet::new();
    for row in next.word_rows() {
        wanted.insert(row.key().place().clone());
        done = done.put(&row);
    }
    for row in next.listed_rows() {
        wanted.insert(row.key().place().clone());
        done = done.put(&row);
    }
    let Some(before) = held else { return Ok(done) };
    for key in before.word_rows().map(|row| row.key()) {
        done = if wanted.contains(key.place()) { done } else { done.erase(&key) };
    }
    for key in before.listed_rows().map(|row| row.key()) {
        done = if wanted.contains(key.place()) { done } else { done.erase(&key) };
    }
    Ok(done)
}
