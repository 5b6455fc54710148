//! The laws of prices. `PROPTEST_CASES` says how often each is tried.
mod buy_get;
mod money;
mod refunds;
mod rules;
mod tax;
pub(crate) mod world;

use proptest::prelude::ProptestConfig;

/// So many cases as are asked for; few enough by default that all laws take seconds.
pub(crate) fn cases() -> ProptestConfig {
    let config = ProptestConfig::default();
    let asked = config.cases;
    // Proptest reads the variable itself; 256 is what it takes where nothing is said.
    ProptestConfig { cases: if asked == 256 { 64 } else { asked }, ..config }
}
