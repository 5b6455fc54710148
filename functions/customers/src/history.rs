//! Everything that happened with a customer.
use crate::known::record;
use contract::{Page, customers::ListCustomerHistory};
use domain::customers::HistoryEntry;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::customers as keys;

/// Lists it.
pub async fn list(cx: Cx, req: Req<ListCustomerHistory>) -> Outcome<Page<HistoryEntry>> {
    record(&cx, &req.path.customer_id).await?;
    Ok(Done::new(cx.page(&keys::history(&req.path.customer_id), &req.query).await?))
}
