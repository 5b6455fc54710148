//! Edits of placed orders: what is asked, previewed and told.
pub use domain::order::EditWishes;

use domain::{
    checkout::{Checkout, CheckoutState},
    order::{
        Edit, EditState, LineKind, Order, OrderLine, OrderShipping, PlannedEdit, UnitsRemoved,
    },
    payment::{Method, Payment},
    totals::{LineAmounts, TaxRate, Totals},
};
use events::ActorKind;
use primitives::{
    Code, EditId, Line, LineId, Money, MoneyError, OrderId, Quantity, Sku, Timestamp, Title,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which edit.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EditPath {
    /// The order.
    pub order_id: OrderId,
    /// The edit.
    pub edit_id: EditId,
}

/// An edit that was previewed and is now to be made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditOrderBody {
    /// The same changes that were previewed.
    pub changes: EditWishes,
    /// The preview's `preview`. An edit that would do or cost anything else is refused.
    pub preview: Code,
    /// Why, for the timeline.
    pub reason: Line,
    /// How a difference that is charged is paid: by the card of the order where absent; `manual`
    /// where the money has come in some other way.
    #[serde(default)]
    pub payment: Option<Method>,
}

/// What an edit would come to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EditPreview {
    /// The order.
    pub order_id: OrderId,
    /// Names exactly this outcome; sent back to have it.
    pub preview: Code,
    /// Lines that would be added.
    pub added: Vec<AddedLineView>,
    /// Units that would be taken off.
    pub removed: Vec<RemovedUnitsView>,
    /// How it would be sent, where that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<OrderShipping>,
    /// Whether an address would change.
    pub address_changed: bool,
    /// What the order costs, cancelled units included.
    pub totals_before: Totals,
    /// What it would cost.
    pub totals_after: Totals,
    /// What the buyer owes in all, cancelled units left out.
    pub owed_before: Money,
    /// What the buyer would owe in all.
    pub owed_after: Money,
    /// What would be charged now.
    pub charge: Money,
    /// What would be given back now.
    pub refund: Money,
    /// Whether there is stock for every line that would be added, as of now.
    pub in_stock: bool,
}

/// A line that would be added.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AddedLineView {
    /// Goods or a charge.
    pub kind: LineKind,
    /// The merchant's code; absent on charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// What people read.
    pub title: Title,
    /// Units.
    pub quantity: Quantity,
    /// Price of one.
    pub unit_price: Money,
    /// What the whole line costs.
    pub amounts: LineAmounts,
    /// The rate of tax.
    pub tax_rate: TaxRate,
    /// Units of the SKU that can be had now, for all its lines together; absent on charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<u32>,
}

/// Units that would be taken off a line.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RemovedUnitsView {
    /// The line.
    pub line_id: LineId,
    /// Units.
    pub quantity: Quantity,
    /// What exactly they cost.
    pub amounts: LineAmounts,
}

impl EditPreview {
    /// The preview of a planned edit. `available` are units that can be had now, by SKU.
    pub fn of(
        order: &Order,
        planned: &PlannedEdit,
        preview: Code,
        available: &BTreeMap<Sku, u32>,
    ) -> Result<Self, MoneyError> {
        let plan = &planned.plan;
        let mut needed: BTreeMap<&Sku, u64> = BTreeMap::new();
        for line in planned.lines.iter().filter(|line| line.takes_stock()) {
            if let Some(sku) = &line.sku {
                *needed.entry(sku).or_default() += u64::from(line.quantity.get());
            }
        }
        let there = |sku: &Sku| u64::from(available.get(sku).copied().unwrap_or_default());
        Ok(Self {
            order_id: order.order_id.clone(),
            preview,
            added: planned.lines.iter().map(|line| AddedLineView::of(line, available)).collect(),
            removed: plan.removed.iter().map(RemovedUnitsView::from).collect(),
            shipping: plan.shipping.clone(),
            address_changed: plan.address_changed,
            totals_before: plan.before.totals.clone(),
            totals_after: plan.after.totals.clone(),
            owed_before: plan.before.owed()?,
            owed_after: plan.after.owed()?,
            charge: plan.charge(),
            refund: plan.refund(),
            in_stock: needed.iter().all(|(sku, units)| there(sku) >= *units),
        })
    }
}

