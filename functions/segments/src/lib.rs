//! `segments`: customers whom rules describe, and the news of who comes into a segment and goes out of it.
//!
//! Invariant: where a customer stands follows from the rules and from what is known of them, read as of now; news is only
//! a reason to look. Who is in a segment, how many they are and what was told of it change in one transaction.
mod book;
mod clock;
mod facts;
mod judge;
mod news;
mod staff;
mod sweep;
mod view;

use contract::segments as op;
use events::{
    customers::{ConsentStatedV1, CustomerErasedV1, CustomerFactsChangedV1, CustomersMergedV1},
    identity::CustomerCreatedV1,
    loyalty::TierChangedV1,
};
use runtime::App;

/// Everything this function answers, listens to and does by the clock.
pub fn app() -> App {
    App::new("segments")
        .with_keys()
        .on(op::ListSegments, view::list)
        .on(op::ViewSegment, view::one)
        .on(op::PutSegment, staff::put)
        .on(op::DeleteSegment, staff::delete)
        .on(op::ListSegmentMembers, view::members)
        .on(op::TrySegment, staff::attempt)
        .on(op::SweepSegments, staff::sweep)
        .on(op::ViewCustomerSegments, view::of_customer)
        .on_news::<CustomerCreatedV1, _, _, _>(news::created)
        .on_news::<CustomerFactsChangedV1, _, _, _>(news::changed)
        .on_news::<ConsentStatedV1, _, _, _>(news::stated)
        .on_news::<TierChangedV1, _, _, _>(news::tiered)
        .on_news::<CustomersMergedV1, _, _, _>(news::merged)
        .on_news::<CustomerErasedV1, _, _, _>(news::erased)
        .on_job::<sweep::Look, _, _, _>(sweep::looked)
        .on_tick("look-at-segments", clock::handle)
}
