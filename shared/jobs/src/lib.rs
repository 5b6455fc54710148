//! The queue of a function's own background work, on SQS.
//!
//! Invariant: a message counts as sent only when SQS has answered for that very entry.
use aws_sdk_sqs::{
    Client,
    error::DisplayErrorContext,
    types::{SendMessageBatchRequestEntry, SendMessageBatchResultEntry},
};
use runtime::{
    SdkConfig,
    ports::{Jobs, Later},
};
use std::{collections::BTreeSet, sync::Arc};

/// SQS: entries of one `SendMessageBatch`.
const ENTRIES_MAX: usize = 10;
/// SQS: bytes of one `SendMessageBatch`, with room for what else it may count.
const BYTES_MAX: usize = 240 * 1_024;
/// How often entries that SQS refused are sent again.
const TRIES_MAX: usize = 3;

/// A queue.
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The queue at a URL.
    pub fn port(config: &SdkConfig, url: &str) -> Arc<dyn Jobs> {
        Arc::new(Self { client: Client::new(config), url: url.into() })
    }

    /// Sends one batch, and again what SQS refused of it.
    async fn batch(&self, bodies: &[String]) -> Result<(), String> {
        let mut left: BTreeSet<usize> = (0..bodies.len()).collect();
        let mut why = String::new();
        for _ in 0..TRIES_MAX {
            let entries = left
                .iter()
                .filter_map(|at| Some((at, bodies.get(*at)?)))
                .map(|(at, body)| {
                    SendMessageBatchRequestEntry::builder()
                        .id(at.to_string())
                        .message_body(body)
                        .build()
                        .map_err(|e| e.to_string())
                })
                .collect::<Result<Vec<_>, _>>()?;
            let answer = self
                .client
                .send_message_batch()
                .queue_url(&self.url)
                .set_entries(Some(entries))
                .send()
                .await
                .map_err(|e| DisplayErrorContext(&e).to_string())?;
            let sent = |entry: &SendMessageBatchResultEntry| entry.id.parse::<usize>().ok();
            for at in answer.successful.iter().filter_map(sent) {
                left.remove(&at);
            }
            if left.is_empty() {
                return Ok(());
            }
            why = answer.failed.first().map_or("no answer".into(), |f| f.code.clone());
        }
        Err(format!("{} of {} messages were not taken: {why}", left.len(), bodies.len()))
    }
}

impl Jobs for Queue {
    fn send(&self, bodies: Vec<String>) -> Later<'_, ()> {
        Box::pin(async move {
            let mut rest = bodies.as_slice();
            while !rest.is_empty() {
                let (batch, after) = rest.split_at(fitting(rest));
                self.batch(batch).await?;
                rest = after;
            }
            Ok(())
        })
    }
}

/// How many of the first messages fit one call; always at least one.
fn fitting(bodies: &[String]) -> usize {
    let mut bytes = 0;
    bodies
        .iter()
        .take(ENTRIES_MAX)
        .take_while(|body| {
            bytes += body.len();
            bytes <= BYTES_MAX
        })
        .count()
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_takes_ten_messages_or_as_many_as_fit() {
        let small = vec!["x".to_owned(); 25];
        assert_eq!(fitting(&small), 10);
        let large = vec!["x".repeat(100 * 1_024); 3];
        assert_eq!(fitting(&large), 2);
        assert_eq!(fitting(&["x".repeat(BYTES_MAX + 1)]), 1);
    }
}
