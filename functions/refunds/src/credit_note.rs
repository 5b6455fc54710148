//! Shows a credit note: its number, and what it was issued for.
use contract::refunds::{CreditNoteLine, CreditNoteView, ViewCreditNote};
use domain::{
    order::{LinePage, OrderLine},
    refunds::RefundLine,
};
use primitives::{LineId, Title};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::collections::BTreeMap;
use table::{Key, keys, keys::refunds as own};

/// What was sold does not change, and neither does what was granted: the note is put together of both.
pub async fn view(cx: Cx, req: Req<ViewCreditNote>) -> Outcome<CreditNoteView> {
    let number = req.path.number.as_ref().parse().map_err(|_| Fault::missing("credit note"))?;
    let note = cx.load(own::credit_note(&number)).await?;
    let refund = cx.load(own::refund(&note.order_id, &note.refund_id)).await?;
    let order = cx.load(keys::order::order(&note.order_id)).await?;
    let pages: Vec<Key<LinePage>> =
        (0..order.page_count).map(|page| keys::order::line_page(&note.order_id, &page)).collect();
    let pages = cx.load_many(&pages).await?;
    let lines: BTreeMap<&LineId, &OrderLine> = pages
        .iter()
        .flatten()
        .flat_map(|page| &page.value.lines)
        .map(|line| (&line.line_id, line))
        .collect();
    let breakdown = refund.breakdown.clone();
    let titled = |line: &RefundLine| {
        let title: Title = lines.get(&line.line_id)?.title.clone();
        let net = line.given.total.minus(line.given.tax).ok()?;
        let (tax, total, quantity) = (line.given.tax, line.given.total, line.quantity.get());
        Some(CreditNoteLine { title, quantity, net, tax, total })
    };
    Ok(Done::new(CreditNoteView {
        number: note.number,
        issued_at: note.issued_at,
        order_id: note.order_id.clone(),
        order_number: order.number.clone(),
        refund_id: note.refund_id.clone(),
        lines: breakdown.lines.iter().filter_map(titled).collect(),
        net: breakdown.gross.minus(breakdown.tax).unwrap_or(breakdown.gross),
        breakdown,
    }))
}
