//! The port to an outside tax service: asked once, with little patience, when a checkout needs it. The
//! contract is the shop's own (`contract::tax`); what it is told by a queue is in `filing`.
//!
//! Invariant: nobody waits longer than the patience says, and whatever goes wrong is an answer, too: the
//! shop's own tables are used then.
use contract::tax::{TaxPlace, TaxQuoteBody, TaxQuoteLine, TaxQuoteView};
use domain::{
    order::Order,
    pricing::{
        TaxQuestion, TaxedBy,
        tax::{Heard, NoAnswer, SaidTax, TaxAnswer, TaxBreaker},
    },
};
use events::order::OrderTaxChangedV1;
use primitives::Address;
use runtime::{
    Cx, Done,
    metrics::{Line, TAX},
    ports::{WebAnswer, WebCall},
};
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// How long a shopper waits for it.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// The secret's name in the settings.
const SECRET: &str = "tax";

/// Asks what the tax is, once.
pub async fn ask_tax(cx: &Cx, question: &TaxQuestion, to: &Address) -> Arc<Heard> {
    Arc::new(match ask(cx, question, to).await {
        Ok(answer) => Heard::Answer(answer),
        Err(why) => Heard::Nothing(why),
    })
}

/// Counts who reckoned a tax, where a service should have.
pub fn count_tax(cx: &Cx, taxed_by: &TaxedBy) {
    let outcome = match taxed_by {
        TaxedBy::Own => return,
        TaxedBy::Outside { .. } => "answered",
        TaxedBy::Fallback { why } => why.name(),
    };
    cx.measure(&Line::of(&TAX, outcome).with("TaxQuotes", 1));
}

async fn ask(cx: &Cx, question: &TaxQuestion, to: &Address) -> Result<TaxAnswer, NoAnswer> {
    if !is_set_up(cx) {
        return Err(NoAnswer::NotSetUp);
    }
    let breaker = cx.recall::<TaxBreaker>().map_or_else(TaxBreaker::default, |kept| *kept);
    if !breaker.lets(cx.now()) {
        return Err(NoAnswer::Resting);
    }
    let answer = said(cx, &body(cx, question, to)).await;
    cx.keep(Arc::new(breaker.after(answer.is_ok(), cx.now())));
    answer
}

async fn said(cx: &Cx, body: &TaxQuoteBody) -> Result<TaxAnswer, NoAnswer> {
    let answer = send(cx, "POST", "quotes", body, PATIENCE).await.map_err(|_| NoAnswer::Failed)?;
    if !(200..300).contains(&answer.status) {
        return Err(NoAnswer::Failed);
    }
    let view: TaxQuoteView =
        serde_json::from_slice(&answer.body).map_err(|_| NoAnswer::Nonsense)?;
    let of_line =
        |line: contract::tax::TaxedLine| (line.number, SaidTax { tax: line.tax, rate: line.rate });
    Ok(TaxAnswer {
        service: view.service,
        document: view.document,
        currency: view.currency,
        lines: view.lines.into_iter().map(of_line).collect(),
        shipping: view.shipping.map(|said| SaidTax { tax: said.tax, rate: said.rate }),
        total: view.tax,
    })
}

fn body(cx: &Cx, question: &TaxQuestion, to: &Address) -> TaxQuoteBody {
    let line = |(number, goods): (u32, &domain::pricing::tax::TaxedGoods)| TaxQuoteLine {
        number,
        sku: goods.sku.clone(),
        category: goods.category.clone(),
        quantity: goods.units,
        amount: goods.amount,
    };
    let on = question.at.day();
    TaxQuoteBody {
        on: (on != cx.now().day()).then_some(on),
        currency: question.currency,
        prices_include_tax: question.inclusive,
        to: place(to),
        lines: (0..).zip(&question.lines).map(line).collect(),
        shipping: question.shipping,
    }
}

/// As much of an address as tax depends on.
pub(crate) fn place(to: &Address) -> TaxPlace {
    TaxPlace {
        country: to.country.clone(),
        region: to.region.clone(),
        city: Some(to.city.clone()),
        postal_code: to.postal_code.clone(),
    }
}

/// Has the service told how an order stands from now on, where one follows it.
pub fn tax_changed<R>(done: Done<R>, order: &Order, version: u64) -> Done<R> {
    if order.taxed_by.is_own() {
        return done;
    }
    let event = OrderTaxChangedV1 { order_id: order.order_id.clone() };
    done.publish(&order.order_id, version, &event)
}

/// Whether there is somebody to ask.
pub(crate) fn is_set_up(cx: &Cx) -> bool {
    cx.has_secret(SECRET) && !cx.settings().tax_url.is_empty()
}

/// One call, with the secret that is shared with the service.
pub(crate) async fn send<B: Serialize + Sync>(
    cx: &Cx,
    method: &'static str,
    path: &str,
    body: &B,
    patience: Duration,
) -> Result<WebAnswer, String> {
    let secret = cx.secret(SECRET).await.map_err(|fault| fault.to_string())?;
    let headers = BTreeMap::from([
        ("authorization".to_owned(), format!("Bearer {}", secret.reveal())),
        ("content-type".to_owned(), "application/json".to_owned()),
        ("x-correlation-id".to_owned(), cx.correlation_id().to_owned()),
    ]);
    let url = format!("{}/{path}", cx.settings().tax_url.trim_end_matches('/'));
    let body = serde_json::to_vec(body).map_err(|error| error.to_string())?;
    let web = cx.web().map_err(|fault| fault.to_string())?;
    web.call(WebCall { method, url, headers, body }, patience).await
}
