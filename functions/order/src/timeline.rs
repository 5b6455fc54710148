//! Entries of the timeline about what callers do.
use domain::order::{Happened, TimelineEntry};
use primitives::OrderId;
use runtime::Cx;

/// An entry about what the caller does now.
pub fn entry(cx: &Cx, order_id: &OrderId, what: Happened) -> TimelineEntry {
    let mut entry = TimelineEntry::new(order_id, cx.new_id(), what, cx.who().actor(), cx.now());
    entry.correlation_id = Some(cx.correlation_id().to_owned());
    entry
}
