//! Background work: what the function gave itself to do.
use crate::{deliver, recover};
use primitives::{DeliveryId, EndpointId, Timestamp};
use runtime::{Cx, Fault, Progress};
use serde::{Deserialize, Serialize};

/// One piece of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Job {
    /// Look after a delivery.
    Deliver {
        /// Which.
        delivery_id: DeliveryId,
    },
    /// Begin anew what failed, page by page.
    Recover {
        /// Where to.
        endpoint_id: EndpointId,
        /// Of events since then.
        since: Timestamp,
        /// Where the page before ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cursor: Option<String>,
    },
}

/// Does it.
pub async fn handle(cx: Cx, job: Job) -> Progress<()> {
    match job {
        Job::Deliver { delivery_id } => deliver::one(&cx, &delivery_id).await,
        Job::Recover { endpoint_id, since, cursor } => {
            recover::page(&cx, &endpoint_id, since, cursor).await
        }
    }
}

/// Puts work into the queue.
pub async fn enqueue(cx: &Cx, jobs: impl IntoIterator<Item = Job>) -> Result<(), Fault> {
    let bodies: Result<Vec<String>, _> =
        jobs.into_iter().map(|job| serde_json::to_string(&job)).collect();
    let bodies = bodies.map_err(|error| Fault::Internal(error.to_string()))?;
    if bodies.is_empty() {
        return Ok(());
    }
    cx.jobs()?.send(bodies).await.map_err(Fault::Outside)
}
