//! Every event of the shop goes into the same lake.
use crate::{sales, write::parts};
use domain::analytics::{Business, Partition};
use events::Unread;
use runtime::{Cx, Fault};
use std::sync::Arc;

/// Writes all that an invocation brought as one file a day, and what the orders come to that it is about.
pub async fn handle(cx: Cx, events: Vec<(Arc<str>, Unread)>) -> Result<(), Fault> {
    let rows = events.iter().map(|(name, event)| Business::of(name, event)).collect();
    parts(&cx, rows, Partition::of_business).await?;
    sales::written(&cx, &events).await
}
