//! Every operation, called by everyone: who gets in is what its row says, and nobody else.
use conformance::{apps, invocations};
use contract::{Caller, OperationRow, Role, Trait};
use std::{sync::Arc, time::Duration};
use testkit::{As, MemoryFiles, Request, Shop};

fn shop() -> Shop {
    let files = Arc::new(MemoryFiles::default());
    Shop::with(apps(), Some(files), None).patience(Duration::ZERO)
}

/// The operations that are mounted; that all are is another test's business.
fn mounted() -> Vec<&'static OperationRow> {
    let ids: Vec<&str> = apps().iter().flat_map(|app| app.manifest().operations).collect();
    contract::all().into_iter().filter(|row| ids.contains(&row.id)).collect()
}

/// Everyone there is.
fn everyone() -> Vec<As> {
    let mut all = vec![As::Nobody, As::Customer("stranger".into())];
    all.extend(Role::ALL.map(As::Staff));
    all.extend(Role::ALL.map(As::Machine));
    all
}

/// What the row promises a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Promise {
    /// Whatever comes, it is not 401 or 403.
    In,
    /// Who are you?
    Unknown,
    /// Not you.
    Forbidden,
}

// The table reads as rules from top to bottom; merging arms by outcome would break their order.
#[expect(clippy::match_same_arms)]
fn promise(rule: Caller, caller: &As) -> Promise {
    let within = |may: bool| if may { Promise::In } else { Promise::Forbidden };
    match (rule, caller) {
        (Caller::Public, _) => Promise::In,
        // Without the cart's secret or the sender's signature, nobody, whoever they are.
        (Caller::Holder | Caller::Signed, _) | (_, As::Nobody) => Promise::Unknown,
        (Caller::Customer | Caller::CustomerOrStaff(_), As::Customer(_)) => Promise::In,
        (Caller::Staff(_), As::Customer(_)) | (Caller::Customer, _) => Promise::Forbidden,
        (
            Caller::Staff(roles) | Caller::CustomerOrStaff(roles),
            As::Staff(role) | As::Machine(role),
        ) => within(*role == Role::Admin || roles.contains(role)),
    }
}

fn request(row: &OperationRow, nonce: usize) -> Request {
    let (path, query) = invocations::target(row);
    let target = if query.is_empty() { path } else { format!("{path}?{query}") };
    let mut request = Request::of(row.method, target);
    if let Some(body) = invocations::body(row) {
        request = request.json(&body);
    }
    if row.has(Trait::Keyed) || row.has(Trait::KeyedWithin) {
        request = request.key(format!("matrix-{nonce}"));
    }
    // Whoever takes over a guest's cart shows two things: who they are, and the cart's secret.
    if row.caller == Caller::Customer && row.path.starts_with("/carts/") {
        request = request.cart("not-the-secret-of-this-cart");
    }
    request
}

#[tokio::test]
async fn everyone_gets_exactly_as_far_as_the_row_says() {
    let shop = shop();
    let mut wrong = Vec::new();
    for row in mounted() {
        let plain = request(row, 0);
        for (nonce, caller) in everyone().into_iter().enumerate() {
            let mut request = plain.clone().by(caller.clone());
            if row.has(Trait::Keyed) || row.has(Trait::KeyedWithin) {
                request = request.key(format!("matrix-{nonce}"));
            }
            let reply = shop.answer(request).await;
            let promised = promise(row.caller, &caller);
            let got = match reply.status {
                401 => Promise::Unknown,
                403 => Promise::Forbidden,
                _ => Promise::In,
            };
            if promised != got {
                let status = reply.status;
                wrong.push(format!("{}: {caller:?} → {status}, not {promised:?}", row.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn the_secret_of_another_cart_opens_nothing() {
    let shop = shop();
    for row in mounted().into_iter().filter(|row| row.caller == Caller::Holder) {
        let reply = shop.answer(request(row, 0).cart("not-the-secret-of-this-cart")).await;
        assert!((400..500).contains(&reply.status), "{}: {}", row.id, reply.text);
    }
}

#[tokio::test]
async fn an_id_token_is_no_access_token() {
    let shop = shop();
    for row in mounted().into_iter().filter(|row| row.caller.needs_token()) {
        let mut http = request(row, 0).by(As::Staff(Role::Admin)).into_http();
        http.claims.insert("token_use".into(), "id".into());
        for app in apps().iter().filter(|app| app.name() == row.capability) {
            let reply = app.http(shop.host(), http.clone()).await;
            assert_eq!(reply.status, 401, "{}: {}", row.id, reply.body);
        }
    }
}

#[tokio::test]
async fn every_answer_to_a_well_formed_request_is_documented() {
    let shop = shop();
    let document = contract::openapi::document();
    let mut wrong = Vec::new();
    for row in mounted() {
        let welcome = invocations::welcome(row);
        let replies = [
            shop.answer(request(row, 1).by(welcome.clone()).cart("no-cart")).await,
            shop.answer(request(row, 2).by(welcome.clone()).text("{").cart("no-cart")).await,
            shop.answer(request(row, 3).by(welcome).text("{\"odd\":1}").cart("no-cart")).await,
            shop.answer(request(row, 4)).await,
        ];
        let documented = &document["paths"][row.path][row.method.to_lowercase()]["responses"];
        for reply in replies {
            let known = documented.get(reply.status.to_string()).is_some();
            if !known || reply.status >= 500 {
                wrong.push(format!("{}: {} {}", row.id, reply.status, reply.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
