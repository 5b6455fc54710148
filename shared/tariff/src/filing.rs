//! What an outside tax service is told of orders, by a queue: how an order stands, and every credit note.
//!
//! Invariant: what is told twice or late changes nothing. A document replaces the one before it unless it is
//! older; a credit note never changes.
use crate::outside::{is_set_up, place, send};
use contract::tax::{TaxCreditBody, TaxDocumentBody, TaxDocumentLine, TaxSum};
use domain::{
    order::{LinePage, Order, OrderLine, tax_kept},
    pricing::TaxedBy,
    refunds::{Given, Refund},
};
use primitives::{ExternalKey, LineId, OrderId, Quantity};
use runtime::{Cx, Fault};
use serde::Serialize;
use std::{collections::BTreeMap, time::Duration};

/// How long a queue waits for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tells the service how an order stands; what is told again replaces what was told.
pub async fn file_tax(
    cx: &Cx,
    order: &Order,
    revision: u64,
    pages: &[LinePage],
) -> Result<(), Fault> {
    let body = document(order, revision, pages)?;
    file(cx, &documents(&order.order_id), &body).await
}

/// Tells the service what was credited of an order; a refund that is not granted has nothing to tell.
pub async fn file_credit(
    cx: &Cx,
    order: &Order,
    refund: &Refund,
    pages: &[LinePage],
) -> Result<(), Fault> {
    let Some(number) = refund.credit_note else {
        return Ok(());
    };
    let path = format!("{}/credits/{number}", documents(&order.order_id));
    file(cx, &path, &credit(order, refund, pages)?).await
}

async fn file<B: Serialize + Sync>(cx: &Cx, path: &str, body: &B) -> Result<(), Fault> {
    if !is_set_up(cx) {
        return Err(Fault::Outside("no tax service is set up, but an order is to be filed".into()));
    }
    let answer = send(cx, "PUT", path, body, PATIENCE).await.map_err(Fault::Outside)?;
    match answer.status {
        200..=299 => Ok(()),
        status => Err(Fault::Outside(format!("the tax service answered {status}"))),
    }
}

fn credit(order: &Order, refund: &Refund, pages: &[LinePage]) -> Result<TaxCreditBody, Fault> {
    let sold: BTreeMap<&LineId, &OrderLine> =
        pages.iter().flat_map(|page| &page.lines).map(|line| (&line.line_id, line)).collect();
    let breakdown = &refund.breakdown;
    let mut lines = Vec::with_capacity(breakdown.lines.len());
    for line in &breakdown.lines {
        let of = sold.get(&line.line_id).ok_or_else(|| Fault::missing("order line"))?;
        lines.push(TaxDocumentLine {
            sku: line.sku.clone(),
            category: of.tax_category.clone(),
            quantity: line.quantity,
            total: line.given.total.minor,
            tax: line.given.tax.minor,
        });
    }
    let sum = |given: &Given| TaxSum { total: given.total.minor, tax: given.tax.minor };
    Ok(TaxCreditBody {
        document: document_of(order),
        issued_at: refund.decided_at.unwrap_or(refund.asked_at),
        currency: order.currency,
        prices_include_tax: order.totals.prices_include_tax,
        to: order.shipping_address.as_ref().map(place),
        lines,
        shipping: sum(&breakdown.shipping),
        credited: TaxSum { total: breakdown.gross.minor, tax: breakdown.tax.minor },
    })
}

fn document_of(order: &Order) -> Option<ExternalKey> {
    match &order.taxed_by {
        TaxedBy::Outside { document, .. } => Some(document.clone()),
        _ => None,
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
        document: document_of(order),
        placed_at: order.placed_at,
        currency: order.currency,
        prices_include_tax: totals.prices_include_tax,
        to: order.shipping_address.as_ref().map(place),
        lines: kept.lines.iter().filter_map(line).collect(),
        charged: TaxSum { total: totals.total.minor, tax: totals.tax.minor },
        kept: TaxSum { total: kept.total.minor, tax: kept.tax.minor },
    })
}
