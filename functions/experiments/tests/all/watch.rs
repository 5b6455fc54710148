//! What the clock does.
use crate::trial::*;
use contract::Role;
use domain::experiments::{TrialExposure, TrialTally};
use primitives::{ExternalKey, Slug};
use runtime::Done;
use serde_json::json;
use table::{Adjust, keys::experiments as keys};
use testkit::{Items, Request, Shop};

/// So many more subjects of an arm, and so many of them who sent something back.
async fn seen(shop: &Shop, arm: &str, subjects: i64, taken_back: i64) {
    let key = keys::tally(&Slug::parse("button").unwrap(), &Slug::parse(arm).unwrap(), &0);
    let more = Adjust::of(key).add("subjects", subjects).add("taken_back", taken_back);
    shop.seed(Done::new(()).adjust(more)).await;
}

async fn state(shop: &Shop) -> (String, String) {
    let look = Request::get("/experiments/button").staff(Role::Catalog);
    let view = shop.call(look).await.expect(200);
    let text = |name: &str| view[name].as_str().unwrap_or_default().to_owned();
    (text("state"), text("why"))
}

#[tokio::test(start_paused = true)]
async fn harm_and_wrong_counts_end_an_experiment_and_good_ones_go_on() {
    for (old, new, word) in [
        ((500, 10), (510, 12), ""),
        ((500, 10), (510, 150), "stop"),
        ((900, 10), (510, 9), "broken"),
    ] {
        let shop = shop().await;
        started(&shop, "button").await;
        seen(&shop, "old", old.0, old.1).await;
        seen(&shop, "new", new.0, new.1).await;
        // Two clocks at once, and one again: it ends once.
        for _ in 0..2 {
            shop.tick("watch-experiments").await;
        }
        let wanted = if word.is_empty() { "running" } else { "stopped" };
        assert_eq!(state(&shop).await, (wanted.to_owned(), word.to_owned()));
        shop.source.advance(3_600);
        shop.tick("watch-experiments").await;
        let ended =
            shop.sent_names().iter().filter(|one| one.contains("ExperimentStopped")).count();
        assert_eq!(ended, usize::from(!word.is_empty()), "{word}");
        let seats = arm(&shop, "vis_1").await;
        assert_eq!(seats == json!([]), !word.is_empty(), "{word}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_verdict_is_told_once() {
    let shop = shop().await;
    started(&shop, "button").await;
    seen(&shop, "old", 5_000, 5).await;
    seen(&shop, "new", 5_010, 5).await;
    for (arm, buyers) in [("old", 500), ("new", 900)] {
        let key = keys::tally(&Slug::parse("button").unwrap(), &Slug::parse(arm).unwrap(), &1);
        shop.seed(Done::new(()).adjust(Adjust::of(key).add("buyers", buyers))).await;
    }
    for _ in 0..3 {
        shop.tick("watch-experiments").await;
        shop.source.advance(3_600);
    }
    let judged: Vec<_> =
        shop.sent().into_iter().filter(|one| one.detail_type.contains("Judged")).collect();
    assert_eq!(judged.len(), 1);
    assert!(judged[0].detail.contains("\"adopt\""), "{}", judged[0].detail);
}

/// What is counted by tallies is what exposures say, whoever was counted when.
#[tokio::test(start_paused = true)]
async fn tallies_are_the_sums_of_exposures() {
    let shop = shop().await;
    started(&shop, "button").await;
    for n in 0..12 {
        exposed(&shop, &format!("vis_{n}"), None, &["button"]).await;
    }
    let items = Items::of(&shop);
    let exposures = items.all::<TrialExposure>();
    assert_eq!(exposures.len(), 12);
    for tally in items.all::<TrialTally>() {
        let own = exposures.iter().filter(|one| one.arm == tally.arm && one.shard() == tally.shard);
        assert_eq!(i64::try_from(own.count()).unwrap(), tally.subjects, "{tally:?}");
    }
    let one: &ExternalKey = &exposures[0].subject;
    assert!(one.as_ref().starts_with("vis_"));
}
