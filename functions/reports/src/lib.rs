//! `reports`: what shop owners look at every morning, and what happens right now.
//!
//! Invariant: a report is what the lake's rows add up to, and every night says whether that is what the orders say. What
//! happens now is counted once for each order and refund.
mod ask;
mod audit;
mod fifths;
mod live;
mod questions;

use contract::reports as op;
use events::{
    order::OrderPlacedV1,
    refunds::{RefundCompletedV1, RefundReversedV1},
};
use runtime::App;

/// Everything this function answers, listens to and does by the clock.
pub fn app() -> App {
    App::new("reports")
        .on(op::ReportSales, questions::sales)
        .on(op::ReportPromotions, questions::promotions)
        .on(op::ReportBuyers, questions::buyers)
        .on(op::ReportCohorts, questions::cohorts)
        .on(op::ReportTraffic, questions::traffic)
        .on(op::ReportFunnel, questions::funnel)
        .on(op::ReportAttribution, questions::attribution)
        .on(op::ReportAcquisition, questions::acquisition)
        .on(op::ReportJourneys, questions::journeys)
        .on(op::ReportOutlook, questions::outlook)
        .on(op::ReportReplenishment, questions::replenishment)
        .on(op::ReportExperiment, questions::experiment)
        .on(op::ReportLive, live::view)
        .on(op::ReportAudits, audit::view)
        .on_event::<OrderPlacedV1, _, _, _>(live::placed)
        .on_event::<RefundCompletedV1, _, _, _>(live::given_back)
        .on_event::<RefundReversedV1, _, _, _>(live::retracted)
        .on_tick("audit-reports", audit::handle)
        .on_tick("draw-fifths", fifths::draw)
}
