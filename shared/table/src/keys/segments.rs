//! Keys of `segments`: the rules, who is where, and how many.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::segments::{
    SegmentBook, SegmentCount, SegmentDue, SegmentMember, SegmentStanding, SegmentSweep,
};
use primitives::{CustomerId, Slug};

keys! {
    /// All rules, in one item that every process keeps.
    book() -> SegmentBook: "SEGMENTS#" / "BOOK";
    /// The look at everybody, and how far it is.
    sweep() -> SegmentSweep: "SEGMENTS#" / "SWEEP";
    /// Where a customer stands: all that is asked of them, in one item.
    standing(customer_id: CustomerId) -> SegmentStanding: "STANDING#{customer_id}" / "SEGMENTS";
    /// That a customer is in a segment: for whoever lists its members.
    member(segment: Slug, customer_id: CustomerId) -> SegmentMember: "SEGMENT#{segment}" / "MEMBER#{customer_id}";
    /// How many are in a segment, spread over a few items.
    count(segment: Slug, group: u8) -> SegmentCount: "SEGMENT#{segment}" / "COUNT#{group:02}";
}

lists! {
    /// Staff, and whoever sends something to all of a segment.
    members(segment: Slug) -> SegmentMember: table "SEGMENT#{segment}" / "MEMBER#" oldest;
    /// The clock: customers whom time may move, group by group.
    standings_due(group: u8) -> SegmentDue: gsi1 "SEGMENTS-DUE#{group}" / "" oldest;
}

impl Indexed for SegmentBook {}
impl Indexed for SegmentSweep {}
impl Indexed for SegmentMember {}
impl Indexed for SegmentCount {}

impl Indexed for SegmentStanding {
    fn entries(&self) -> Vec<(Index, Place)> {
        let at = self.due_at.map(|at| format!("{at}#{}", self.customer_id));
        let place = |at| (Index::gsi1, entry(format!("SEGMENTS-DUE#{}", self.group()), at));
        at.map(place).into_iter().collect()
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        let due = SegmentDue { customer_id: self.customer_id.clone() };
        self.due_at.is_some().then(|| summary::<Self, _>(&due))
    }
}
