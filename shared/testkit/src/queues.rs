//! Queues of other functions, and a lake in which nothing was ever written.
use runtime::ports::{Answered, Jobs, Later, Queries};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// What functions put into queues of others, by the function that it is for.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<Vec<(String, String)>>>);

/// One of these queues.
struct Telling(Told, String);

impl Told {
    pub(crate) fn queues<'a>(
        &self,
        names: impl Iterator<Item = &'a str>,
    ) -> BTreeMap<String, Arc<dyn Jobs>> {
        let queue = |name: &str| -> (String, Arc<dyn Jobs>) {
            (name.to_owned(), Arc::new(Telling(self.clone(), name.to_owned())))
        };
        names.map(queue).collect()
    }

    pub(crate) fn take(&self) -> Vec<(String, String)> {
        self.0.lock().map(|mut told| std::mem::take(&mut *told)).unwrap_or_default()
    }
}

impl Jobs for Telling {
    fn send(&self, bodies: Vec<String>) -> Later<'_, ()> {
        Box::pin(async move {
            let told = bodies.into_iter().map(|body| (self.1.clone(), body));
            self.0.0.lock().map_err(|e| e.to_string())?.extend(told);
            Ok(())
        })
    }
}

/// The name of an event and the event, as queues carry it.
pub(crate) fn carried(body: &str) -> (String, String) {
    #[derive(serde::Deserialize)]
    struct Carried {
        #[serde(rename = "detail-type")]
        name: String,
        detail: Box<serde_json::value::RawValue>,
    }
    let carried: Carried = serde_json::from_str(body).unwrap_or_else(|e| panic!("{body}: {e}"));
    (carried.name, carried.detail.to_string())
}

/// A lake in which nothing was ever written.
pub(crate) struct EmptyLake;

impl Queries for EmptyLake {
    fn ask<'a>(&'a self, _: &'a str, _: Duration) -> Later<'a, Option<Answered>> {
        Box::pin(async { Ok(Some(Vec::new())) })
    }
}
