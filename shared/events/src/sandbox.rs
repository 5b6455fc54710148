//! Events of `sandbox`, the make-believe payment provider: for itself alone.
use crate::row::events;
use primitives::EventId;

events! {
    /// A webhook is due: the provider's own queue delivers it.
    NoticeDueV1 = "sandbox.NoticeDue.v1" {
        notice_id: EventId,
    }
}
