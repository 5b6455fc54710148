//! The web, of which the shop is all there is: calls go to the function that answers the path.
use crate::{Embedded, hosts::Hosts};
use runtime::{
    App, HttpRequest, HttpResponse,
    ports::{Later, Web, WebAnswer, WebCall},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

/// What becomes of a call on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Nothing: it arrives, and the answer comes back.
    No,
    /// It never arrives.
    Request,
    /// It arrives and has its effect, but the answer is lost.
    Answer,
}

/// A shop as the web reaches it.
pub(crate) type Joined = (Arc<Vec<App>>, Hosts, Embedded);

/// The web in tests.
#[derive(Default)]
pub struct TestWeb {
    shop: Mutex<Option<Joined>>,
    /// What is about to become of calls, and a part of the path of those that it is for.
    faults: Mutex<VecDeque<(&'static str, Broken)>>,
    /// Method and path of every call, oldest first.
    calls: Mutex<Vec<String>>,
}

impl TestWeb {
    /// Breaks the next calls, in this order.
    pub fn inject(&self, faults: impl IntoIterator<Item = Broken>) {
        self.inject_at("", faults);
    }

    /// Breaks the next calls whose path has this in it, in this order.
    pub fn inject_at(&self, path: &'static str, faults: impl IntoIterator<Item = Broken>) {
        if let Ok(mut queue) = self.faults.lock() {
            queue.extend(faults.into_iter().map(|fault| (path, fault)));
        }
    }

    fn fault_of(&self, path: &str) -> Option<Broken> {
        let mut queue = self.faults.lock().ok()?;
        let at = queue.iter().position(|(part, _)| path.contains(part))?;
        queue.remove(at).map(|(_, fault)| fault)
    }

    /// Method and path of every call so far, lost ones too.
    pub fn calls(&self) -> Vec<String> {
        self.calls.lock().map(|calls| calls.clone()).unwrap_or_default()
    }

    /// Joins the web to a shop, or parts them again.
    pub(crate) fn join(&self, shop: Option<Joined>) {
        if let Ok(mut place) = self.shop.lock() {
            *place = shop;
        }
    }

    /// The call as a gateway would hand it on, with an id of its own.
    fn request(&self, call: WebCall) -> HttpRequest {
        let rest = call.url.split_once("://").map_or(call.url.as_str(), |(_, rest)| rest);
        let target = rest.find('/').map_or("/", |at| rest.split_at(at).1);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut number = 0;
        if let Ok(mut calls) = self.calls.lock() {
            calls.push(format!("{} {path}", call.method));
            number = calls.len();
        }
        HttpRequest {
            method: call.method.into(),
            path: path.into(),
            query: query.into(),
            headers: call.headers,
            body: call.body,
            claims: std::collections::BTreeMap::new(),
            source_ip: "192.0.2.1".into(),
            request_id: format!("web-call-{number}"),
        }
    }
}

impl Web for TestWeb {
    fn call(&self, call: WebCall, patience: Duration) -> Later<'_, WebAnswer> {
        Box::pin(async move {
            let request = self.request(call);
            let fault = self.fault_of(&request.path);
            if fault == Some(Broken::Request) {
                return Err("the connection was reset".into());
            }
            let shop = self.shop.lock().map_err(|e| e.to_string())?.clone();
            let (apps, hosts, database) = shop.ok_or("the shop is gone")?;
            let answer =
                tokio::time::timeout(patience, dispatch(&apps, &hosts, &database, request)).await;
            match answer {
                _ if fault == Some(Broken::Answer) => Err("the answer was lost".into()),
                Err(_) => Err("no answer in time".into()),
                Ok(answer) => {
                    Ok(WebAnswer { status: answer.status, body: answer.body.into_bytes() })
                }
            }
        })
    }
}

/// Finds the function that answers a request, and lets it. Where none does, the last says so; one
/// that knows the path but not the method says it better.
pub(crate) async fn dispatch(
    apps: &[App],
    hosts: &Hosts,
    database: &Embedded,
    http: HttpRequest,
) -> HttpResponse {
    let answers = |app: &&App| app.answers(&http.method, &http.path);
    let knows = |app: &&App| app.knows(&http.path);
    let found = apps.iter().find(answers).or_else(|| apps.iter().find(knows)).or(apps.last());
    match found {
        Some(app) => database.account().during(app.name(), app.http(&hosts.own(app), http)).await,
        None => HttpResponse { status: 404, ..HttpResponse::default() },
    }
}
