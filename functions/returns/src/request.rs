//! Asks for a return: the buyer, staff, a guest, or whoever got a gift.
use crate::{books, view};
use contract::returns::{RequestGiftReturn, RequestGuestReturn, RequestReturn, ReturnView};
use domain::{
    order::{Order, OrderNumber},
    refunds::Destination,
    returns::{Requested, Return, ReturnKind, ReturnRefusal, ReturnState, Wish, request},
};
use events::returns::ReturnRequestedV1;
use primitives::{Code, ReturnId};
use runtime::{Cx, Done, Fault, Outcome, Req};
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
    let done = asked(&cx, &order, wish).await?;
    Ok(done.map(|one| view::of(&one, &req.who)))
}

/// A guest, who knows number and e-mail address. Whether it is one or the other that is wrong is not told.
pub async fn guests(cx: Cx, req: Req<RequestGuestReturn>) -> Outcome<ReturnView> {
    let order = numbered(&cx, &req.body.number).await?;
    let same = order
        .email
        .as_ref()
        .is_some_and(|email| email.as_ref().eq_ignore_ascii_case(req.body.email.as_ref()));
    if !same || req.body.kind == ReturnKind::Gift {
        return Err(Fault::missing("order"));
    }
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
    Ok(asked(&cx, &order, wish).await?.map(|one| ReturnView::for_buyer(&one)))
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
    Ok(asked(&cx, &order, wish).await?.map(|one| ReturnView::for_receiver(&one)))
}

/// Named after the command: a repeat finds what it began.
fn named(command: &str) -> Result<ReturnId, Fault> {
    Ok(ReturnId::parse(format!("rtn_{command}"))?)
}

async fn numbered(cx: &Cx, number: &OrderNumber) -> Result<Held<Order>, Fault> {
    let missing = || Fault::missing("order");
    let taken = cx.find(keys::order::number(number)).await?.ok_or_else(missing)?;
    let order = cx.find(keys::order::order(&taken.order_id)).await?.ok_or_else(missing)?;
    if order.is_public() { Ok(order) } else { Err(missing()) }
}

async fn asked(cx: &Cx, order: &Held<Order>, wish: Wish) -> Outcome<Return> {
    let pages = books::pages(cx, order).await?;
    let shipments = books::shipments(cx, &order.order_id).await?;
    let (held, account) = books::account(cx, &order.order_id).await?;
    let policy = books::policy(cx).await?;
    let Requested { asked, account } = request(order, &pages, &shipments, &account, &policy, wish)?;
    let event = ReturnRequestedV1 {
        return_id: asked.return_id.clone(),
        order_id: asked.order_id.clone(),
        kind: kind(asked.kind)?,
        units: asked.units(),
        approved: asked.state == ReturnState::Approved,
    };
    let done = Done::new(()).create(&asked).save(held.as_ref(), &account);
    Ok(done.publish(&asked.return_id, 1, &event).reply(asked))
}

fn kind(kind: ReturnKind) -> Result<Code, Fault> {
    let name = match kind {
        ReturnKind::Return => "return",
        ReturnKind::Claim => "claim",
        ReturnKind::Gift => "gift",
    };
    Ok(Code::parse(name)?)
}
