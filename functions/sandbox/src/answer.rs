//! Evidence to a dispute: the bank decides at once, as the evidence says. Told twice, the same key decides once.
use crate::{authorise::notify, merchant, view};
use contract::sandbox::{SandboxAnswer, SandboxAuthorisationView};
use domain::sandbox::{Notice, Refusal};
use primitives::EventId;
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<SandboxAnswer>) -> Outcome<SandboxAuthorisationView> {
    merchant::check(&cx, &req.raw).await?;
    let held = cx.load(keys::sandbox::authorisation(&req.path.reference)).await?;
    let done = Done::new(view::authorisation(&cx, &held));
    // Named after the merchant's key: sent again, it is there already.
    let key = merchant::key(&req.raw)?;
    let name = EventId::parse(format!("evt_{key}")).map_err(|_| Refusal::WrongAmount)?;
    if cx.find(keys::sandbox::notice(&name)).await?.is_some() {
        return Ok(done);
    }
    let statement = req.body.statement.as_ref().map_or("", AsRef::as_ref);
    let said = (req.body.dispute, statement);
    Ok(match Notice::of_evidence(name, &held, said, cx.now()) {
        Some(notice) => notify(done, &notice, cx.now()),
        None => done,
    })
}
