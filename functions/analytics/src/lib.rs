//! `analytics`: takes what visitors do and what the shop does into files of columns.
//!
//! Invariant: every event that was taken is in the lake once in effect, whatever is delivered twice,
//! in other company or cut short: a partition is the set of its rows by event id, a file's name is
//! the digest of its bytes, and what a merge replaces is deleted only after it. Nobody's bad event
//! keeps another from being counted. Of who was erased nothing in a row of visitors says who they were.
mod collect;
mod compact;
mod forget;
mod record;
mod replay;
mod sales;
mod spend;
mod write;

use contract::analytics::{CollectEvents, ImportSpend, ListReplays, StartReplay};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("analytics")
        .on(CollectEvents, collect::handle)
        .on(ImportSpend, spend::handle)
        .on(StartReplay, replay::start)
        .on(ListReplays, replay::list)
        .on_jobs_together(write::handle)
        .on_every_event_together(record::handle)
        .on_tick("compact-lake", compact::handle)
        .on_tick("replay-events", replay::handle)
        .on_tick("forget-visitors", forget::handle)
}
