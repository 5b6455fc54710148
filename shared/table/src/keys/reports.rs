//! Keys of `reports`.
use crate::{
    Indexed,
    row::{keys, lists},
};
use domain::{
    prediction::Fifths,
    reports::{Audit, LiveCount},
};
use primitives::{Day, Timestamp};

keys! {
    /// What was sold today, spread over a few items.
    live_count(day: Day, shard: u8) -> LiveCount: "LIVE#{day}" / "COUNT#{shard:02}";
    /// Whether a day's report says what its orders do.
    audit(day: Day) -> Audit: "REPORTS#" / "AUDIT#{day}";
    /// Where the fifths of customers begin, as of last night.
    fifths() -> Fifths: "REPORTS#" / "FIFTHS";
}

lists! {
    /// Staff: what audits found, the latest day first.
    audits() -> Audit: table "REPORTS#" / "AUDIT#" newest;
}

impl Indexed for Audit {}
impl Indexed for Fifths {}

impl Indexed for LiveCount {
    fn expires(&self) -> Option<Timestamp> {
        self.until()
    }
}
