//! An edit begun, made true, or given up.
use super::{Due, Edit, EditPage, EditRefusal, EditState, PlannedEdit};
use crate::{
    order::{Command, LinePage, Order, OrderDerivation, OrderRefusal, cancellation::take, states},
    pricing::Discount,
    totals::LineAmounts,
};
use events::{
    Actor,
    checkout::CloseReason,
    order::{LinesCancelledV1, OrderEditedV1},
};
use primitives::{
    CheckoutId, EditId, Line, Money, PaymentId, ReservationId, Timestamp, limits::LINES_PER_PAGE,
};

/// Who edits, under which names, when and why.
#[derive(Clone, Debug)]
pub struct EditCause {
    /// The edit's id.
    pub edit_id: EditId,
    /// What will put its stock aside and ask for its money.
    pub checkout_id: CheckoutId,
    /// Why.
    pub reason: Line,
    /// Who.
    pub by: Actor,
    /// When.
    pub now: Timestamp,
}

/// An edit that is at work.
#[derive(Clone, Debug, PartialEq)]
pub struct BegunEdit {
    /// The order, which names the edit and is otherwise as it was.
    pub order: Order,
    /// The edit.
    pub edit: Edit,
    /// The lines it will add.
    pub pages: Vec<EditPage>,
    /// How their prices came to be.
    pub derivation: OrderDerivation,
}

/// Begins an edit that was planned over the order as it is.
pub fn begin_edit(order: &Order, planned: PlannedEdit, cause: EditCause) -> BegunEdit {
    let PlannedEdit { plan, lines, derivation, .. } = planned;
    let pages = lines
        .chunks(LINES_PER_PAGE)
        .zip(plan.first_page..)
        .map(|(lines, page)| EditPage {
            order_id: order.order_id.clone(),
            edit_id: cause.edit_id.clone(),
            page,
            lines: lines.to_vec(),
            until: EditPage::until(cause.now),
        })
        .collect();
    let edit = Edit {
        order_id: order.order_id.clone(),
        edit_id: cause.edit_id.clone(),
        part: derivation.part,
        checkout_id: cause.checkout_id,
        state: EditState::AtWork,
        reason: cause.reason,
        by: cause.by,
        plan,
        failure: None,
        begun_at: cause.now,
        finished_at: None,
    };
    let editing = Some(cause.edit_id);
    let order = Order { editing, edits: order.edits.saturating_add(1), ..order.clone() };
    BegunEdit { order, edit, pages, derivation }
}

/// Everything that is written, in one transaction, when an edit becomes true.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The order.
    pub order: Order,
    /// The edit, done.
    pub edit: Edit,
    /// Pages that lost units.
    pub touched: Vec<LinePage>,
    /// Pages that are new.
    pub added: Vec<LinePage>,
    /// The news of units that were taken off, page by page: their stock is free. Their money is not
    /// in it: it goes into the one difference that the edit charges or gives back.
    pub cancelled: Vec<LinesCancelledV1>,
    /// The news of the edit.
    pub event: OrderEditedV1,
}

/// Makes an edit true, once its stock is put aside and its money there. `touched` are the pages that
/// lose units, as they are. Refuses where the order is not any more as the edit was previewed.
pub fn apply_edit(
    order: &Order,
    edit: &Edit,
    added: &[EditPage],
    touched: &[LinePage],
    payment_id: Option<&PaymentId>,
    reservation_id: &ReservationId,
    now: Timestamp,
) -> Result<Applied, OrderRefusal> {
    still_as_previewed(order, edit)?;
    let plan = &edit.plan;
    let mut next = with_plan(order, edit)?;
    next.payment_ids.extend(payment_id.cloned());
    if plan.goods > 0 && next.reservation_id.is_none() {
        next.reservation_id = Some(reservation_id.clone());
    }
    let event = news(&next, edit, now);
    let (touched, cancelled) = take_off(&next, edit, touched)?;
    let added = added.iter().map(|page| LinePage {
        order_id: order.order_id.clone(),
        page: page.page,
        lines: page.lines.clone(),
    });
    let mut edit = Edit { state: EditState::Done, finished_at: Some(now), ..edit.clone() };
    // The order has them now; one copy of where somebody lives is enough.
    edit.plan.shipping_address = None;
    edit.plan.billing_address = None;
    Ok(Applied { added: added.collect(), order: next, edit, touched, cancelled, event })
}

fn still_as_previewed(order: &Order, edit: &Edit) -> Result<(), OrderRefusal> {
    let plan = &edit.plan;
    states::next(order.state, Command::Amend)?;
    let own = order.editing.as_ref() == Some(&edit.edit_id) && edit.state == EditState::AtWork;
    let same = Due::of(order) == plan.before && order.page_count == plan.first_page;
    // Parcels may have left meanwhile.
    let unsent = plan.shipping.is_none() || order.units_fulfilled == 0;
    let leaves = order.units_open() + plan.units > plan.units_removed();
    if own && order.cancelling.is_none() && same && unsent && leaves {
        Ok(())
    } else {
        Err(EditRefusal::Outdated.into())
    }
}

