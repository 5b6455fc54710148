//! Asks what one unit is worth.
use contract::recycle::{RequestTakeback, RequestTakebackBody, TakebackView};
use domain::{
    order::{LinePage, OrderLine},
    recycle::{Asked, RecycleRefusal, TakebackAccount, TakebackProgramme, request},
};
use events::recycle::TakebackQuotedV1;
use primitives::{Code, CustomerId, OrderId, Sku, TakebackId};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, Key, keys, keys::recycle as own};

pub async fn handle(cx: Cx, req: Req<RequestTakeback>) -> Outcome<TakebackView> {
    let customer_id = req.who.customer().ok_or(Fault::Forbidden)?.clone();
    let body = req.body;
    let programme = programme(&cx, &body).await?;
    let order_id = body.order_id.filter(|_| programme.bought_here);
    let asked = Asked {
        takeback_id: TakebackId::parse(format!("tkb_{}", req.command))?,
        customer_id: customer_id.clone(),
        order_id: order_id.clone(),
        sku: body.sku.clone(),
        currency: body.currency,
        answers: body.answers,
        by: req.who.actor(),
        now: cx.now(),
    };
    let one = request(&programme, asked)?;
    let event = TakebackQuotedV1 {
        takeback_id: one.takeback_id.clone(),
        sku: one.sku.clone(),
        market: one.market.clone(),
        grade: Code::parse(one.grade.name())?,
        quote: one.quote,
    };
    let done = Done::new(TakebackView::from(&one)).create(&one);
    let done = done.publish(&one.takeback_id, 1, &event);
    match order_id {
        None => Ok(done),
        Some(order_id) => {
            let (held, account) = account(&cx, &order_id).await?;
            let kept = kept(&cx, &order_id, &customer_id, &body.sku).await?;
            Ok(done.save(held.as_ref(), &account.with(&body.sku, kept)?))
        }
    }
}

/// The programme that takes it now.
async fn programme(cx: &Cx, body: &RequestTakebackBody) -> Result<TakebackProgramme, Fault> {
    let offer = cx.peek(keys::catalog::offer(&body.sku)).await?;
    let categories = offer.map(|held| held.value.categories).unwrap_or_default();
    let book = cx.peek(own::book()).await?;
    let named =
        book.as_ref().and_then(|book| book.find(&body.sku, &categories, &body.market, cx.now()));
    let named = named.ok_or_else(|| RecycleRefusal::NotTaken(body.sku.clone()))?;
    Ok(cx.load(own::programme(named)).await?.value)
}

/// Units of an order that were taken, and the pass for writing over that.
pub async fn account(
    cx: &Cx,
    order_id: &OrderId,
) -> Result<(Option<Held<TakebackAccount>>, TakebackAccount), Fault> {
    let held = cx.find(own::account(order_id)).await?;
    let known = held.as_ref().map(|held| held.value.clone());
    Ok((held, known.unwrap_or_else(|| TakebackAccount::new(order_id.clone()))))
}

/// Units that left with the customer's order, and are in no return. To strangers there is no such order.
async fn kept(cx: &Cx, order_id: &OrderId, customer: &CustomerId, sku: &Sku) -> Result<u32, Fault> {
    let order = cx.find(keys::order::order(order_id)).await?;
    let order = order.filter(|held| held.customer_id.as_ref() == Some(customer));
    let order = order.ok_or_else(|| Fault::missing("order"))?;
    let pages: Vec<Key<LinePage>> =
        (0..order.page_count).map(|page| keys::order::line_page(order_id, &page)).collect();
    let pages = cx.load_many(&pages).await?;
    let returns = cx.find(keys::returns::account(order_id)).await?;
    let back = |line: &OrderLine| {
        let asked = returns.as_ref().map_or(0, |account| account.units(&line.line_id));
        line.returned.max(asked)
    };
    let lines = pages.iter().flatten().flat_map(|page| page.lines.iter());
    let lines = lines.filter(|line| line.sku.as_ref() == Some(sku));
    Ok(lines.map(|line| line.fulfilled.saturating_sub(back(line))).fold(0, u32::saturating_add))
}
