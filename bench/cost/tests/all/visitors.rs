//! Events of visitors stay as cheap as they are meant to be.
use cost::{Prices, visitors::of_a_million};

/// Thirty cents.
const AIM_PICO_DOLLARS: u64 = 300_000_000_000;

#[test]
fn a_million_events_of_visitors_cost_less_than_thirty_cents_in_all() {
    let parts = of_a_million(&Prices::read().unwrap());
    let all: u64 = parts.iter().map(|part| part.pico_dollars).sum();
    assert!(all <= AIM_PICO_DOLLARS, "{parts:#?}");
    let count = |what: &str| parts.iter().find(|part| part.what == what).unwrap().count;
    assert_eq!(count("requests at the gateway"), 50_000);
    assert_eq!(count("requests of the queue"), 60_000, "a request is one message");
    assert!(
        count("calls of the writer") <= 110 && count("files written and merged") <= 900,
        "{parts:#?}"
    );
}
