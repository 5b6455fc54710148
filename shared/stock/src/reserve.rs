//! Putting units aside.
use crate::{Paged, Read, book, keep};
use domain::inventory::{
    Ask, Planned, Reason, Reservation, ReservationState, StockRefusal, first_look, parts, plan,
    second_look,
};
use primitives::{CheckoutId, ReservationId, Timestamp, limits::LINES_PER_PAGE};
use runtime::{Cx, Done, Fault};
use table::{Held, keys};

/// Puts one page of lines aside, all of them or none. At most [`LINES_PER_PAGE`] lines.
///
/// Repeating it does nothing. Refuses with `stock.insufficient` (409) naming the SKUs, with
/// `stock.unknown_sku` (422), and with `stock.reservation_closed` (409) where this owner's page was
/// given back before. A page that was given back for another owner is put aside anew: an edit of an
/// order that came to nothing leaves its page number to the next.
pub async fn reserve_page<R>(
    cx: &Cx,
    done: Done<R>,
    reservation_id: &ReservationId,
    page: u32,
    owner: &CheckoutId,
    lines: &[Ask],
    expires_at: Timestamp,
) -> Result<Paged<R>, Fault> {
    let held = cx.find(keys::inventory::reservation(reservation_id, &page)).await?;
    let anew =
        held.as_ref().is_some_and(|held| !held.state.is_open() && held.checkout_id != *owner);
    let ours = held.as_ref().filter(|_| !anew);
    let before = ours.map_or(&[][..], |held| &held.lines);
    let rest = match ours {
        Some(held) if !held.state.is_open() => return Err(StockRefusal::ReservationClosed.into()),
        Some(held) if held.complete => return Ok(Paged::Whole(done)),
        _ => lines.get(before.len()..).unwrap_or_default(),
    };
    if lines.len() > LINES_PER_PAGE {
        return Err(StockRefusal::WrongLines(LINES_PER_PAGE).into());
    }
    let (read, planned) = decide(cx, reservation_id, rest).await?;
    let complete = planned.lines.len() == rest.len();
    let next = Reservation {
        reservation_id: reservation_id.clone(),
        page,
        checkout_id: owner.clone(),
        lines: [before, &planned.lines].concat(),
        state: ReservationState::Created,
        complete,
        created_at: ours.map_or(cx.now(), |held| held.created_at),
        expires_at,
        releases: Vec::new(),
    };
    let done = write(cx, done, &read, &planned, held.as_ref(), &next)?;
    Ok(if complete { Paged::Whole(done) } else { Paged::Part(done) })
}

async fn decide(
    cx: &Cx,
    reservation_id: &ReservationId,
    lines: &[Ask],
) -> Result<(Read, Planned), Fault> {
    let seed = reservation_id.as_ref();
    let mut read = Read::to_take(cx, lines.iter().map(|line| &line.sku)).await?;
    // What is not known is refused by the plan, which names all of it.
    if let Ok(parts) = parts(&read.shelf, lines) {
        let first = first_look(&read.shelf, &parts, seed);
        read.levels(cx, first).await?;
        let second = second_look(&read.shelf, &parts);
        read.levels(cx, second).await?;
    }
    let planned = plan(&read.shelf, lines, seed, cx.now())?;
    Ok((read, planned))
}

fn write<R>(
    cx: &Cx,
    done: Done<R>,
    read: &Read,
    planned: &Planned,
    held: Option<&Held<Reservation>>,
    next: &Reservation,
) -> Result<Done<R>, Fault> {
    let reference = next.reservation_id.as_ref();
    let moves = &planned.moves;
    let done = book(cx, done, &read.shelf, moves, Reason::Reserved, Some(reference))?;
    let low = planned.low.iter().filter_map(|(sku, left)| Some((read.items.get(sku)?, *left)));
    let done = low.fold(done, |done, (held, left)| keep(done, Some(held), held, left));
    Ok(done.save(held, next))
}
