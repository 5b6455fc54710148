//! Operations of `order`.
mod draft;
mod edit;
mod view;

pub use draft::*;
pub use edit::*;
pub use view::*;

use crate::{
    Caller, DerivationView, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations,
};
use domain::order::{LineUnits, OrderNumber, OrderState, OrderSummary};
use primitives::{CartId, CustomerId, Day, ExternalKey, Line, OrderId, limits::LINES_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Those of the shop who work with orders.
const DESK: &[Role] = &[Role::Service, Role::Fulfilment, Role::Finance];

operations! { "order":
    /// Shows an order. Drafts are shown to staff alone.
    ViewOrder: GET "/orders/{order_id}" (OrderPath, NoQuery, NoBody) -> 200 OrderView,
        by Caller::CustomerOrStaff(DESK), with [Versioned];
    /// Lists the lines of an order, in the order they were entered, up to a hundred at a time.
    ListOrderLines: GET "/orders/{order_id}/lines" (OrderPath, LinesQuery, NoBody) -> 200 Page<OrderLineView>,
        by Caller::CustomerOrStaff(DESK), with [];
    /// Lists everything that happened to an order, newest first, with who did it and why.
    ListOrderTimeline: GET "/orders/{order_id}/timeline" (OrderPath, PageQuery, NoBody) -> 200 Page<TimelineEntryView>,
        by Caller::Staff(DESK), with [];
    /// Lists the caller's own orders, newest first.
    ListMyOrders: GET "/me/orders" (NoPath, PageQuery, NoBody) -> 200 Page<OrderSummary>,
        by Caller::Customer, with [];
    /// Lists a customer's orders, newest first.
    ListCustomerOrders: GET "/customers/{customer_id}/orders" (CustomerPath, PageQuery, NoBody) -> 200 Page<OrderSummary>,
        by Caller::Staff(DESK), with [];
    /// Lists orders of a state, newest first, or of a day, oldest first; or finds one by number or reference.
    ListOrders: GET "/orders" (NoPath, OrdersQuery, NoBody) -> 200 Page<OrderSummary>,
        by Caller::Staff(DESK), with [];
    /// Shows the order that a cart became, to whoever holds the cart's secret.
    ViewCartOrder: GET "/carts/{cart_id}/order" (CartOrderPath, NoQuery, NoBody) -> 200 OrderView,
        by Caller::Holder, with [];
    /// Why an order costs what it does: every step of its price and of what its edits added, with the rule that made it.
    ViewOrderDerivation: GET "/orders/{order_id}/derivation" (OrderPath, NoQuery, NoBody) -> 200 DerivationView,
        by Caller::CustomerOrStaff(DESK), with [];
    /// The same, to whoever holds the secret of the cart that the order was.
    ViewCartOrderDerivation: GET "/carts/{cart_id}/order/derivation" (CartOrderPath, NoQuery, NoBody) -> 200 DerivationView,
        by Caller::Holder, with [];
    /// Cancels units that have not been sent, or all of them: stock is freed, and exactly what they cost goes back.
    CancelOrder: POST "/orders/{order_id}/cancel" (OrderPath, NoQuery, CancelBody) -> 200 CancellationView,
        by Caller::CustomerOrStaff(&[Role::Service]), with [Keyed];
    /// Shows to the penny what an edit of a placed order would charge or give back, and whether stock suffices; changes nothing.
    PreviewOrderEdit: POST "/orders/{order_id}/edits/preview" (OrderPath, NoQuery, EditWishes) -> 200 EditPreview,
        by Caller::Staff(&[Role::Service]), with [Versioned];
    /// Edits a placed order as it was previewed: stock is put aside, the difference charged or given back; 202 while that is at work.
    EditOrder: POST "/orders/{order_id}/edits" (OrderPath, NoQuery, EditOrderBody) -> 200 EditView,
        by Caller::Staff(&[Role::Service]), with [Keyed, Waits];
    /// Lists the edits of an order, newest first; one that is at work says what it waits for.
    ListOrderEdits: GET "/orders/{order_id}/edits" (OrderPath, NoQuery, NoBody) -> 200 EditList,
        by Caller::CustomerOrStaff(DESK), with [];
    /// Gives an edit up that is at work: the order stays as it was.
    AbandonOrderEdit: POST "/orders/{order_id}/edits/{edit_id}/abandon" (EditPath, NoQuery, NoBody) -> 200 EditView,
        by Caller::Staff(&[Role::Service]), with [Keyed, Waits];
    /// Puts an order off: nothing of it may be sent until it is released.
    HoldOrder: POST "/orders/{order_id}/hold" (OrderPath, NoQuery, HoldBody) -> 200 OrderView,
        by Caller::Staff(&[Role::Service, Role::Fulfilment, Role::Finance]), with [Keyed];
    /// Lets an order go on.
    ReleaseOrder: POST "/orders/{order_id}/release" (OrderPath, NoQuery, NoBody) -> 200 OrderView,
        by Caller::Staff(&[Role::Service, Role::Fulfilment, Role::Finance]), with [Keyed];
    /// Forgets who bought as a guest: of the order stays what its invoice needs. An order of a customer goes with the customer's erasure.
    EraseOrderBuyer: POST "/orders/{order_id}/buyer-erasure" (OrderPath, NoQuery, NoBody) -> 200 OrderView,
        by Caller::Staff(&[Role::Service]), with [Keyed];
    /// Begins a draft: an order that the staff writes, at prices of their own.
    BeginDraft: POST "/draft-orders" (NoPath, NoQuery, BeginDraftBody) -> 201 OrderView,
        by Caller::Staff(&[Role::Service]), with [Keyed];
    /// Writes the head of a draft anew; what is left out is gone. The lines are priced again.
    EditDraft: PUT "/draft-orders/{order_id}" (OrderPath, NoQuery, DraftHead) -> 200 OrderView,
        by Caller::Staff(&[Role::Service]), with [Versioned];
    /// Replaces all lines of a draft.
    ReplaceDraftLines: PUT "/draft-orders/{order_id}/lines" (OrderPath, NoQuery, DraftLinesBody) -> 200 OrderView,
        by Caller::Staff(&[Role::Service]), with [Versioned];
    /// Throws a draft away.
    DeleteDraft: DELETE "/draft-orders/{order_id}" (OrderPath, NoQuery, NoBody) -> 200 DraftDeleted,
        by Caller::Staff(&[Role::Service]), with [Versioned];
    /// Has a draft placed: reserves its stock and takes its payment; 202 while that is at work.
    CompleteDraft: POST "/draft-orders/{order_id}/complete" (OrderPath, NoQuery, CompleteDraftBody) -> 200 OrderView,
        by Caller::Staff(&[Role::Service]), with [Keyed, Waits];
}

/// Which order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrderPath {
    /// The order.
    pub order_id: OrderId,
}

/// Whose orders.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CustomerPath {
    /// The customer.
    pub customer_id: CustomerId,
}

/// Which cart's order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CartOrderPath {
    /// The cart.
    pub cart_id: CartId,
}

/// Which part of the lines.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinesQuery {
    /// Where the page before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
}

/// Which orders. Exactly one of `state`, `day`, `number` and `reference` is given.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrdersQuery {
    /// Orders in this state, newest first.
    #[serde(default)]
    pub state: Option<OrderState>,
    /// Orders placed on this UTC day, oldest first.
    #[serde(default)]
    pub day: Option<Day>,
    /// The order of this number.
    #[serde(default)]
    pub number: Option<OrderNumber>,
    /// The order of this reference.
    #[serde(default)]
    pub reference: Option<ExternalKey>,
    /// Where the page before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many orders at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
}

/// What to cancel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelBody {
    /// Why, for the timeline.
    pub reason: Line,
    /// Which units; all that have not been sent where absent.
    #[serde(default)]
    #[schemars(length(min = 1, max = LINES_MAX))]
    pub lines: Option<Vec<LineUnits>>,
}

/// Why an order is put off.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldBody {
    /// For the staff; customers do not see it.
    pub reason: Line,
}
