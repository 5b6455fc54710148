//! Keys of `haulier`, the make-believe carrier.
use crate::{
    Indexed,
    row::{keys, lists},
};
use domain::haulier::{Parcel, Scan};
use primitives::{ScanId, Timestamp};

keys! {
    /// The carrier's books, by tracking number.
    parcel(tracking_number: String) -> Parcel: "HAULIER#{tracking_number}" / "PARCEL";
    /// A scan on its way to the sender.
    scan(scan_id: ScanId) -> Scan: "HAULIER#{scan_id}" / "SCAN";
}

lists! {}

/// Days for which told scans stay readable.
const SCAN_DAYS: i64 = 7;

impl Indexed for Parcel {}
impl Indexed for Scan {
    fn expires(&self) -> Option<Timestamp> {
        self.told_at.map(|at| at.plus_seconds(SCAN_DAYS * 86_400))
    }
}
