//! What is taken back, and for how much.
use contract::{
    Page,
    recycle::{ListTakebackProgrammes, PutTakebackProgramme, ViewTakebackProgramme},
};
use domain::recycle::{TakebackBook, TakebackProgramme};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys::recycle as keys};

/// All of it.
pub async fn list(cx: Cx, req: Req<ListTakebackProgrammes>) -> Outcome<Page<TakebackProgramme>> {
    Ok(Done::new(cx.page(&keys::programmes(), &req.query).await?))
}

/// One programme.
pub async fn view(cx: Cx, req: Req<ViewTakebackProgramme>) -> Outcome<TakebackProgramme> {
    let held = cx.load(keys::programme(&req.path.programme)).await?;
    let version = held.version();
    Ok(Done::new(held.value).etag(version))
}

/// Another programme, or the same as something else. The book is written with it: two that overlap meet there.
pub async fn put(cx: Cx, req: Req<PutTakebackProgramme>) -> Outcome<TakebackProgramme> {
    let held = cx.find(keys::programme(&req.path.programme)).await?;
    let version = held.as_ref().map_or(0, Held::version);
    if req.if_match.is_some_and(|wanted| wanted != version) {
        return Err(Fault::Changed);
    }
    let next = req.body.named(req.path.programme);
    next.check()?;
    let done = Done::new(next.clone());
    if held.as_ref().is_some_and(|held| held.value == next) {
        return Ok(done.etag(version));
    }
    let book = cx.find(keys::book()).await?;
    let claims = book.as_ref().map_or_else(TakebackBook::default, |book| book.value.clone());
    let claims = claims.with(&next)?;
    Ok(done.etag(version + 1).save(held.as_ref(), &next).save(book.as_ref(), &claims))
}
