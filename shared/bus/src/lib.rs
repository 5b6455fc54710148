//! The event bus port on EventBridge.
//!
//! Invariant: an event counts as sent only when EventBridge has answered for that very entry.
use aws_sdk_eventbridge::{Client, error::DisplayErrorContext, types::PutEventsRequestEntry};
use aws_smithy_types::DateTime;
use runtime::{
    SdkConfig,
    ports::{Bus, BusEvent, Later},
};
use std::sync::Arc;

/// EventBridge.
pub struct EventBridge {
    client: Client,
    bus: String,
}

impl EventBridge {
    /// The bus of a name.
    pub fn port(config: &SdkConfig, bus: &str) -> Arc<dyn Bus> {
        Arc::new(Self { client: Client::new(config), bus: bus.into() })
    }

    fn entry(&self, event: &BusEvent) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source(&event.source)
            .detail_type(&event.detail_type)
            .detail(&event.detail)
            .time(DateTime::from_millis(event.time.millis()))
            // An event's list of resources is free text, and the only thing beside source, name and detail that a
            // rule can match.
            .set_resources(Some(event.marks.iter().map(|&mark| mark.to_owned()).collect()))
            .build()
    }
}

impl Bus for EventBridge {
    fn put<'a>(&'a self, events: &'a [BusEvent]) -> Later<'a, Vec<Result<(), String>>> {
        Box::pin(async move {
            let answer = self
                .client
                .put_events()
                .set_entries(Some(events.iter().map(|event| self.entry(event)).collect()))
                .send()
                .await
                .map_err(|e| DisplayErrorContext(&e).to_string())?;
            let entries = answer.entries.unwrap_or_default();
            if entries.len() != events.len() {
                return Err(format!("{} answers for {} events", entries.len(), events.len()));
            }
            Ok(entries
                .into_iter()
                .map(|entry| match entry.error_code {
                    None => Ok(()),
                    Some(code) => {
                        Err(format!("{code}: {}", entry.error_message.unwrap_or_default()))
                    }
                })
                .collect())
        })
    }
}
