//! Every key shape of the shop, one module per capability, spelled here and nowhere else.
pub mod identity;

pub use crate::ledger::{failure, outbox, remembered, seen};
use crate::{EntityRow, ListRow};

/// Every entity row: what the uniqueness test and `docs/table.md` walk.
pub fn entities() -> Vec<&'static EntityRow> {
    [identity::ENTITIES, crate::ledger::ENTITIES].into_iter().flatten().copied().collect()
}

/// Every way of listing.
pub fn lists() -> Vec<&'static ListRow> {
    [identity::LISTS].into_iter().flatten().collect()
}
