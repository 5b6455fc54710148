use crate::{merchant, view};
use contract::sandbox::{
    SandboxAuthorisationList, SandboxAuthorisationView, SandboxList, SandboxRetrieve,
};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

/// One authorisation.
pub async fn one(cx: Cx, req: Req<SandboxRetrieve>) -> Outcome<SandboxAuthorisationView> {
    merchant::check(&cx, &req.raw).await?;
    let held = cx.load(keys::sandbox::authorisation(&req.path.reference)).await?;
    Ok(Done::new(view::authorisation(&cx, &held.value.by(cx.now()))))
}

/// All authorisations of a payment; an honest shop has one.
pub async fn list(cx: Cx, req: Req<SandboxList>) -> Outcome<SandboxAuthorisationList> {
    merchant::check(&cx, &req.raw).await?;
    let held = cx.list_all(&keys::sandbox::authorisations_of(&req.query.payment)).await?;
    let now = cx.now();
    let items = held.into_iter().map(|held| view::authorisation(&cx, &held.by(now))).collect();
    Ok(Done::new(SandboxAuthorisationList { items }))
}
