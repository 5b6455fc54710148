//! What the workshop does with a unit, but for its parts.
use crate::books;
use contract::repair::{DiagnoseRepair, FinishRepair, ReceiveRepair, RepairView};
use domain::repair::{self, Coverage, Diagnosis};
use events::repair::{RepairDiagnosedV1, RepairFinishedV1, RepairReceivedV1};
use primitives::Code;
use runtime::{Cx, Fault, Outcome, Req};

/// The unit came.
pub async fn receive(cx: Cx, req: Req<ReceiveRepair>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let next = repair::receive(&held, req.who.actor(), cx.now())?;
    let (repair_id, order_id) = (next.repair_id.clone(), next.order_id.clone());
    let event = RepairReceivedV1 { repair_id, order_id };
    let done = books::kept(&held, &next, &req.who);
    Ok(done.publish(&next.repair_id, held.next_version(), &event))
}

/// It is known what is wrong.
pub async fn diagnose(cx: Cx, req: Req<DiagnoseRepair>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let body = req.body;
    let found = Diagnosis { finding: body.finding, cause: body.cause, goodwill: body.goodwill };
    let next = repair::diagnose(&held, found, req.who.actor(), cx.now())?;
    let (repair_id, order_id) = (next.repair_id.clone(), next.order_id.clone());
    let coverage = next.coverage.map_or("unknown", Coverage::name);
    let coverage = Code::parse(coverage).map_err(Fault::from)?;
    let event = RepairDiagnosedV1 { repair_id, order_id, coverage };
    let done = books::kept(&held, &next, &req.who);
    Ok(done.publish(&next.repair_id, held.next_version(), &event))
}

/// The work is done.
pub async fn finish(cx: Cx, req: Req<FinishRepair>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let works = req.body.works;
    let next = repair::finish(&held, works, req.who.actor(), cx.now())?;
    let (repair_id, order_id) = (next.repair_id.clone(), next.order_id.clone());
    let event = RepairFinishedV1 { repair_id, order_id, works };
    let done = books::kept(&held, &next, &req.who);
    Ok(done.publish(&next.repair_id, held.next_version(), &event))
}
