//! Operations of `segments`: customers whom a rule describes.
use crate::{
    Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, identity::CustomerPath, row::operations,
};
use domain::segments::{SEGMENTS_MAX, Segment, SegmentMember, SegmentRule};
use primitives::{CustomerId, Slug, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who decides which customers belong together, and who serves them.
const STAFF: Caller = Caller::Staff(&[Role::Catalog, Role::Service]);

operations! { "segments":
    /// All segments, by id.
    ListSegments: GET "/segments" (NoPath, NoQuery, NoBody) -> 200 SegmentsView,
        by STAFF, with [];
    /// One segment, with how many are in it.
    ViewSegment: GET "/segments/{segment}" (SegmentPath, NoQuery, NoBody) -> 200 SegmentView,
        by STAFF, with [];
    /// Writes a segment, new or anew. Everybody is looked at within some minutes; `looking` says until when.
    PutSegment: PUT "/segments/{segment}" (SegmentPath, NoQuery, SegmentBody) -> 200 SegmentView,
        by STAFF, with [];
    /// Deletes a segment; everybody leaves it within some minutes. Deleting it again changes nothing.
    DeleteSegment: DELETE "/segments/{segment}" (SegmentPath, NoQuery, NoBody) -> 200 SegmentsView,
        by STAFF, with [];
    /// Who is in a segment, by id.
    ListSegmentMembers: GET "/segments/{segment}/members" (SegmentPath, PageQuery, NoBody) -> 200 Page<SegmentMemberView>,
        by STAFF, with [];
    /// Tries a rule, written or not, on the latest customers: whom of them it describes.
    TrySegment: POST "/segment-trials" (NoPath, NoQuery, TrySegmentBody) -> 200 SegmentTrialView,
        by STAFF, with [];
    /// Has everybody looked at anew, by every rule.
    SweepSegments: POST "/segment-sweeps" (NoPath, NoQuery, NoBody) -> 200 SweepView,
        by STAFF, with [];
    /// Which segments a customer is in, and since when.
    ViewCustomerSegments: GET "/customers/{customer_id}/segments" (CustomerPath, NoQuery, NoBody)
        -> 200 CustomerSegmentsView, by STAFF, with [];
}

/// Which segment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SegmentPath {
    /// Its id.
    pub segment: Slug,
}

/// What is written of a segment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentBody {
    /// What staff call it.
    pub name: Title,
    /// What describes its customers.
    pub rule: SegmentRule,
}

/// All segments.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SegmentsView {
    /// By id.
    #[schemars(extend("maxProperties" = SEGMENTS_MAX))]
    pub segments: BTreeMap<Slug, Segment>,
    /// The look at everybody that is under way, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looking: Option<SweepView>,
}

/// A segment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SegmentView {
    /// Its id.
    pub segment: Slug,
    /// What was written.
    #[serde(flatten)]
    pub written: Segment,
    /// How many are in it.
    pub members: i64,
    /// The look at everybody that is under way, if one is: until it has ended, members are of before and after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looking: Option<SweepView>,
}

/// A look at everybody.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SweepView {
    /// When it begins: the clock comes every few minutes.
    pub begins_at: Timestamp,
    /// Customers who were handed out to be looked at.
    pub customers: u64,
}

/// Somebody who is in a segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SegmentMemberView {
    /// Who.
    pub customer_id: CustomerId,
    /// Since when.
    pub since: Timestamp,
}

impl From<SegmentMember> for SegmentMemberView {
    fn from(member: SegmentMember) -> Self {
        Self { customer_id: member.customer_id, since: member.since }
    }
}

/// A rule to try.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrySegmentBody {
    /// The rule.
    pub rule: SegmentRule,
}

/// Whom a rule describes, of the latest customers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SegmentTrialView {
    /// Customers who were looked at: the latest.
    pub looked_at: u32,
    /// Whom of them it describes, the latest first.
    pub customers: Vec<CustomerId>,
}

/// Where a customer stands.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CustomerSegmentsView {
    /// Who stands for them, if they were merged; themselves otherwise.
    pub customer_id: CustomerId,
    /// Segments that they are in, and since when.
    pub segments: BTreeMap<Slug, Timestamp>,
}
