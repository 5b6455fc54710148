//! What is special about the checkout of an edit: its lines are kept apart, and become lines of an
//! order that is there already.
use crate::work::Work;
use domain::{
    checkout::{Checkout, Failure, let_go_of_edit, place_from_edit},
    order::{EditPage, LinePage},
};
use primitives::{EditId, OrderId};
use runtime::{Cx, Fault};
use table::{Entity, Held, Key, TableError, keys};

/// Makes the edit true: the one transaction after which the order is another. An order that changed
/// since the edit was previewed, as when a parcel left, stays as it is, and the edit is given up.
pub async fn place(
    cx: &Cx,
    mut work: Box<Work>,
    order_id: &OrderId,
    edit_id: &EditId,
) -> Result<Box<Work>, Fault> {
    let now = cx.now();
    let order = cx.load(keys::order::order(order_id)).await?;
    let edit = cx.load(keys::order::edit(order_id, edit_id)).await?;
    let Checkout { page_count, .. } = work.checkout;
    let first = work.checkout.first_page();
    let pages = first..first.saturating_add(page_count);
    let wanted = pages.map(|page| keys::order::edit_page(order_id, edit_id, &page)).collect();
    let added: Vec<Held<EditPage>> = every(cx, wanted).await?;
    let touched = edit.plan.touched();
    let wanted = touched.iter().map(|page| keys::order::line_page(order_id, page)).collect();
    let touched: Vec<Held<LinePage>> = every(cx, wanted).await?;
    let placed =
        place_from_edit(&work.checkout, &order, &edit, &values(&added), &values(&touched), now);
    let (checkout, applied) = match placed {
        Ok(placed) => placed,
        Err(refusal) => {
            let failure = Failure::impossible(refusal.to_string());
            work.moved(|checkout, now| checkout.give_up(failure, now), now);
            return Ok(work);
        }
    };
    let version = order.next_version();
    let done = work.take().replace(&order, &applied.order).replace(&edit, &applied.edit);
    let done = applied.added.iter().fold(done, runtime::Done::create);
    let changed = touched.iter().zip(&applied.touched);
    let done = changed.fold(done, |done, (held, page)| done.replace(held, page));
    let cancelled = applied.cancelled.iter();
    let done = cancelled.fold(done, |done, news| done.publish(order_id, version, news));
    let done = done.publish(order_id, version, &applied.event);
    work.done = tariff::tax_changed(done, &applied.order, version);
    work.checkout = checkout;
    Ok(work)
}

async fn every<E: Entity>(cx: &Cx, keys: Vec<Key<E>>) -> Result<Vec<Held<E>>, Fault> {
    let missing = || Fault::Table(TableError::Missing { entity: E::ROW.entity });
    let found = cx.load_many(&keys).await?;
    found.into_iter().map(|page| page.ok_or_else(missing)).collect()
}

fn values<E: Clone>(held: &[Held<E>]) -> Vec<E> {
    held.iter().map(|held| held.value.clone()).collect()
}

/// Lets go of the order: the edit has come to nothing, and says why.
pub async fn let_go(
    cx: &Cx,
    mut work: Box<Work>,
    order_id: &OrderId,
    edit_id: &EditId,
) -> Result<Box<Work>, Fault> {
    let order = cx.find(keys::order::order(order_id)).await?;
    let edit = cx.find(keys::order::edit(order_id, edit_id)).await?;
    if let (Some(order), Some(edit)) = (order, edit)
        && let Some((next, ended)) = let_go_of_edit(&work.checkout, &order, &edit, cx.now())
    {
        let derivation = keys::order::derivation(order_id, &edit.part);
        work.done = work.take().replace(&order, &next).replace(&edit, &ended).erase(&derivation);
    }
    Ok(work)
}
