//! Events of `haulier`, the make-believe carrier: for itself alone.
use crate::row::events;
use primitives::ScanId;

events! {
    /// A scan is to be told to the sender: the carrier's own queue delivers it.
    ScanDueV1 = "haulier.ScanDue.v1" {
        scan_id: ScanId,
    }
}
