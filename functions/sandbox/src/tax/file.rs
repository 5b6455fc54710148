//! What is filed of orders.
use super::client;
use contract::sandbox::{SandboxFiledTaxView, SandboxTaxFile, SandboxTaxView};
use domain::sandbox::{FiledTax, Refusal};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

/// Files how an order stands. What is older than what stands has no effect.
pub async fn handle(cx: Cx, req: Req<SandboxTaxFile>) -> Outcome<SandboxFiledTaxView> {
    client::check(&cx, &req.raw).await?;
    let (order_id, body) = (&req.path.order_id, &req.body);
    let held = cx.find(keys::sandbox::filed_tax(order_id)).await?;
    let new = FiledTax {
        order_id: order_id.clone(),
        filings: 1,
        revision: body.revision,
        state: body.state,
        document: body.document.clone(),
        currency: body.currency,
        charged: body.charged,
        kept: body.kept,
    };
    let before = held.as_ref().map(|held| &held.value);
    Ok(match (FiledTax::after(before, new), held) {
        (Some(next), held) => Done::new(view(&next)).save(held.as_ref(), &next),
        (None, Some(held)) => Done::new(view(&held)),
        (None, None) => return Err(Refusal::NothingFiled.into()),
    })
}

/// Shows what was filed.
pub async fn show(cx: Cx, req: Req<SandboxTaxView>) -> Outcome<SandboxFiledTaxView> {
    client::check(&cx, &req.raw).await?;
    let held = cx.find(keys::sandbox::filed_tax(&req.path.order_id)).await?;
    let filed = held.ok_or(Refusal::NothingFiled)?.value;
    Ok(Done::new(view(&filed)))
}

fn view(filed: &FiledTax) -> SandboxFiledTaxView {
    SandboxFiledTaxView {
        order_id: filed.order_id.clone(),
        filings: filed.filings,
        revision: filed.revision,
        state: filed.state,
        document: filed.document.clone(),
        currency: filed.currency,
        charged: filed.charged,
        kept: filed.kept,
    }
}
