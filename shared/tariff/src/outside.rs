//! The port to an outside tax service: asked once, with little patience, when a checkout needs it; told
//! of orders by a queue. The contract is the shop's own (`contract::tax`).
//!
//! Invariant: nobody waits longer than the patience says, and whatever goes wrong is an answer, too: the
//! shop's own tables are used then.
use contract::tax::{
    TaxDocumentBody, TaxDocumentLine, TaxPlace, TaxQuoteBody, TaxQuoteLine, TaxQuoteView, TaxSum,
};
use domain::{
    order::{LinePage, Order, tax_kept},
    pricing::{
        TaxQuestion, TaxedBy,
        tax::{Heard, NoAnswer, SaidTax, TaxAnswer, TaxBreaker},
    },
};
use events::order::OrderTaxChangedV1;
use primitives::{Address, OrderId, Quantity};
use runtime::{
    Cx, Done, Fault,
    metrics::{Line, TAX},
    ports::{WebAnswer, WebCall},
};
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// How long a shopper waits for it.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// How long a queue does.
const FILING_PATIENCE: Duration = Duration::from_secs(5);
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
    let answer = said(cx, &body(question, to)).await;
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

fn body(question: &TaxQuestion, to: &Address) -> TaxQuoteBody {
    let line = |(number, goods): (u32, &domain::pricing::tax::TaxedGoods)| TaxQuoteLine {
        number,
        sku: goods.sku.clone(),
        category: goods.category.clone(),
        quantity: goods.units,
        amount: goods.amount,
    };
    TaxQuoteBody {
        currency: question.currency,
        prices_include_tax: question.inclusive,
        to: place(to),
        lines: (0..).zip(&question.lines).map(line).collect(),
        shipping: question.shipping,
    }
}

fn place(to: &Address) -> TaxPlace {
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

/// Tells the service how an order stands; what is told again replaces what was told.
pub async fn file_tax(
    cx: &Cx,
    order: &Order,
    revision: u64,
    pages: &[LinePage],
) -> Result<(), Fault> {
    if !is_set_up(cx) {
        return Err(Fault::Outside("no tax service is set up, but an order is to be filed".into()));
    }
    let body = document(order, revision, pages)?;
    let path = documents(&order.order_id);
    let answer = send(cx, "PUT", &path, &body, FILING_PATIENCE).await.map_err(Fault::Outside)?;
    match answer.status {
        200..=299 => Ok(()),
        status => Err(Fault::Outside(format!("the tax service answered {status}"))),
    }
}

fn documents(order_id: &OrderId) -> String {
    format!("documents/{order_id}")
}

fn document(order: &Order, revision: u64, pages: &[LinePage]) -> Result<TaxDocumentBody, Fault> {
    let wrong = |error: primitives::MoneyError| Fault::Internal(error.to_string());
    let kept = tax_kept(order, pages).map_err(wrong)?;
    let line = |(line, units, amounts): &(&domain::order::OrderLine, u32, _)| {
        let amounts: &domain::totals::LineAmounts = amounts;
        Some(TaxDocumentLine {
            sku: line.sku.clone(),
            category: line.tax_category.clone(),
            quantity: Quantity::parse(*units).ok()?,
            total: amounts.total.minor,
            tax: amounts.tax.minor,
        })
    };
    let totals = &order.totals;
    Ok(TaxDocumentBody {
        revision,
        state: kept.state,
        document: match &order.taxed_by {
            TaxedBy::Outside { document, .. } => Some(document.clone()),
            _ => None,
        },
        placed_at: order.placed_at,
        currency: order.currency,
        prices_include_tax: totals.prices_include_tax,
        to: order.shipping_address.as_ref().map(place),
        lines: kept.lines.iter().filter_map(line).collect(),
        charged: TaxSum { total: totals.total.minor, tax: totals.tax.minor },
        kept: TaxSum { total: kept.total.minor, tax: kept.tax.minor },
    })
}

fn is_set_up(cx: &Cx) -> bool {
    cx.has_secret(SECRET) && !cx.settings().tax_url.is_empty()
}

async fn send<B: Serialize + Sync>(
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
