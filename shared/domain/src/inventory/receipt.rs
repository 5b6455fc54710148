//! Goods that come in, many SKUs at once.
use super::StockRefusal;
use primitives::{Quantity, Sku, Timestamp, limits::LINES_MAX};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far a large receipt has been booked: it takes several transactions, and whoever goes on
/// after a crash must know where. Lives as long as its `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The request it came with, named by caller, operation and `Idempotency-Key`.
    pub command: String,
    /// Tells its lines from others that come under the same key.
    pub fingerprint: u64,
    /// Lines booked so far, in order of SKU.
    pub booked: u32,
    /// When its key may be used anew.
    pub until: Timestamp,
}

/// Units to come in of each SKU: what is on several lines, added up.
pub fn incoming(
    lines: impl ExactSizeIterator<Item = (Sku, Quantity)>,
) -> Result<BTreeMap<Sku, u32>, StockRefusal> {
    if !(1..=LINES_MAX).contains(&lines.len()) {
        return Err(StockRefusal::WrongLines(LINES_MAX));
    }
    let mut sums: BTreeMap<Sku, u32> = BTreeMap::new();
    for (sku, quantity) in lines {
        let sum = sums.entry(sku).or_default();
        *sum = sum.saturating_add(quantity.get());
    }
    Ok(sums)
}

/// Tells one receipt from another (FNV-1a, 64 bits).
pub fn fingerprint(location: &str, lines: &BTreeMap<Sku, u32>) -> u64 {
    let mut text = location.to_owned();
    for (sku, units) in lines {
        text.push_str(&format!(";{sku}={units}"));
    }
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
