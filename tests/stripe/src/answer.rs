//! The stand-in's HTTP: keys, idempotency, and faults on the way.
use crate::{Books, KEY, books::No};
use runtime::ports::{Later, Web, WebAnswer, WebCall};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It arrives, and is answered.
    None,
    /// It never arrives.
    RequestLost,
    /// It has its effect, but the answer comes too late.
    AnswerLost,
    /// It is refused for now, without an effect.
    Status(u16),
    /// It has its effect, and the answer is nonsense.
    Nonsense,
}

/// What was asked with a key, and what was answered.
type Kept = (String, u16, Value);

#[derive(Default)]
struct State {
    books: Books,
    keys: BTreeMap<String, Kept>,
    faults: VecDeque<Fault>,
    calls: Vec<String>,
    key: String,
}

/// The stand-in.
#[derive(Clone)]
pub struct Double(Arc<Mutex<State>>);

impl Default for Double {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(State { key: KEY.into(), ..State::default() })))
    }
}

impl Double {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("nobody panicked meanwhile")
    }

    /// Looks at the books, or has something happen at Stripe itself.
    pub fn books<T>(&self, look: impl FnOnce(&mut Books) -> T) -> T {
        look(&mut self.state().books)
    }

    /// What becomes of the next calls, in this order.
    pub fn inject(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state().faults.extend(faults);
    }

    /// Takes back the faults that have not struck yet.
    pub fn heal(&self) {
        self.state().faults.clear();
    }

    /// Forgets idempotency keys, as Stripe does after a day.
    pub fn forget_keys(&self) {
        self.state().keys.clear();
    }

    /// The account gets another key.
    pub fn change_key(&self, key: &str) {
        self.state().key = key.into();
    }

    /// Method and path of every call so far, lost ones too.
    pub fn calls(&self) -> Vec<String> {
        self.state().calls.clone()
    }

    /// Events that no webhook has told of yet.
    pub fn take_events(&self) -> Vec<Value> {
        std::mem::take(&mut self.state().books.events)
    }

    fn answer(&self, call: &WebCall) -> (u16, Value) {
        let files =
            call.url.strip_prefix("https://files.stripe.com").filter(|path| *path == "/v1/files");
        let path = call.url.strip_prefix("https://api.stripe.com").or(files);
        let path = path.expect("Stripe and nobody else");
        let mut state = self.state();
        let bearer = format!("Bearer {}", state.key);
        if call.headers.get("authorization") != Some(&bearer) {
            return (401, json!({ "error": { "type": "invalid_request_error" } }));
        }
        assert!(call.headers.contains_key("stripe-version"), "the version is pinned");
        if call.method == "GET" {
            return flat(show(&mut state.books, path));
        }
        let key = call.headers.get("idempotency-key").expect("every POST has a key").clone();
        let asked = format!("{path} {}", String::from_utf8_lossy(&call.body));
        match state.keys.get(&key) {
            Some((before, status, body)) if *before == asked => return (*status, body.clone()),
            Some(_) => return (400, json!({ "error": { "type": "idempotency_error" } })),
            None => {}
        }
        let (status, body) = flat(act(&mut state.books, path, &call.body));
        state.keys.insert(key, (asked, status, body.clone()));
        (status, body)
    }
}

fn flat(answer: Result<Value, No>) -> (u16, Value) {
    match answer {
        Ok(body) => (200, body),
        Err(no) => no,
    }
}

fn act(books: &mut Books, path: &str, body: &[u8]) -> Result<Value, No> {
    if path == "/v1/files" {
        books.files.push(String::from_utf8_lossy(body).into_owned());
        return Ok(json!({ "id": format!("file_{}", books.files.len()), "object": "file" }));
    }
    let form: BTreeMap<String, String> = serde_html_form::from_bytes(body).expect("a form");
    let parts: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
    match parts.as_slice() {
        ["payment_intents"] => books.create(&form),
        ["payment_intents", id, "capture"] => books.capture(id, &form),
        ["payment_intents", id, "cancel"] => books.cancel(id),
        ["refunds"] => books.refund(&form),
        ["disputes", id] => books.evidence(id, &form),
        _ => panic!("nobody should POST {path}"),
    }
}

fn show(books: &mut Books, path: &str) -> Result<Value, No> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query: BTreeMap<String, String> = serde_html_form::from_str(query).expect("a query");
    let parts: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
    let whole = |books: &mut Books, mut view: Value| -> Result<Value, No> {
        if query.get("expand[]").map(String::as_str) == Some("payment_intent") {
            let id = view["payment_intent"].as_str().expect("it has one").to_owned();
            view["payment_intent"] = books.intent(&id)?.view();
        }
        Ok(view)
    };
    match parts.as_slice() {
        ["payment_intents", "search"] => {
            let wanted = query.get("query").expect("a search");
            let found = books.intents.iter().filter(|intent| {
                let id = intent.metadata.get("transaction_id").cloned().unwrap_or_default();
                *wanted == format!("metadata['transaction_id']:'{id}'")
            });
            Ok(json!({ "data": found.map(crate::Intent::view).collect::<Vec<_>>() }))
        }
        ["payment_intents", id] => books.intent(id).map(|intent| intent.view()),
        ["charges", id] => Ok(json!({ "id": id, "payment_intent": id.replace("ch_", "pi_") })),
        ["refunds"] => {
            let of = query.get("payment_intent").expect("refunds of a PaymentIntent");
            let found = books.refunds.iter().rev().filter(|refund| refund.intent == *of);
            let data: Vec<Value> = found.map(crate::Refund::view).collect();
            Ok(json!({ "data": data, "has_more": false }))
        }
        ["refunds", id] => {
            let found = books.refunds.iter().find(|refund| refund.id == *id).expect("a refund");
            let view = found.view();
            whole(books, view)
        }
        ["disputes", id] => {
            let view = books.disputes.get(*id).expect("a dispute").clone();
            whole(books, view)
        }
        _ => panic!("nobody should GET {path}"),
    }
}

impl Web for Double {
    fn call(&self, call: WebCall, _: Duration) -> Later<'_, WebAnswer> {
        Box::pin(async move {
            let path = call.url.split('?').next().unwrap_or_default();
            let path = path.trim_start_matches("https://api.stripe.com");
            let fault = {
                let mut state = self.state();
                state.calls.push(format!("{} {path}", call.method));
                state.faults.pop_front().unwrap_or(Fault::None)
            };
            let answer = |(status, body): (u16, Value)| WebAnswer {
                status,
                body: body.to_string().into_bytes(),
            };
            match fault {
                Fault::RequestLost => Err("the connection was reset".into()),
                Fault::Status(status) => Ok(answer((status, json!({ "error": {} })))),
                Fault::None => Ok(answer(self.answer(&call))),
                Fault::AnswerLost => {
                    self.answer(&call);
                    Err("no answer within 6000 ms".into())
                }
                Fault::Nonsense => {
                    self.answer(&call);
                    Ok(WebAnswer { status: 200, body: b"<html>Bad gateway</html>".to_vec() })
                }
            }
        })
    }
}
