//! Shows take-backs.
use contract::{
    Page, PageQuery,
    recycle::{ListMyTakebacks, ListTakebacks, TakebackPath, TakebackView, ViewTakeback},
};
use domain::recycle::{Takeback, TakebackSummary};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys::recycle as keys};

/// One.
pub async fn handle(cx: Cx, req: Req<ViewTakeback>) -> Outcome<TakebackView> {
    Ok(Done::new(TakebackView::from(&one(&cx, &req.path).await?.value)))
}

/// The caller's own.
pub async fn mine(cx: Cx, req: Req<ListMyTakebacks>) -> Outcome<Page<TakebackSummary>> {
    let customer = req.who.customer().ok_or(Fault::Forbidden)?;
    Ok(Done::new(cx.page(&keys::takebacks_of(customer), &req.query).await?))
}

/// In a state.
pub async fn in_state(cx: Cx, req: Req<ListTakebacks>) -> Outcome<Page<TakebackSummary>> {
    let page = PageQuery { cursor: req.query.cursor, limit: req.query.limit };
    Ok(Done::new(cx.page(&keys::takebacks_in_state(&req.query.state), &page).await?))
}

/// One that the caller may see; to strangers there is none.
pub async fn one(cx: &Cx, path: &TakebackPath) -> Result<Held<Takeback>, Fault> {
    let held = cx.load(keys::takeback(&path.takeback_id)).await?;
    cx.who().may_see(Some(&held.customer_id), "takeback")?;
    Ok(held)
}
