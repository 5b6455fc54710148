//! Operations of `reports`: what shop owners look at every morning.
use crate::{Caller, NoBody, NoPath, NoQuery, Role, row::operations};
use domain::reports::{
    Audit, By, Campaign, LiveSums, MetricKind, Per, Segment, Sheet, Touch, TrialPart,
};
use primitives::{Currency, Day, Slug, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who looks at numbers.
const STAFF: Caller = Caller::Staff(&[Role::Finance]);

operations! { "reports":
    /// What was sold, cancelled and given back, by time and by one property. Orders count when they were placed, as they stand; refunds when they were granted.
    ReportSales: GET "/reports/sales" (NoPath, SalesQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// What promotions took off.
    ReportPromotions: GET "/reports/promotions" (NoPath, SpanQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// Customers who bought for the first time in ten years, or again.
    ReportBuyers: GET "/reports/buyers" (NoPath, PartsQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// Customers by the month of their first order, and what they bought in the months after it.
    ReportCohorts: GET "/reports/cohorts" (NoPath, SpanQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// Visitors, visits, pages and orders, and how many visits became one.
    ReportTraffic: GET "/reports/traffic" (NoPath, PartsQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// How many visitors went how far through steps in their order.
    ReportFunnel: GET "/reports/funnel" (NoPath, FunnelQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// Orders by the first or last campaign that brought the customer within thirty days before.
    ReportAttribution: GET "/reports/attribution" (NoPath, AttributionQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// What advertising cost and whom it brought: the cost of a new customer, by source.
    ReportAcquisition: GET "/reports/acquisition" (NoPath, SpanQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// The ways that visits begin.
    ReportJourneys: GET "/reports/journeys" (NoPath, SpanQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// Customers by what is expected of them: fifths of recency, frequency and money and what that is called, the risk that they buy nothing, purchases and their value. Nothing is expected where there is too little to learn from.
    ReportOutlook: GET "/reports/outlook" (NoPath, OutlookQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// When customers will need goods again that they bought on three days at least.
    ReportReplenishment: GET "/reports/replenishment" (NoPath, PageOfSpanQuery, NoBody) -> 200 Sheet,
        by STAFF, with [Sheet];
    /// An experiment by a metric of one's own: an event of visitors or orders, by whether, how often or for how much, in all or by what subjects were when they saw it. Chances and intervals are corrected for how many comparisons the answer has. Pages say `experiment_viewed` to `POST /collect` with the properties `experiment` and `arm`.
    ReportExperiment: GET "/reports/experiment" (NoPath, TrialQuery, NoBody) -> 200 Sheet,
        by Caller::Staff(&[Role::Finance, Role::Catalog]), with [Sheet];
    /// What was sold in the last hour and today, a moment after it happened.
    ReportLive: GET "/reports/live" (NoPath, NoQuery, NoBody) -> 200 LiveReport,
        by STAFF, with [];
    /// How the reports of the last thirty days compare with the orders themselves: every night says so of the day before.
    ReportAudits: GET "/reports/audits" (NoPath, NoQuery, NoBody) -> 200 AuditsView,
        by STAFF, with [];
}

/// From which day to which.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanQuery {
    /// The first day (UTC).
    pub from: Day,
    /// The last day, included; at most 1,100 days in all.
    pub to: Day,
}

/// A span in parts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartsQuery {
    /// The first day (UTC).
    pub from: Day,
    /// The last day, included; at most 1,100 days in all.
    pub to: Day,
    /// Length of the parts; days where absent.
    #[serde(default)]
    pub per: Per,
}

/// Which sales.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SalesQuery {
    /// The first day (UTC).
    pub from: Day,
    /// The last day, included; at most 1,100 days in all.
    pub to: Day,
    /// Length of the parts; days where absent.
    #[serde(default)]
    pub per: Per,
    /// By what they are parted; not at all where absent.
    #[serde(default)]
    pub by: By,
}

/// Which funnel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FunnelQuery {
    /// The first day (UTC) on which visitors begin.
    pub from: Day,
    /// The last one.
    pub to: Day,
    /// Names of events in their order, with commas between them.
    #[schemars(length(min = 3, max = 1024))]
    pub steps: String,
    /// Minutes from the first step to the last; a day where absent.
    #[serde(default = "day_long")]
    #[schemars(range(min = 1, max = 129_600))]
    pub window_minutes: u32,
    /// By what visitors are parted; not at all where absent.
    #[serde(default)]
    pub by: Segment,
}

fn day_long() -> u32 {
    1_440
}

/// Which experiment, and by what.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrialQuery {
    /// The first day (UTC) on which somebody saw it.
    pub from: Day,
    /// The last one: what is done after it does not count.
    pub to: Day,
    /// Its name, as pages say it.
    pub experiment: Slug,
    /// The arm that the others are compared with.
    pub baseline: Slug,
    /// The event that is looked for; orders of customers, where absent.
    #[serde(default)]
    #[schemars(length(min = 1, max = 128))]
    pub event: Option<String>,
    /// The property of the event that holds its value; the event's own value, where absent.
    #[serde(default)]
    #[schemars(length(min = 1, max = 64))]
    pub property: Option<String>,
    /// Orders in this currency: needed where there is no event.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// What is measured; whether they did it, where absent.
    #[serde(default)]
    pub measure: MetricKind,
    /// By what subjects are parted; not at all where absent.
    #[serde(default)]
    pub by: TrialPart,
}

/// Which campaigns.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributionQuery {
    /// The first day (UTC) of orders.
    pub from: Day,
    /// The last one.
    pub to: Day,
    /// Which campaign gets the order; the first where absent.
    #[serde(default)]
    pub touch: Touch,
    /// What of the campaign is shown; its source where absent.
    #[serde(default)]
    pub by: Campaign,
}

/// The last page that may be asked for: ten million customers.
pub const OUTLOOK_PAGE_LAST: u16 = 1_999;

/// Whose outlook, and how far.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutlookQuery {
    /// The first day (UTC) of orders that are learnt from.
    pub from: Day,
    /// The last one: what comes after it is expected.
    pub to: Day,
    /// Orders in this currency.
    pub currency: Currency,
    /// Weeks ahead; half a year where absent.
    #[serde(default = "half_a_year")]
    #[schemars(range(min = 1, max = 520))]
    pub weeks: u16,
    /// Which page of 5,000 customers, from 0; the last has fewer. Pages follow each other by what customers are nearly worth, and
    /// rows of a page by what they are worth.
    #[serde(default)]
    #[schemars(range(max = OUTLOOK_PAGE_LAST))]
    pub page: u16,
}

fn half_a_year() -> u16 {
    26
}

/// The last page of goods that may be asked for.
pub const REPLENISHMENT_PAGE_LAST: u16 = 9_999;

/// A page of what a span says.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageOfSpanQuery {
    /// The first day (UTC).
    pub from: Day,
    /// The last one.
    pub to: Day,
    /// Which page of 1,500 customers' goods, from 0; the last has fewer. What is needed soonest comes first, by nearly when; rows
    /// of a page are sorted by when exactly.
    #[serde(default)]
    #[schemars(range(max = REPLENISHMENT_PAGE_LAST))]
    pub page: u16,
}

/// What was sold just now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LiveReport {
    /// Until when.
    pub now: Timestamp,
    /// In the sixty minutes before, by currency.
    pub last_hour: BTreeMap<Currency, LiveSums>,
    /// Since midnight (UTC), by currency.
    pub today: BTreeMap<Currency, LiveSums>,
}

/// What the nightly audits found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditsView {
    /// The latest day first.
    pub audits: Vec<AuditView>,
}

/// What one audit found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditView {
    /// Both sums, and when.
    #[serde(flatten)]
    pub audit: Audit,
    /// Whether they are the same; absent while it is at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
}
