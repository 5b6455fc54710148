use contract::loyalty::{PutProgramme, ViewProgramme};
use domain::loyalty::{LoyaltyRefusal, Programme};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys::loyalty as keys};

/// The rules.
pub async fn view(cx: Cx, _: Req<ViewProgramme>) -> Outcome<Programme> {
    let held = cx.load(keys::programme()).await?;
    let version = held.version();
    Ok(Done::new(held.value).etag(version))
}

/// Other rules.
pub async fn put(cx: Cx, req: Req<PutProgramme>) -> Outcome<Programme> {
    let held = cx.find(keys::programme()).await?;
    let version = held.as_ref().map_or(0, Held::version);
    if req.if_match.is_some_and(|wanted| wanted != version) {
        return Err(Fault::Changed);
    }
    let next = req.body;
    next.check()?;
    let done = Done::new(next.clone());
    if held.as_ref().is_some_and(|held| held.value == next) {
        return Ok(done.etag(version));
    }
    Ok(done.etag(version + 1).save(held.as_ref(), &next))
}

/// The rules as they were a moment ago, where there are any.
pub async fn known(cx: &Cx) -> Result<Option<Programme>, Fault> {
    Ok(cx.peek(keys::programme()).await?.map(|held| held.value))
}

/// The rules, for whoever cannot do without.
pub async fn needed(cx: &Cx) -> Result<Programme, Fault> {
    known(cx).await?.ok_or_else(|| LoyaltyRefusal::NoProgramme.into())
}
