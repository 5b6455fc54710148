//! What the runtime promises of every keyed request: one effect, one answer.
use contract::{Caller, NoPath, NoQuery, Operation, OperationRow, Trait};
use domain::identity::Customer;
use primitives::CustomerId;
use runtime::{App, Cx, Done, Fault, Outcome, Req};
use serde::{Deserialize, Serialize};
use serde_json::json;
use testkit::{Injected, Request, Shop};

/// An operation like those of the shop: it makes a customer's record under a fresh id.
struct Enrol;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnrolBody {
    #[serde(default)]
    refuse: bool,
    #[serde(default)]
    dawdle: bool,
}

#[derive(Serialize)]
struct Enrolled {
    customer_id: CustomerId,
}

impl Operation for Enrol {
    const ROW: &'static OperationRow = &OperationRow {
        id: "Enrol",
        doc: "",
        capability: "test",
        method: "POST",
        path: "/enrol",
        caller: Caller::Public,
        status: 201,
        traits: &[Trait::Keyed],
    };
    type Path = NoPath;
    type Query = NoQuery;
    type Body = EnrolBody;
    type Reply = Enrolled;
}

async fn enrol(cx: Cx, req: Req<Enrol>) -> Outcome<Enrolled> {
    if req.body.refuse {
        return Err(Fault::Forbidden);
    }
    if req.body.dawdle {
        std::future::pending::<()>().await;
    }
    let created = domain::identity::create(
        cx.new_id(),
        domain::identity::Particulars::default(),
        None,
        cx.now(),
    )?;
    let reply = Enrolled { customer_id: created.customer.customer_id.clone() };
    Ok(Done::new(reply).create(&created.customer))
}

fn shop() -> Shop {
    Shop::of(vec![App::new("test").on(Enrol, enrol)])
}

fn request() -> Request {
    Request::post("/enrol").key("k1").json(&json!({}))
}

/// How many records there are.
fn records(shop: &Shop) -> usize {
    let kind = std::any::type_name::<Customer>().rsplit("::").next().unwrap_or_default();
    shop.database.everything().iter().filter(|item| item["t"]["S"] == kind).count()
}

#[tokio::test]
async fn without_a_key_nothing_happens() {
    let shop = shop();
    let reply = shop.call(Request::post("/enrol").json(&json!({}))).await;
    assert_eq!(reply.refused(400), "idempotency.missing");
    assert_eq!(records(&shop), 0);
}

#[tokio::test]
async fn a_repeat_gets_the_same_bytes_and_has_no_effect() {
    let shop = shop();
    let first = shop.call(request()).await;
    let again = shop.call(request()).await;
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    assert_eq!(first.status, 201);
    assert_eq!(records(&shop), 1);
}

#[tokio::test]
async fn a_key_used_for_another_body_is_refused() {
    let shop = shop();
    shop.call(request()).await.expect(201);
    let other = request().json(&json!({ "refuse": false }));
    assert_eq!(shop.call(other).await.refused(422), "idempotency.reused");
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    let shop = shop();
    let refused = Request::post("/enrol").key("k1").json(&json!({ "refuse": true }));
    shop.call(refused).await.expect(403);
    shop.call(request()).await.expect(201);
}

#[tokio::test]
async fn callers_with_the_same_key_get_answers_of_their_own() {
    let shop = shop();
    let ada = shop.call(request().customer("ada")).await;
    let ben = shop.call(request().customer("ben")).await;
    assert_ne!(ada.text, ben.text);
    assert_eq!(records(&shop), 2);
}

#[tokio::test]
async fn after_a_commit_that_nobody_heard_of_the_repeat_gets_its_answer() {
    let shop = shop();
    shop.database.inject([Injected::CommitThenSilence]);
    shop.call(request()).await.expect(500);
    shop.call(request()).await.expect(201);
    assert_eq!(records(&shop), 1);
}

#[tokio::test]
async fn a_lost_race_is_run_again() {
    let shop = shop();
    shop.database.inject([Injected::Conflict, Injected::Conflict, Injected::Conflict]);
    shop.call(request()).await.expect(201);
    assert_eq!(records(&shop), 1);
}

#[tokio::test]
async fn what_takes_too_long_says_so_before_lambda_ends_it() {
    let shop = shop().ending_in(std::time::Duration::from_millis(20));
    let slow = Request::post("/enrol").key("k1").json(&json!({ "dawdle": true }));
    assert_eq!(shop.call(slow).await.refused(409), "idempotency.in_flight");
    assert_eq!(records(&shop), 0);
}

#[tokio::test]
async fn a_race_that_cannot_be_won_says_that_the_command_is_in_flight() {
    let shop = shop();
    shop.database.inject([Injected::Conflict; 12]);
    let reply = shop.call(request()).await;
    assert_eq!(reply.refused(409), "idempotency.in_flight");
    assert_eq!(reply.headers["retry-after"], "1");
    assert_eq!(records(&shop), 0);
}

#[tokio::test]
async fn a_busy_table_is_said_to_be_busy() {
    let shop = shop();
    shop.database.inject([Injected::Throttle]);
    let reply = shop.call(request()).await;
    assert_eq!(reply.refused(503), "busy.throttled");
    assert_eq!(reply.headers["retry-after"], "1");
}

#[tokio::test]
async fn bad_bodies_are_told_apart() {
    let shop = shop();
    let send = |body: &str| request().json(&json!({})).text(body);
    assert_eq!(shop.call(send("{")).await.refused(400), "request.malformed");
    assert_eq!(shop.call(send(r#"{"x":1}"#)).await.refused(422), "request.invalid");
    let plain = Request::post("/enrol").key("k").text("{}").header("content-type", "text/plain");
    assert_eq!(shop.call(plain).await.refused(415), "request.not_json");
    let large = send(&format!(r#"{{"x":"{}"}}"#, "x".repeat(600_000)));
    assert_eq!(shop.call(large).await.refused(413), "request.too_large");
    assert_eq!(records(&shop), 0);
}

#[tokio::test]
async fn what_is_not_there_and_what_it_cannot_do_are_told_apart() {
    let shop = shop();
    assert_eq!(shop.call(Request::get("/nowhere")).await.refused(404), "route.unknown");
    assert_eq!(shop.call(Request::get("/enrol")).await.refused(405), "route.method");
}
