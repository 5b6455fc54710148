//! Everything that happened with a customer.
use crate::{known::record, united};
use contract::{Page, customers::ListCustomerHistory};
use domain::customers::HistoryEntry;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::customers as keys;

/// Lists it.
pub async fn list(cx: Cx, req: Req<ListCustomerHistory>) -> Outcome<Page<HistoryEntry>> {
    record(&cx, &req.path.customer_id).await?;
    Ok(Done::new(united::page(&cx, &req.path.customer_id, &req.query, keys::history).await?))
}
