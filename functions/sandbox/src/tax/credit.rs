//! What is filed of credit notes.
use super::client;
use contract::sandbox::{SandboxFiledCreditView, SandboxTaxCredit, SandboxTaxCreditView};
use domain::sandbox::{FiledCredit, Refusal};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

/// Files a credit note. What was filed under its number before stays as it is.
pub async fn handle(cx: Cx, req: Req<SandboxTaxCredit>) -> Outcome<SandboxFiledCreditView> {
    client::check(&cx, &req.raw).await?;
    let key = keys::sandbox::filed_credit(&req.path.order_id, &req.path.number);
    if let Some(held) = cx.find(key).await? {
        return Ok(Done::new(view(&held)));
    }
    let filed = FiledCredit {
        order_id: req.path.order_id.clone(),
        number: req.path.number.clone(),
        issued_at: req.body.issued_at,
        currency: req.body.currency,
        credited: req.body.credited,
    };
    Ok(Done::new(view(&filed)).create(&filed))
}

/// Shows what was filed.
pub async fn show(cx: Cx, req: Req<SandboxTaxCreditView>) -> Outcome<SandboxFiledCreditView> {
    client::check(&cx, &req.raw).await?;
    let held = cx.find(keys::sandbox::filed_credit(&req.path.order_id, &req.path.number)).await?;
    let filed = held.ok_or(Refusal::NothingFiled)?.value;
    Ok(Done::new(view(&filed)))
}

fn view(filed: &FiledCredit) -> SandboxFiledCreditView {
    SandboxFiledCreditView {
        order_id: filed.order_id.clone(),
        number: filed.number.clone(),
        issued_at: filed.issued_at,
        currency: filed.currency,
        credited: filed.credited,
    }
}