impl AddedLineView {
    fn of(line: &OrderLine, available: &BTreeMap<Sku, u32>) -> Self {
        let there = |sku| available.get(sku).copied().unwrap_or_default();
        Self {
            kind: line.kind,
            sku: line.sku.clone(),
            title: line.title.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            amounts: line.amounts,
            tax_rate: line.tax_rate,
            available: line.sku.as_ref().map(there),
        }
    }
}

impl From<&UnitsRemoved> for RemovedUnitsView {
    fn from(one: &UnitsRemoved) -> Self {
        let UnitsRemoved { line_id, quantity, amounts, .. } = one.clone();
        Self { line_id, quantity, amounts }
    }
}

/// The edits of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EditList {
    /// Newest first.
    pub items: Vec<EditView>,
}

/// One edit of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EditView {
    /// The edit.
    pub edit_id: EditId,
    /// The order.
    pub order_id: OrderId,
    /// How far it is.
    pub state: EditState,
    /// Why.
    pub reason: Line,
    /// Who asked.
    pub by: ActorKind,
    /// Lines it adds.
    pub lines_added: u32,
    /// Units on them.
    pub units_added: u64,
    /// Units it takes off other lines.
    pub units_removed: u64,
    /// How the order is sent by it, where that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<OrderShipping>,
    /// Whether it changes an address.
    pub address_changed: bool,
    /// What the order costs without it.
    pub total_before: Money,
    /// What the order costs with it.
    pub total_after: Money,
    /// What it charges.
    pub charge: Money,
    /// What it gives back.
    pub refund: Money,
    /// What it waits for, while at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<WaitsFor>,
    /// Where the buyer has to confirm the payment, while that is what it waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge_url: Option<String>,
    /// When it is given up, should it still be at work then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Why it came to nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// When it was asked for.
    pub begun_at: Timestamp,
    /// When it came to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
}

/// What an edit waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// Its stock is being put aside.
    Stock,
    /// The payment provider has not answered.
    Provider,
    /// The buyer has to confirm the payment.
    Buyer,
    /// It has come to nothing; its stock is being given back.
    End,
}

impl EditView {
    /// An edit; one at work with what carries it out.
    pub fn of(edit: &Edit, at_work: Option<(&Checkout, Option<&Payment>)>) -> Self {
        let waits_for = at_work.map(|(checkout, _)| match checkout.state {
            CheckoutState::Open | CheckoutState::Reserving => WaitsFor::Stock,
            CheckoutState::Paying | CheckoutState::Declined => WaitsFor::Provider,
            CheckoutState::ActionRequired => WaitsFor::Buyer,
            CheckoutState::Placed | CheckoutState::Closing | CheckoutState::Closed => WaitsFor::End,
        });
        let payment = at_work.and_then(|(_, payment)| payment);
        let plan = &edit.plan;
        Self {
            edit_id: edit.edit_id.clone(),
            order_id: edit.order_id.clone(),
            state: edit.state,
            reason: edit.reason.clone(),
            by: edit.by.kind,
            lines_added: plan.line_count,
            units_added: plan.units,
            units_removed: plan.units_removed(),
            shipping: plan.shipping.clone(),
            address_changed: plan.address_changed,
            total_before: plan.before.totals.total,
            total_after: plan.after.totals.total,
            charge: plan.charge(),
            refund: plan.refund(),
            waits_for,
            challenge_url: payment.and_then(|payment| payment.challenge_url.clone()),
            expires_at: at_work.map(|(checkout, _)| checkout.expires_at),
            failure: edit.failure.clone(),
            begun_at: edit.begun_at,
            finished_at: edit.finished_at,
        }
    }
}
