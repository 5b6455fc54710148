//! One HTTP operation, from bytes to bytes: parse, authorise, recall, run, answer.
use crate::{
    Cx, Fault, HttpRequest, HttpResponse, Secret, Step, Who,
    memory::Keyed,
    run::{Decided, Ended, Remember, decided, run},
    sheet::Shown,
};
use contract::{Caller, Operation, OperationRow, Trait};
use serde_json::Value;
use std::{future::Future, pin::Pin, sync::Arc};
use table::{Answer, Held};

/// A typed request.
pub struct Req<O: Operation> {
    /// Path parameters.
    pub path: O::Path,
    /// Query parameters.
    pub query: O::Query,
    /// The body.
    pub body: O::Body,
    /// Who calls.
    pub who: Who,
    /// The cart's secret, where the caller showed one.
    pub secret: Option<Secret>,
    /// The version in `If-Match`.
    pub if_match: Option<u64>,
    /// Names the command: 43 letters, digits, `-` and `_` made of caller, operation and
    /// `Idempotency-Key`, so that a repeat of a keyed request finds what it began before a crash.
    /// Empty where no key is required.
    pub command: Arc<str>,
    /// The request's key, where the operation's own state remembers it.
    pub keyed: Option<Keyed>,
    /// The request as it came: for signatures and languages.
    pub raw: Arc<HttpRequest>,
}

impl<O: Operation> Clone for Req<O> {
    fn clone(&self) -> Self {
        Self {
            path: self.path.clone(),
            query: self.query.clone(),
            body: self.body.clone(),
            who: self.who.clone(),
            secret: self.secret.clone(),
            if_match: self.if_match,
            command: self.command.clone(),
            keyed: self.keyed.clone(),
            raw: self.raw.clone(),
        }
    }
}

impl<O: Operation> Req<O> {
    /// Refuses with 412 if the caller's `If-Match` names another version.
    pub fn check_version<E>(&self, held: &Held<E>) -> Result<(), Fault> {
        match self.if_match {
            Some(version) if version != held.version() => Err(Fault::Changed),
            _ => Ok(()),
        }
    }
}

/// A mounted operation with its types erased.
pub(crate) type Call = Box<dyn Fn(Cx, Arc<HttpRequest>, Value) -> Pending + Send + Sync>;
pub(crate) type Pending = Pin<Box<dyn Future<Output = Result<HttpResponse, Fault>> + Send>>;

/// Erases the types of an operation and its handler.
pub(crate) fn erase<O, H, F, T>(handler: H) -> Call
where
    O: Operation,
    H: Fn(Cx, Req<O>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<T, Fault>> + Send + 'static,
    T: Into<Step<O::Reply>> + 'static,
{
    Box::new(move |cx, http, parameters| {
        Box::pin(async move {
            let mut req = parse::<O>(&cx, http, parameters)?;
            let remember = remember(O::ROW, &req.raw, &req.who, req.secret.as_ref())?;
            if let Remember::Request(keyed) = &remember {
                req.command = Arc::from(keyed.request.as_str());
            }
            let accepts = O::ROW.has(Trait::Sheet).then(|| req.raw.header("accept")).flatten();
            let shown = Shown::asked_for(accepts);
            let own = cx.clone();
            let mut decide = move || decided(handler(own.clone(), req.clone()));
            Ok(shown.show(answer(&cx, O::ROW.status, remember, &mut decide).await?))
        })
    })
}

/// Recalls the answer, or runs the handler for it.
async fn answer(
    cx: &Cx,
    status: u16,
    remember: Remember,
    decide: &mut (dyn FnMut() -> Decided + Send),
) -> Result<HttpResponse, Fault> {
    if let Remember::Request(keyed) = &remember
        && let Some(answer) = keyed.recall(&cx.table).await?
    {
        return Ok(respond(answer, cx));
    }
    let (Ended::Answered(answer) | Ended::Waiting(answer)) =
        run(cx, status, remember, decide).await?;
    Ok(respond(answer, cx))
}

fn parse<O: Operation>(
    cx: &Cx,
    http: Arc<HttpRequest>,
    parameters: Value,
) -> Result<Req<O>, Fault> {
    let row = O::ROW;
    cx.who.allowed(row.caller)?;
    let secret = http.header("x-cart-token").map(Secret::shown);
    if row.caller == Caller::Holder && secret.is_none() {
        return Err(Fault::Unauthenticated("send the cart's secret in X-Cart-Token"));
    }
    // A malformed id in a path names nothing that exists.
    let path = serde_json::from_value(parameters).map_err(|e| Fault::Malformed {
        code: "path.unknown",
        status: 404,
        detail: format!("there is no such thing: {e}"),
    })?;
    let query = serde_html_form::from_str(&http.query)
        .map_err(|e| Fault::malformed(format!("the query is wrong: {e}")))?;
    let body = if row.has(Trait::RawBody) || !row.takes_body() {
        serde_json::from_str("{}").map_err(|e| Fault::Internal(e.to_string()))?
    } else {
        http.json()?
    };
    let if_match = if row.has(Trait::Versioned) { http.if_match()? } else { None };
    let (who, command) = (cx.who.clone(), Arc::from(""));
    let within = row.has(Trait::KeyedWithin);
    let keyed = within.then(|| Keyed::read(row.id, &http, &who, secret.as_ref())).transpose()?;
    Ok(Req { path, query, body, who, secret, if_match, command, keyed, raw: http })
}

fn remember(
    row: &OperationRow,
    http: &HttpRequest,
    who: &Who,
    secret: Option<&Secret>,
) -> Result<Remember, Fault> {
    if !row.has(Trait::Keyed) {
        return Ok(Remember::Nothing);
    }
    Keyed::read(row.id, http, who, secret).map(Remember::Request)
}

fn respond(answer: Answer, cx: &Cx) -> HttpResponse {
    let mut response = HttpResponse::json(answer.status, answer.body, &cx.correlation_id);
    if let Some(version) = answer.etag {
        response.headers.insert("etag".into(), format!("\"{version}\""));
    }
    response
}
