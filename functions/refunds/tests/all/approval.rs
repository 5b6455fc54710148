//! Above the limit somebody else has to agree.
use crate::sold::*;
use contract::Role;
use serde_json::json;
use testkit::Request;

#[tokio::test]
async fn a_large_refund_waits_for_a_second_person_and_nobody_else_gets_the_same_meanwhile() {
    let shop = shop();
    limit(&shop, 200).await;
    let order = sold(&shop, "l", None, 100_000).await;
    let small = shop.call(ask(&order, "1", &wish(&json!([line("l", 0, 1)])))).await.expect(201);
    assert_eq!(small["state"], "granted");
    let body = wish(&json!([line("l", 0, 2)]));
    let own = ask(&order, "2", &body).staff(Role::Finance);
    let large = shop.call(own).await.expect(201);
    assert_eq!((&large["state"], &large["credit_note"]), (&json!("needs_approval"), &json!(null)));
    let same = shop.call(ask(&order, "3", &wish(&json!([line("l", 0, 1)])))).await;
    assert_eq!(same.refused(409), "refund.more_than_left");
    shop.settle().await;
    assert_eq!(money(&shop, &order).await.1, 101);
    let list = Request::get("/refunds?state=needs_approval").staff(Role::Finance);
    assert_eq!(shop.call(list).await.expect(200)["items"][0]["refund_id"], large["refund_id"]);

    let desk = act(&shop, &order, &large, "approval", Role::Service, "a").await;
    assert_eq!(desk.status, 403);
    let own = act(&shop, &order, &large, "approval", Role::Finance, "b").await;
    assert_eq!(own.refused(403), "refund.own_approval");
    let agreed = act(&shop, &order, &large, "approval", Role::Admin, "c").await.expect(200);
    assert_eq!((&agreed["state"], &agreed["credit_note"]), (&json!("granted"), &json!(2)));
    shop.settle().await;
    assert_eq!(money(&shop, &order).await.1, 303);
    let twice = act(&shop, &order, &large, "approval", Role::Admin, "d").await;
    assert_eq!(twice.refused(409), "refund.state");
}

#[tokio::test]
async fn what_is_declined_may_be_asked_for_again_and_takes_no_number() {
    let shop = shop();
    limit(&shop, 0).await;
    let order = sold(&shop, "d", None, 100_000).await;
    let body = wish(&json!([line("d", 1, 3)]));
    let first = shop.call(ask(&order, "1", &body)).await.expect(201);
    let no = act(&shop, &order, &first, "decline", Role::Finance, "n").await.expect(200);
    assert_eq!((&no["state"], &no["credit_note"]), (&json!("declined"), &json!(null)));
    let again = shop.call(ask(&order, "2", &body)).await.expect(201);
    assert_eq!(again["breakdown"], first["breakdown"]);
    let yes = act(&shop, &order, &again, "approval", Role::Finance, "y").await.expect(200);
    assert_eq!(yes["credit_note"], 1);
    shop.settle().await;
    assert_eq!(money(&shop, &order).await.1, 306);
}
