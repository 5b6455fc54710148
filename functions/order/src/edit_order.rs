//! Edits a placed order. A checkout of its own puts the stock aside, asks for the money and makes
//! the edit true; this begins it, and waits until the edit says how it ended.
use crate::{edit, timeline};
use contract::order::{EditOrder, EditView, WaitsFor};
use domain::{
    checkout::{self, Instruction},
    order::{self, Edit, EditCause, EditRefusal, EditState, Happened, Order, PlannedEdit},
    payment::Method,
};
use primitives::EditId;
use runtime::{Cx, Done, Fault, Progress, Req, Step};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<EditOrder>) -> Progress<EditView> {
    let held = cx.load(keys::order::order(&req.path.order_id)).await?;
    // Named after the command: a repeat after a crash finds what it began.
    let edit_id = EditId::parse(format!("edt_{}", req.command))?;
    let own = cx.find(keys::order::edit(&held.order_id, &edit_id)).await?;
    if let Some(own) = own {
        return follow(&cx, &own).await;
    }
    let planned = edit::plan(&cx, &held, req.body.changes.clone()).await?;
    if planned.fingerprint(&held)? != req.body.preview {
        return Err(EditRefusal::Outdated.into());
    }
    let method = method(&cx, &held, &planned, req.body.payment.clone()).await?;
    let cause = EditCause {
        edit_id,
        checkout_id: cx.new_id(),
        reason: req.body.reason.clone(),
        by: req.who.actor(),
        now: cx.now(),
    };
    Ok(Step::Continue(begin(&cx, &held, planned, cause, method)))
}

/// How the edit ended, or what it waits for.
async fn follow(cx: &Cx, edit: &Edit) -> Progress<EditView> {
    let view = edit::view(cx, edit).await?;
    let waits_for = view.waits_for;
    let done = Done::new(view);
    match (edit.state, waits_for) {
        (EditState::Done, _) => Ok(Step::Finish(done)),
        (EditState::AtWork, Some(WaitsFor::Buyer)) => Ok(Step::Accept(done)),
        (EditState::AtWork, _) => Ok(Step::Wait(done)),
        _ => Err(EditRefusal::NotMade(edit.failure.clone().unwrap_or_default()).into()),
    }
}

/// How the difference is paid, where there is one: as the staff say, or by the order's own card.
async fn method(
    cx: &Cx,
    order: &Order,
    planned: &PlannedEdit,
    said: Option<Method>,
) -> Result<Option<Method>, Fault> {
    if planned.plan.charge().is_zero() {
        return Ok(None);
    }
    let keys: Vec<_> = order.payment_ids.iter().map(keys::payment::payment).collect();
    let payments = cx.load_many(&keys).await?;
    let mut known = payments.into_iter().flatten().map(|held| held.value);
    let by_card = known.find(|payment| payment.provider.is_outside());
    Ok(Some(Instruction::of_edit(said, by_card.as_ref())?))
}

/// One transaction of the order, which names the edit, the edit with its lines, its checkout, and
/// the news that sets it going.
fn begin(
    cx: &Cx,
    held: &Held<Order>,
    planned: PlannedEdit,
    cause: EditCause,
    method: Option<Method>,
) -> Done<()> {
    let begun = order::begin_edit(held, planned, cause);
    let edit = &begun.edit;
    let requested = checkout::from_edit(held, edit, cx.new_id(), method, cx.now());
    let entry = timeline::entry(cx, &held.order_id, Happened::EditBegun)
        .about(&edit.edit_id)
        .amount(edit.plan.balance)
        .note(&edit.reason);
    let done = Done::new(())
        .replace(held, &begun.order)
        .create(edit)
        .create(&begun.derivation)
        .create(&requested.checkout)
        .create(&entry);
    let done = begun.pages.iter().fold(done, Done::create);
    done.publish(&edit.checkout_id, 1, &requested.event)
}
