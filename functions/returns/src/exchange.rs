//! Asks for an exchange: the return, what comes instead and its price are one transaction.
use crate::{
    books, draft, hold,
    request::{Asked, asked, named},
    view,
};
use contract::returns::{
    ExchangeLine, RequestExchange, RequestExchangeBody, RequestGuestExchange, ReturnView,
};
use domain::{
    checkout::Instruction,
    order::{DraftLine, LineKind, Order},
    payment::{Method, Payment, Provider},
    refunds::{Books, Destination, RefundAccount, of_return, quote},
    returns::{
        ADVANCE_DAYS, Advance, Instead, Return, ReturnKind, ReturnPolicy, ReturnRefusal, Wish,
        announced_lines,
    },
};
use primitives::Money;
use runtime::{Cx, Fault, Outcome, Progress, Req, Step, Who};
use sold::Guest;
use table::{Held, keys};

/// The buyer, or staff for them.
pub async fn handle(cx: Cx, req: Req<RequestExchange>) -> Outcome<ReturnView> {
    let order = sold::order(&cx, &req.path.order_id).await?;
    if req.body.beyond_rules && !req.who.is_shop() {
        return Err(Fault::Forbidden);
    }
    exchanged(&cx, &order, &req.body, &req.command, false).await
}

/// A guest, who knows number and e-mail address. Whoever guesses has to wait.
pub async fn guests(cx: Cx, req: Req<RequestGuestExchange>) -> Progress<ReturnView> {
    let order = match sold::guest(&cx, &req.raw, &req.body.number, &req.body.email).await? {
        Guest::Order(order) => order,
        Guest::Wrong(attempt) => return Ok(Guest::refused(attempt)),
    };
    let body = req.body.exchange();
    Ok(Step::Finish(exchanged(&cx, &order, &body, &req.command, true).await?))
}

async fn exchanged(
    cx: &Cx,
    order: &Held<Order>,
    body: &RequestExchangeBody,
    command: &str,
    guest: bool,
) -> Outcome<ReturnView> {
    let who = cx.who();
    // Refused before anything is priced.
    let advance = advance(&books::policy(cx).await?, body.advance, who)?;
    let method = method(cx, order, body, guest).await?;
    let claim = body.lines.iter().all(|line| line.reason.is_claim());
    let wish = Wish {
        return_id: named(command)?,
        kind: if claim { ReturnKind::Claim } else { ReturnKind::Return },
        lines: body.lines.clone(),
        to: Destination::OriginalPayments,
        credit_to: None,
        comment: body.comment.clone(),
        beyond_rules: body.beyond_rules,
        by: who.actor(),
        now: cx.now(),
    };
    let mut found = asked(cx, order, wish).await?;
    let lines = body.instead.iter().map(line).collect();
    let priced = draft::priced(cx, order, &found.one.return_id, lines).await?;
    let new = priced.order.clone();
    let worth = worth(cx, order, &found).await?;
    let instead = Instead::exchange(new.order_id.clone(), new.totals.total, worth, method, advance);
    found.one.instead = Some(instead);
    checked(cx, &found.one)?;
    let begun = hold::asked(cx, &found.one)?;
    found.one = begun.one;
    let view = view::of(&found.one, who);
    let done = draft::created(found.written()?, &priced, &new);
    Ok(hold::added(done, begun.payment.as_ref()).reply(view))
}

fn line(asked: &ExchangeLine) -> DraftLine {
    DraftLine {
        kind: LineKind::Goods,
        sku: Some(asked.sku.clone()),
        product_id: None,
        title: None,
        quantity: asked.quantity,
        unit_price: None,
        discount: None,
        tax_category: None,
        weight_grams: None,
    }
}

/// What would be given back for what goes back, were all of it here and good.
async fn worth(cx: &Cx, order: &Order, found: &Asked) -> Result<Money, Fault> {
    let account = cx.find(keys::refunds::account(&order.order_id)).await?;
    let given = account.map_or_else(
        || RefundAccount::new(order.order_id.clone(), order.currency),
        |held| held.value,
    );
    let payments: Vec<Payment> = books::payments(cx, order).await?;
    let books = Books { order, pages: &found.pages, account: &given, payments: &payments };
    let lines = announced_lines(&found.one);
    let ask = of_return(&books, &lines, found.one.return_shipping, false)?;
    Ok(quote(&books, &ask)?.payout)
}

/// Whether the new goods leave first, and how long the old ones may take then.
fn advance(policy: &ReturnPolicy, asked: bool, who: &Who) -> Result<Option<Advance>, Fault> {
    let days = match policy.advance_days {
        _ if !asked => return Ok(None),
        None if !who.is_shop() => return Err(ReturnRefusal::NoAdvance.into()),
        days => days.unwrap_or(ADVANCE_DAYS),
    };
    Ok(Some(Advance { days, payment_id: None, due_at: None, ended: None }))
}

/// How a difference is paid: as was said, or by the order's own card. Number and address alone open nobody's card: a guest
/// says how. Only staff see money come in some other way.
async fn method(
    cx: &Cx,
    order: &Order,
    body: &RequestExchangeBody,
    guest: bool,
) -> Result<Option<Method>, Fault> {
    let said = body.payment.clone();
    if said.as_ref().is_some_and(|said| said.provider == Provider::Manual) && !cx.who().is_shop() {
        return Err(domain::payment::Refusal::ManualIsForStaff.into());
    }
    let payments = books::payments(cx, order).await?;
    let card = payments.iter().find(|payment| payment.provider.is_outside() && !guest);
    if said.is_none() && card.is_none() {
        return Ok(None);
    }
    let method = Instruction::of_edit(said, card)?;
    cx.takes(method.provider)?;
    Ok(Some(method))
}

/// Refuses a difference that nobody pays, and a hold that no card holds.
fn checked(cx: &Cx, one: &Return) -> Result<(), Fault> {
    let Some(instead) = &one.instead else { return Ok(()) };
    let method = instead.method.as_ref();
    let card = method.is_some_and(|method| method.provider.is_outside());
    let held = instead.advance.is_none() || card;
    if !held || (instead.agreed().minor > 0 && method.is_none()) {
        return Err(ReturnRefusal::NoMethod.into());
    }
    method.map_or(Ok(()), |method| cx.takes(method.provider))
}
