//! What staff may do, and who sees what.
use crate::trial::*;
use contract::Role;
use serde_json::json;
use testkit::Request;

#[tokio::test]
async fn a_draft_is_written_started_raised_and_stopped_for_good() {
    let shop = shop().await;
    let half = {
        let mut design = design();
        design["share"] = json!(500_000);
        design
    };
    shop.call(put("button", &half)).await.expect(200);
    assert_eq!(arm(&shop, "vis_1").await, json!([]), "nobody sees a draft");
    assert_eq!(
        shop.call(act("button", "stop", &json!({ "why": "no" }))).await.refused(409),
        "experiment.state"
    );
    shop.call(act("button", "start", &json!({}))).await.expect(200);
    shop.call(act("button", "start", &json!({}))).await.expect(200);
    shop.source.advance(31);
    let mut taking_part = Vec::new();
    for n in 0..60 {
        let subject = format!("vis_{n}");
        let seats = arm(&shop, &subject).await;
        if seats != json!([]) {
            taking_part.push((subject, seats));
        }
    }
    assert!((15..45).contains(&taking_part.len()), "{}", taking_part.len());

    assert_eq!(shop.call(put("button", &design())).await.refused(409), "experiment.state");
    let share = |share: u32| act("button", "share", &json!({ "share": share }));
    assert_eq!(shop.call(share(400_000)).await.refused(409), "experiment.shrinks");
    shop.call(share(1_000_000)).await.expect(200);
    shop.source.advance(31);
    for (subject, seats) in &taking_part {
        assert_eq!(arm(&shop, subject).await, *seats, "nobody is moved");
    }

    // The whole layer is taken; another has room.
    shop.call(put("colour", &design())).await.expect(200);
    assert_eq!(
        shop.call(act("colour", "start", &json!({}))).await.refused(409),
        "experiment.no_room"
    );
    let mut elsewhere = design();
    elsewhere["layer"] = json!("checkout");
    shop.call(put("colour", &elsewhere)).await.expect(200);
    shop.call(act("colour", "start", &json!({}))).await.expect(200);

    let unknown = act("button", "stop", &json!({ "why": "decided", "adopt": "blue" }));
    assert_eq!(shop.call(unknown).await.refused(422), "experiment.unknown_arm");
    let stop = act("button", "stop", &json!({ "why": "decided", "adopt": "new" }));
    let over = shop.call(stop).await.expect(200);
    assert_eq!((&over["state"], &over["adopted"]), (&json!("stopped"), &json!("new")));
    shop.source.advance(31);
    let seats = arm(&shop, "vis_1").await;
    assert_eq!((seats.as_array().unwrap().len(), &seats[0]["experiment"]), (1, &json!("colour")));
    assert_eq!(
        shop.call(act("button", "start", &json!({}))).await.refused(409),
        "experiment.state"
    );
    shop.settle().await;
    let told = shop.sent_names();
    let count = |name: &str| told.iter().filter(|one| *one == name).count();
    assert_eq!(count("experiments.ExperimentStarted.v1"), 2);
    assert_eq!(count("experiments.ExperimentStopped.v1"), 1);
    let list = shop.call(Request::get("/experiments").staff(Role::Catalog)).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_assignment_reads_nothing_while_the_plan_is_fresh() {
    let shop = shop().await;
    started(&shop, "button").await;
    let first = arm(&shop, "vis_1").await;
    shop.database.journal().watch();
    for _ in 0..50 {
        assert_eq!(arm(&shop, "vis_1").await, first);
        arm(&shop, "vis_2").await;
    }
    assert!(shop.database.journal().take().is_empty());
}

#[tokio::test]
async fn what_cannot_be_tried_is_refused_with_what_is_wrong() {
    let shop = shop().await;
    let mut one = design();
    one["arms"] = json!([{ "name": "old", "weight": 1 }]);
    assert_eq!(shop.call(put("one-arm", &one)).await.status, 422);
    let mut twice = design();
    twice["guards"] = json!([{ "measure": "conversion", "margin": 0.1 }]);
    assert_eq!(shop.call(put("twice", &twice)).await.refused(422), "experiment.guards");
    let mut level = design();
    level["level"] = json!(7);
    assert_eq!(shop.call(put("level", &level)).await.refused(422), "experiment.level");
    let address = Request::get("/assignments?subject=ada@example.com");
    assert_eq!(shop.call(address).await.status, 400, "an address of a person is no subject");
    assert_eq!(shop.call(Request::get("/experiments").customer("ada")).await.status, 403);
}
