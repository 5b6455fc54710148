use crate::write::{self, Author};
use contract::catalog::{UpsertProduct, UpsertView};
use runtime::{Cx, Fault, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<UpsertProduct>) -> Outcome<UpsertView> {
    let key = &req.path.external_key;
    let held = write::find(&cx, key).await?;
    match &held {
        Some(held) => req.check_version(held)?,
        None if req.if_match.is_some() => return Err(Fault::Changed),
        None => {}
    }
    let author = Author { actor: req.who.actor(), import_id: None };
    let done = write::write(&cx, key, held, req.body.clone(), author).await?;
    Ok(done.map(|written| UpsertView {
        outcome: written.outcome,
        version: written.version,
        product: written.product,
    }))
}
