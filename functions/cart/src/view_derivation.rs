use crate::{door, facts};
use contract::{DerivationPart, DerivationView, cart::ViewCartDerivation};
use domain::cart::quote;
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<ViewCartDerivation>) -> Outcome<DerivationView> {
    let held = door::peek(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    let mut facts = facts::about(&cx, &held, []).await?;
    tariff::settle(&cx, &held, &mut facts).await?;
    let now = cx.now();
    let quote = quote(&held, &facts, now)?;
    let part = DerivationPart::of(0, now, &quote.derivation);
    Ok(Done::new(DerivationView { parts: vec![part] }))
}
