//! Asks for a return: the buyer, staff, a guest, or whoever got a gift.
use crate::{books, view};
use contract::returns::{
    GuestReturnBody, RequestGiftReturn, RequestGuestReturn, RequestReturn, ReturnView,
};
use credit::Tries;
use domain::{
    Refuse,
    order::{LinePage, Order, OrderNumber},
    refunds::Destination,
    returns::{
        Requested, Return, ReturnAccount, ReturnKind, ReturnRefusal, ReturnState, Wish, request,
    },
};
use events::returns::ReturnRequestedV1;
use primitives::{Code, ReturnId};
use runtime::{Cx, Done, Fault, Outcome, Progress, Req, Step};
use table::{Held, keys};

/// The buyer, or staff for them.
pub async fn own(cx: Cx, req: Req<RequestReturn>) -> Outcome<ReturnView> {
    let order = books::order(&cx, &req.path.order_id).await?;
    let body = req.body;
    if body.kind == ReturnKind::Gift {
        return Err(ReturnRefusal::NoCustomer.into());
    }
    if body.beyond_rules && !req.who.is_shop() {
        return Err(Fault::Forbidden);
    }
    let wish = Wish {
        return_id: named(&req.command)?,
        kind: body.kind,
        lines: body.lines,
        to: body.to,
        credit_to: None,
        comment: body.comment,
        beyond_rules: body.beyond_rules,
        by: req.who.actor(),
        now: cx.now(),
    };
    let found = asked(&cx, &order, wish).await?;
    Ok(found.written()?.reply(view::of(&found.one, &req.who)))
}

/// A guest, who knows number and e-mail address. Whether it is one or the other that is wrong is not told.
/// Whoever guesses has to wait.
pub async fn guests(cx: Cx, req: Req<RequestGuestReturn>) -> Progress<ReturnView> {
    let tries = Tries::of(&cx, &req.raw, "order of a guest ").await?;
    tries
        .allow(&cx)
        .map_err(|why| ReturnRefusal::TooManyAttempts(why.retry_after().unwrap_or(0)))?;
    let Some(order) = guess(&cx, &req.body).await? else {
        return Ok(Step::Refuse(tries.wrong(&cx), Fault::missing("order")));
    };
    let wish = Wish {
        // Guests share no idempotency key: the order keeps theirs apart.
        return_id: named(&req.command)?,
        kind: req.body.kind,
        lines: req.body.lines,
        to: Destination::OriginalPayments,
        credit_to: None,
        comment: req.body.comment,
        beyond_rules: false,
        by: req.who.actor(),
        now: cx.now(),
    };
    let found = asked(&cx, &order, wish).await?;
    Ok(Step::Finish(found.written()?.reply(ReturnView::for_buyer(&found.one))))
}

/// The order that a guest means, if number and address belong to one.
async fn guess(cx: &Cx, body: &GuestReturnBody) -> Result<Option<Held<Order>>, Fault> {
    let Some(order) = find(cx, &body.number).await? else { return Ok(None) };
    let known = order.email.as_ref();
    let same = known.is_some_and(|known| known.as_ref().eq_ignore_ascii_case(body.email.as_ref()));
    Ok((same && body.kind != ReturnKind::Gift).then_some(order))
}

/// Whoever got it as a gift: the credit is theirs, and the buyer's money stays where it is.
pub async fn gift(cx: Cx, req: Req<RequestGiftReturn>) -> Outcome<ReturnView> {
    let order = numbered(&cx, &req.body.number).await?;
    let receiver = req.who.customer().ok_or(Fault::Forbidden)?;
    let wish = Wish {
        return_id: named(&req.command)?,
        kind: ReturnKind::Gift,
        lines: req.body.lines,
        to: Destination::StoreCredit,
        credit_to: Some(receiver.clone()),
        comment: req.body.comment,
        beyond_rules: false,
        by: req.who.actor(),
        now: cx.now(),
    };
    let found = asked(&cx, &order, wish).await?;
    Ok(found.written()?.reply(ReturnView::for_receiver(&found.one)))
}

/// Named after the command: a repeat finds what it began.
pub fn named(command: &str) -> Result<ReturnId, Fault> {
    Ok(ReturnId::parse(format!("rtn_{command}"))?)
}

async fn numbered(cx: &Cx, number: &OrderNumber) -> Result<Held<Order>, Fault> {
    find(cx, number).await?.ok_or_else(|| Fault::missing("order"))
}

async fn find(cx: &Cx, number: &OrderNumber) -> Result<Option<Held<Order>>, Fault> {
    let Some(taken) = cx.find(keys::order::number(number)).await? else { return Ok(None) };
    let order = cx.find(keys::order::order(&taken.order_id)).await?;
    Ok(order.filter(|order| order.is_public()))
}

/// A return that may be asked for, with what it was decided over.
pub struct Asked {
    /// The return.
    pub one: Return,
    /// The order's lines.
    pub pages: Vec<LinePage>,
    held: Option<Held<ReturnAccount>>,
    account: ReturnAccount,
}

/// Decides whether a return may be asked for.
pub async fn asked(cx: &Cx, order: &Held<Order>, wish: Wish) -> Result<Asked, Fault> {
    let pages = books::pages(cx, order).await?;
    let shipments = books::shipments(cx, &order.order_id).await?;
    let (held, account) = books::account(cx, &order.order_id).await?;
    let policy = books::policy(cx).await?;
    let Requested { asked, account } = request(order, &pages, &shipments, &account, &policy, wish)?;
    Ok(Asked { one: asked, pages, held, account })
}

impl Asked {
    /// Writes it down, and tells of it.
    pub fn written(&self) -> Result<Done<()>, Fault> {
        let asked = &self.one;
        let event = ReturnRequestedV1 {
            return_id: asked.return_id.clone(),
            order_id: asked.order_id.clone(),
            kind: kind(asked.kind)?,
            units: asked.units(),
            approved: asked.state == ReturnState::Approved,
        };
        let done = Done::new(()).create(asked).save(self.held.as_ref(), &self.account);
        Ok(done.publish(&asked.return_id, 1, &event))
    }
}

fn kind(kind: ReturnKind) -> Result<Code, Fault> {
    let name = match kind {
        ReturnKind::Return => "return",
        ReturnKind::Claim => "claim",
        ReturnKind::Gift => "gift",
    };
    Ok(Code::parse(name)?)
}
