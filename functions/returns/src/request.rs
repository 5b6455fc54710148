//! Asks for a return: the buyer, staff, a guest, or whoever got a gift.
use crate::{books, view};
use contract::returns::{RequestGiftReturn, RequestGuestReturn, RequestReturn, ReturnView};
use domain::{
    order::{LinePage, Order},
    refunds::Destination,
    returns::{
        Requested, Return, ReturnAccount, ReturnKind, ReturnRefusal, ReturnState, Wish, request,
    },
};
use events::returns::ReturnRequestedV1;
use primitives::{Code, ReturnId};
use runtime::{Cx, Done, Fault, Outcome, Progress, Req, Step};
use sold::Guest;
use table::Held;

/// The buyer, or staff for them.
pub async fn own(cx: Cx, req: Req<RequestReturn>) -> Outcome<ReturnView> {
    let order = sold::order(&cx, &req.path.order_id).await?;
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
    let body = req.body;
    let order = match sold::guest(&cx, &req.raw, &body.number, &body.email).await? {
        Guest::Order(order) => order,
        Guest::Wrong(attempt) => return Ok(Guest::refused(attempt)),
    };
    if body.kind == ReturnKind::Gift {
        return Err(ReturnRefusal::NoCustomer.into());
    }
    let wish = Wish {
        // Guests share no idempotency key: the order keeps theirs apart.
        return_id: named(&req.command)?,
        kind: body.kind,
        lines: body.lines,
        to: Destination::OriginalPayments,
        credit_to: None,
        comment: body.comment,
        beyond_rules: false,
        by: req.who.actor(),
        now: cx.now(),
    };
    let found = asked(&cx, &order, wish).await?;
    Ok(Step::Finish(found.written()?.reply(ReturnView::for_buyer(&found.one))))
}

/// Whoever got it as a gift: the credit is theirs, and the buyer's money stays where it is.
pub async fn gift(cx: Cx, req: Req<RequestGiftReturn>) -> Outcome<ReturnView> {
    let order =
        sold::numbered(&cx, &req.body.number).await?.ok_or_else(|| Fault::missing("order"))?;
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
    let pages = sold::pages(cx, order).await?;
    let shipments = sold::shipments(cx, &order.order_id).await?;
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
