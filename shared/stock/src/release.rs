//! Giving units back, and promising them to an order.
use crate::{Paged, Read, book::book};
use domain::inventory::{Ask, Closing, GivenBack, Reason, Reservation, ReservationState};
use events::inventory::{ReservationExpiredV1, ReservationReleasedV1, StockUnits};
use primitives::ReservationId;
use runtime::{Cx, Done, Fault};
use table::{Held, keys};

/// Gives a page back, as far as it is still put aside. Repeating it does nothing, and so does
/// giving back a page that is not there.
pub async fn release_page<R>(
    cx: &Cx,
    done: Done<R>,
    reservation_id: &ReservationId,
    page: u32,
    closing: Closing,
) -> Result<Paged<R>, Fault> {
    let held = cx.find(keys::inventory::reservation(reservation_id, &page)).await?;
    let Some(held) = held.filter(|held| held.closes(closing)) else {
        return Ok(Paged::Whole(done));
    };
    let read = look(cx, &held).await?;
    let given = held.close(&read.shelf, closing);
    let reason = if closing == Closing::Expired { Reason::Expired } else { Reason::Released };
    write(cx, done, &held, &read, given, reason)
}

/// Gives some units of a page back: never more than are put aside. `reference` names what asks for
/// it, such as an event's id; asking again by the same name does nothing.
pub async fn release_lines<R>(
    cx: &Cx,
    done: Done<R>,
    reservation_id: &ReservationId,
    page: u32,
    lines: &[Ask],
    reference: &str,
) -> Result<Paged<R>, Fault> {
    let held = cx.find(keys::inventory::reservation(reservation_id, &page)).await?;
    let Some(held) = held else { return Ok(Paged::Whole(done)) };
    let read = look(cx, &held).await?;
    let given = held.give_back(&read.shelf, lines, reference);
    if given.lines.is_empty() {
        return Ok(Paged::Whole(done));
    }
    write(cx, done, &held, &read, given, Reason::Released)
}

/// Promises a page to a placed order, so that it does not expire. Repeating it does nothing, and so
/// does promising a page that was given back meanwhile.
pub async fn commit_page<R>(
    cx: &Cx,
    done: Done<R>,
    reservation_id: &ReservationId,
    page: u32,
) -> Result<Done<R>, Fault> {
    let held = cx.find(keys::inventory::reservation(reservation_id, &page)).await?;
    let Some(held) = held.filter(|held| held.state == ReservationState::Created) else {
        return Ok(done);
    };
    let next = Reservation { state: ReservationState::Committed, ..held.value.clone() };
    Ok(done.replace(&held, &next))
}

async fn look(cx: &Cx, page: &Reservation) -> Result<Read, Fault> {
    let mut read = Read::default();
    read.levels(cx, page.spots()).await?;
    Ok(read)
}

fn write<R>(
    cx: &Cx,
    done: Done<R>,
    held: &Held<Reservation>,
    read: &Read,
    given: GivenBack,
    reason: Reason,
) -> Result<Paged<R>, Fault> {
    let Reservation { reservation_id, checkout_id, page, .. } = held.value.clone();
    let reference = reservation_id.to_string();
    let lines: Vec<StockUnits> = given
        .lines
        .iter()
        .map(|ask| StockUnits { sku: ask.sku.clone(), quantity: ask.quantity.get() })
        .collect();
    let done = book(cx, done, &read.shelf, &given.moves, reason, Some(&reference))?;
    let done = done.replace(held, &given.page);
    let version = held.next_version();
    let done = if lines.is_empty() {
        done
    } else if reason == Reason::Expired {
        let event = ReservationExpiredV1 { reservation_id, checkout_id, page, lines };
        done.publish(reference, version, &event)
    } else {
        let event = ReservationReleasedV1 { reservation_id, checkout_id, page, lines };
        done.publish(reference, version, &event)
    };
    Ok(if given.whole { Paged::Whole(done) } else { Paged::Part(done) })
}
