//! From the bus to whoever listens.
use crate::{Shop, is_others};
use runtime::{App, Fault, ports::BusEvent};
use std::{future::Future, sync::Arc, time::Duration};

/// How often a message is brought before its function counts as unable to deal with it.
const TRIES_MAX: u32 = 5;

impl Shop {
    /// Brings an event to the functions that listen to it; one that takes many at once gets it later.
    pub(crate) async fn deliver(&self, event: &BusEvent) {
        let name = event.detail_type.as_str();
        for app in self.those(|it| {
            let marked = it.marked.is_some_and(|mark| event.marks.contains(&mark));
            marked || it.subscriptions.contains(&name)
        }) {
            self.count(|counts| counts.deliveries += u64::from(!is_others(app.name())));
            let host = self.hosts.own(app);
            self.brought(app, || app.event(&host, name, event.detail.clone())).await;
        }
        if let Ok(mut gathered) = self.gathered.lock() {
            gathered.push(event.clone());
        }
    }

    /// Hands what has gathered to the functions that take many events at once, which on AWS wait for them for a
    /// while. Says whether there was anything.
    pub(crate) async fn hand_over(&self) -> bool {
        let gathered = self.gathered.lock().map(|mut events| std::mem::take(&mut *events));
        let gathered = gathered.unwrap_or_default();
        for app in self.those(|it| it.every_event && !gathered.is_empty()) {
            let many = || {
                gathered
                    .iter()
                    .map(|event| (Arc::from(event.detail_type.as_str()), event.detail.clone()))
            };
            let own = gathered.iter().filter(|event| !is_others(&event.source)).count() as u64;
            self.count(|counts| counts.deliveries += own);
            let host = self.hosts.own(app);
            self.brought(app, || app.events(&host, many().collect())).await;
        }
        !gathered.is_empty()
    }

    /// Brings a message again and again, as SQS does where it was not dealt with.
    async fn brought<F>(&self, app: &App, bring: impl Fn() -> F)
    where
        F: Future<Output = Result<(), Fault>>,
    {
        let mut tries = 0;
        while let Err(fault) = self.database.account().during(app.name(), bring()).await {
            tries += 1;
            assert!(tries < TRIES_MAX, "{} cannot consume an event: {fault}", app.name());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}
