use contract::cart::ChangeSettings;
use domain::shop::Settings;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<ChangeSettings>) -> Outcome<Settings> {
    let held = cx.find(keys::cart::settings()).await?;
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
