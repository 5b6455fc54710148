//! One handler for each report: what was chosen becomes a question, and the answer gets what follows from it.
use crate::ask::{HALF, ask, ask_within, wrong};
use contract::reports as op;
use domain::reports::{self, Funnel, Measure, Metric, Models, Question, Sheet, TrialQuestion};
use runtime::{Cx, Done, Fault, Outcome, Req};

type Answer = Outcome<Sheet>;

/// What was sold.
pub async fn sales(cx: Cx, req: Req<op::ReportSales>) -> Answer {
    let op::SalesQuery { from, to, per, by } = req.query;
    let sheet = ask(&cx, &Question::Sales(per, by), from, to).await?;
    let sheet = sheet.each("average_order", Measure::Money, "ordered", "orders");
    let sheet = sheet.each("units_per_order", Measure::Thousandths, "units", "orders");
    Ok(Done::new(sheet.each("refund_rate", Measure::Millionths, "refunded", "ordered")))
}

/// What promotions took off.
pub async fn promotions(cx: Cx, req: Req<op::ReportPromotions>) -> Answer {
    let op::SpanQuery { from, to } = req.query;
    ask(&cx, &Question::Promotions, from, to).await.map(Done::new)
}

/// Who bought.
pub async fn buyers(cx: Cx, req: Req<op::ReportBuyers>) -> Answer {
    let op::PartsQuery { from, to, per } = req.query;
    let sheet = ask(&cx, &Question::Buyers(per), from, to).await?;
    Ok(Done::new(sheet.each("repeat_rate", Measure::Millionths, "returning_buyers", "buyers")))
}

/// Who began when, and stayed.
pub async fn cohorts(cx: Cx, req: Req<op::ReportCohorts>) -> Answer {
    let op::SpanQuery { from, to } = req.query;
    ask(&cx, &Question::Cohorts, from, to).await.map(Done::new)
}

/// Who came.
pub async fn traffic(cx: Cx, req: Req<op::ReportTraffic>) -> Answer {
    let op::PartsQuery { from, to, per } = req.query;
    let sheet = ask(&cx, &Question::Traffic(per), from, to).await?;
    Ok(Done::new(sheet.each("conversion", Measure::Millionths, "orders", "visits")))
}

/// How far they went.
pub async fn funnel(cx: Cx, req: Req<op::ReportFunnel>) -> Answer {
    let op::FunnelQuery { from, to, steps, window_minutes, by } = req.query;
    let steps = steps.split(',').map(|step| step.trim().to_owned()).collect();
    let funnel = Funnel::new(steps, window_minutes, by).map_err(wrong)?;
    let sheet = ask(&cx, &Question::Funnel(funnel.clone()), from, to).await?;
    Ok(Done::new(funnel.told(sheet)))
}

/// What brought them.
pub async fn attribution(cx: Cx, req: Req<op::ReportAttribution>) -> Answer {
    let op::AttributionQuery { from, to, touch, by } = req.query;
    let sheet = ask(&cx, &Question::Attribution(touch, by), from, to).await?;
    Ok(Done::new(sheet.each("average_order", Measure::Money, "net", "orders")))
}

/// What that cost.
pub async fn acquisition(cx: Cx, req: Req<op::ReportAcquisition>) -> Answer {
    let op::SpanQuery { from, to } = req.query;
    let sheet = ask(&cx, &Question::Acquisition, from, to).await?;
    Ok(Done::new(sheet.each("cost_of_new_buyer", Measure::Money, "spend", "new_buyers")))
}

/// The ways they took.
pub async fn journeys(cx: Cx, req: Req<op::ReportJourneys>) -> Answer {
    let op::SpanQuery { from, to } = req.query;
    ask(&cx, &Question::Journeys, from, to).await.map(Done::new)
}

/// What customers are expected to do.
pub async fn outlook(cx: Cx, req: Req<op::ReportOutlook>) -> Answer {
    let op::OutlookQuery { from, to, currency, weeks, page } = req.query;
    if !(1..=520).contains(&weeks) {
        return Err(Fault::malformed("weeks are from 1 to 520"));
    }
    if page > op::OUTLOOK_PAGE_LAST {
        return Err(Fault::malformed("pages are from 0 to 1,999"));
    }
    let ahead = f64::from(weeks);
    let histories =
        ask_within(&cx, &Question::Histories(currency), from.clone(), to.clone(), HALF).await?;
    let models = Models::of(&histories);
    let question = Question::Outlook(currency, page, models.promise(ahead));
    let seen = ask_within(&cx, &question, from, to, HALF).await?;
    Ok(Done::new(reports::outlook(&seen, &models, ahead)))
}

/// When they need the same again.
pub async fn replenishment(cx: Cx, req: Req<op::ReportReplenishment>) -> Answer {
    let op::PageOfSpanQuery { from, to, page } = req.query;
    if page > op::REPLENISHMENT_PAGE_LAST {
        return Err(Fault::malformed("pages are from 0 to 9,999"));
    }
    let days = ask(&cx, &Question::Rhythms(page), from, to).await?;
    Ok(Done::new(reports::replenishment(&days)))
}

/// What an experiment's subjects did.
pub async fn experiment(cx: Cx, req: Req<op::ReportExperiment>) -> Answer {
    let op::TrialQuery { from, to, experiment, baseline, event, property, currency, measure, by } =
        req.query;
    let metric = match (event, currency) {
        (Some(event), _) => Metric::Event(event, property),
        (None, Some(currency)) => Metric::Orders(currency),
        (None, None) => return Err(Fault::malformed("name an event, or the currency of orders")),
    };
    let asked = TrialQuestion::new((experiment, baseline), metric, measure, by).map_err(wrong)?;
    let sheet = ask(&cx, &Question::Trial(asked.clone()), from, to).await?;
    Ok(Done::new(asked.told(&sheet)))
}