fn with_plan(order: &Order, edit: &Edit) -> Result<Order, OrderRefusal> {
    let plan = &edit.plan;
    let state = states::next(order.state, Command::Amend)?;
    let to = plan.shipping_address.clone();
    let country = to.as_ref().map(|address| address.country.clone());
    Ok(Order {
        state,
        editing: None,
        totals: plan.after.totals.clone(),
        discounts: with_more(&order.discounts, &plan.discounts)?,
        cancelled_amount: plan.after.cancelled,
        line_count: order.line_count.saturating_add(plan.line_count),
        page_count: order.page_count.saturating_add(plan.page_count),
        units: order.units + plan.units,
        goods: order.goods + plan.goods,
        units_cancelled: order.units_cancelled + plan.units_removed(),
        shipping: plan.shipping.clone().or_else(|| order.shipping.clone()),
        shipping_country: country.or_else(|| order.shipping_country.clone()),
        shipping_address: to.or_else(|| order.shipping_address.clone()),
        billing_address: plan.billing_address.clone().or_else(|| order.billing_address.clone()),
        ..order.clone()
    })
}

/// What each promotion took off, with what it takes off more.
fn with_more(before: &[Discount], more: &[Discount]) -> Result<Vec<Discount>, OrderRefusal> {
    let mut all = before.to_vec();
    for one in more {
        let same = |known: &&mut Discount| {
            let rule = (&known.promotion, known.version, &known.code);
            rule == (&one.promotion, one.version, &one.code)
        };
        match all.iter_mut().find(same) {
            Some(known) => known.amount = known.amount.plus(one.amount)?,
            None => all.push(one.clone()),
        }
    }
    Ok(all)
}

fn news(order: &Order, edit: &Edit, now: Timestamp) -> OrderEditedV1 {
    let plan = &edit.plan;
    OrderEditedV1 {
        order_id: order.order_id.clone(),
        edit_id: edit.edit_id.clone(),
        checkout_id: edit.checkout_id.clone(),
        reservation_id: order.reservation_id.clone(),
        page_count: order.page_count,
        first_new_page: plan.first_page,
        units_added: plan.units,
        units_removed: plan.units_removed(),
        destination_changed: plan.address_changed,
        shipping_changed: plan.shipping.is_some(),
        total: order.totals.total,
        charged: plan.charge(),
        refund: plan.refund(),
        payment_ids: order.payment_ids.clone(),
        edited_at: now,
    }
}

type TakenOff = (Vec<LinePage>, Vec<LinesCancelledV1>);

fn take_off(order: &Order, edit: &Edit, pages: &[LinePage]) -> Result<TakenOff, OrderRefusal> {
    let (mut touched, mut news) = (Vec::new(), Vec::new());
    let mut left = edit.plan.removed.len();
    for page in pages {
        let mut page = page.clone();
        let planned = |line_id: &_| {
            let mut removed = edit.plan.removed.iter();
            removed.find(|one| one.page == page.page && one.line_id == *line_id)
        };
        for line in &page.lines {
            let Some(one) = planned(&line.line_id) else { continue };
            let before = line.cancelled;
            let share: LineAmounts =
                line.amounts.share(before, one.quantity.get(), line.quantity.get())?;
            if one.quantity.get() > line.open() || share != one.amounts {
                return Err(EditRefusal::Outdated.into());
            }
        }
        let wanted: Vec<_> =
            page.lines.iter().map(|line| planned(&line.line_id).map(|one| one.quantity)).collect();
        let taken = take(&mut page, &wanted, order.currency)?;
        left = left.saturating_sub(taken.lines.len());
        news.push(LinesCancelledV1 {
            order_id: order.order_id.clone(),
            cancellation_id: edit.cancellation_id(),
            reservation_id: order.reservation_id.clone(),
            page: page.page,
            lines: taken.lines,
            refund: Money::zero(order.currency),
            payment_ids: order.payment_ids.clone(),
        });
        touched.push(page);
    }
    if left == 0 { Ok((touched, news)) } else { Err(EditRefusal::Outdated.into()) }
}

/// Writes down that an edit came to nothing: the order is as it was. `None` for an order or edit
/// that have gone on without it.
pub fn end_edit(
    order: &Order,
    edit: &Edit,
    reason: CloseReason,
    why: &str,
    now: Timestamp,
) -> Option<(Order, Edit)> {
    let own = order.editing.as_ref() == Some(&edit.edit_id) && edit.state == EditState::AtWork;
    own.then(|| {
        let mut edit = Edit {
            state: EditState::of(reason),
            failure: Some(why.chars().take(500).collect()),
            finished_at: Some(now),
            ..edit.clone()
        };
        edit.plan.shipping_address = None;
        edit.plan.billing_address = None;
        (Order { editing: None, ..order.clone() }, edit)
    })
}
