//! A limit of a promotion is one item, and one write of two units, as long as it is looked at exactly.
#![allow(clippy::large_futures)] // A whole shop is in them.
use cost::{every_limit, limited};
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn a_code_without_limits_adds_no_write_and_every_limit_adds_one() {
    let free = limited(json!({})).await.write_milli_units;
    let limits = [
        (json!({ "uses": 200 }), 1),
        (json!({ "per_customer": 1 }), 1),
        (json!({ "per_code": 100 }), 1),
        (every_limit(), 3),
    ];
    for (limits, counters) in limits {
        let name = limits.to_string();
        assert_eq!(limited(limits).await.write_milli_units, free + 2_000 * counters, "{name}");
    }
}
