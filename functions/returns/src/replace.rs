//! Answers a claim by sending the same once more: the return, the new order at nothing and its checkout are one
//! transaction.
use crate::{books, draft, view};
use contract::returns::{ReplaceClaim, ReturnView};
use domain::{
    order::{DraftLine, LinePage},
    returns::{Return, ReturnRefusal, replace},
};
use primitives::{LineId, Money, Quantity};
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<ReplaceClaim>) -> Outcome<ReturnView> {
    let order = sold::order(&cx, &req.path.order_id).await?;
    let held = books::one(&cx, &req.path).await?;
    let free = Money::zero(order.currency);
    let back = req.body.goods_come_back;
    // Refused before anything is priced.
    replace(&held, order.order_id.clone(), free, back, cx.now())?;
    let pages: Vec<LinePage> =
        books::own_pages(&cx, &held).await?.into_iter().map(|page| page.value).collect();
    let priced = draft::priced(&cx, &order, &held.return_id, same(&held, &pages)?).await?;
    let new = priced.order.order_id.clone();
    let next = replace(&held, new, free, back, cx.now())?;
    let (placing, checkout) = draft::placing(&cx, &priced.order, &next, Vec::new())?;
    let done = Done::new(view::of(&next, &req.who)).replace(&held, &next);
    Ok(draft::requested(draft::created(done, &priced, &placing), &checkout))
}

/// The claimed units once more, for nothing. Charges have no goods that could be sent.
fn same(one: &Return, pages: &[LinePage]) -> Result<Vec<DraftLine>, ReturnRefusal> {
    let sold =
        |id: &LineId| pages.iter().flat_map(|page| &page.lines).find(|line| line.line_id == *id);
    let lines = one.lines.iter().map(|claimed| {
        let unknown = || ReturnRefusal::UnknownLine(claimed.line_id.clone());
        let line = sold(&claimed.line_id).filter(|line| line.sku.is_some());
        let line = line.ok_or_else(unknown)?;
        Ok(DraftLine {
            kind: line.kind,
            sku: line.sku.clone(),
            product_id: line.product_id.clone(),
            title: Some(line.title.clone()),
            quantity: Quantity::parse(claimed.quantity).map_err(|_| unknown())?,
            unit_price: Some(Money::zero(line.unit_price.currency)),
            discount: None,
            tax_category: Some(line.tax_category.clone()),
            weight_grams: Some(line.weight_grams),
        })
    });
    lines.collect()
}
