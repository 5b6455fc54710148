//! Events of `segments`. Segments are staff's words for groups of people: they are ids here.
use crate::row::events;
use primitives::{CustomerId, Slug, Timestamp};

events! {
    /// A customer came into a segment.
    SegmentEnteredV1 = "segments.SegmentEntered.v1" {
        segment: Slug,
        customer_id: CustomerId,
        entered_at: Timestamp,
    }
    /// A customer went out of a segment: by what they did, by time, or because its rule says something else now.
    SegmentLeftV1 = "segments.SegmentLeft.v1" {
        segment: Slug,
        customer_id: CustomerId,
        left_at: Timestamp,
    }
}
