//! Operations of `returns`: units that come back, and claims about units that came wrong.
mod photos;

pub use photos::{AddPhotoBody, PhotoAdded, PhotoList, PhotoUpload, PhotoView};

use crate::{Caller, NoBody, NoPath, NoQuery, Page, Role, row::operations};
use domain::{
    order::{LineUnits, OrderNumber},
    refunds::Destination,
    returns::{
        Found, ReasonGroup, Return, ReturnKind, ReturnLine, ReturnState, ReturnSummary, WishedLine,
    },
};
use primitives::{
    Code, Email, LocationId, Money, Note, OrderId, RefundId, ReturnId, Timestamp,
    limits::POSITIONS_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who talks to buyers.
const DESK: Caller = Caller::Staff(&[Role::Service]);
/// Who opens the parcels.
const DOCK: Caller = Caller::Staff(&[Role::Fulfilment, Role::Service]);
/// The buyer, or the shop's people.
const OWNER: Caller = Caller::CustomerOrStaff(&[Role::Service, Role::Fulfilment, Role::Finance]);

operations! { "returns":
    /// Why things are sent back: the reasons that a return may name.
    ListReturnReasons: GET "/return-reasons" (NoPath, NoQuery, NoBody) -> 200 ReasonTree,
        by Caller::Public, with [];
    /// Asks for a return of delivered units, or claims that they came wrong. Approved at once where the shop's rules say so.
    RequestReturn: POST "/orders/{order_id}/returns" (ReturnsPath, NoQuery, RequestReturnBody) -> 201 ReturnView,
        by Caller::CustomerOrStaff(&[Role::Service]), with [Keyed];
    /// The same for a guest, who knows the order's number and the e-mail address that it was placed with.
    RequestGuestReturn: POST "/guest-returns" (NoPath, NoQuery, GuestReturnBody) -> 201 ReturnView,
        by Caller::Public, with [Keyed];
    /// Returns a gift by its order's number: whoever signed in gets store credit once it was looked at.
    RequestGiftReturn: POST "/gift-returns" (NoPath, NoQuery, GiftReturnBody) -> 201 ReturnView,
        by Caller::Customer, with [Keyed];
    /// Returns of an order, oldest first.
    ListOrderReturns: GET "/orders/{order_id}/returns" (ReturnsPath, NoQuery, NoBody) -> 200 ReturnList,
        by OWNER, with [];
    /// One return, and how far it is.
    ViewReturn: GET "/orders/{order_id}/returns/{return_id}" (ReturnPath, NoQuery, NoBody) -> 200 ReturnView,
        by OWNER, with [];
    /// Returns in a state, the oldest first, as long as they are open.
    ListReturns: GET "/returns" (NoPath, ReturnsQuery, NoBody) -> 200 Page<ReturnSummary>,
        by DOCK, with [];
    /// Lets the buyer send it.
    ApproveReturn: POST "/orders/{order_id}/returns/{return_id}/approval" (ReturnPath, NoQuery, NoBody) -> 200 ReturnView,
        by DESK, with [Keyed];
    /// Does not take it.
    DeclineReturn: POST "/orders/{order_id}/returns/{return_id}/decline" (ReturnPath, NoQuery, DeclineReturnBody) -> 200 ReturnView,
        by DESK, with [Keyed];
    /// Calls a return off before anything has come.
    CancelReturn: POST "/orders/{order_id}/returns/{return_id}/cancel" (ReturnPath, NoQuery, NoBody) -> 200 ReturnView,
        by Caller::CustomerOrStaff(&[Role::Service]), with [Keyed];
    /// Settles a claim without anything being sent back: what it cost is given back.
    SettleClaim: POST "/orders/{order_id}/returns/{return_id}/settlement" (ReturnPath, NoQuery, SettleClaimBody) -> 200 ReturnView,
        by DESK, with [Keyed];
    /// Notes that units came, all or some.
    ReceiveReturn: POST "/orders/{order_id}/returns/{return_id}/receipts" (ReturnPath, NoQuery, ReceiveReturnBody) -> 200 ReturnView,
        by DOCK, with [Keyed];
    /// Notes what was found: stock takes the units back, and what they cost is given back.
    InspectReturn: POST "/orders/{order_id}/returns/{return_id}/inspections" (ReturnPath, NoQuery, InspectReturnBody) -> 200 ReturnView,
        by DOCK, with [Keyed];
    /// Announces a photo of what comes back, and says where to send it: as long as the return is open.
    AddReturnPhoto: POST "/orders/{order_id}/returns/{return_id}/photos" (ReturnPath, NoQuery, AddPhotoBody) -> 201 PhotoAdded,
        by Caller::CustomerOrStaff(&[Role::Service, Role::Fulfilment]), with [Keyed];
    /// Photos of a return, oldest first, with addresses that work for some minutes.
    ListReturnPhotos: GET "/orders/{order_id}/returns/{return_id}/photos" (ReturnPath, NoQuery, NoBody) -> 200 PhotoList,
        by OWNER, with [];
    /// Closes a return: what has not come is not waited for.
    CloseReturn: POST "/orders/{order_id}/returns/{return_id}/close" (ReturnPath, NoQuery, NoBody) -> 200 ReturnView,
        by DESK, with [Keyed];
}

/// Whose returns.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReturnsPath {
    /// The order.
    pub order_id: OrderId,
}

/// Which return.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReturnPath {
    /// The order.
    pub order_id: OrderId,
    /// The return.
    pub return_id: ReturnId,
}

/// Which returns.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnsQuery {
    /// In which state; what is over is found by its order.
    pub state: ReturnState,
    /// Where the page before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
}

/// A return to be asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestReturnBody {
    /// Which units, and why.
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub lines: Vec<WishedLine>,
    /// `return` or `claim`; gifts have an operation of their own.
    #[serde(default)]
    pub kind: ReturnKind,
    /// Where what is given back goes.
    #[serde(default)]
    pub to: Destination,
    /// What the buyer wants to say.
    #[serde(default)]
    pub comment: Option<Note>,
    /// Staff: whatever the rules say of window and goods.
    #[serde(default)]
    pub beyond_rules: bool,
}

/// A guest's return.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuestReturnBody {
    /// What the order is called.
    pub number: OrderNumber,
    /// The address that it was placed with.
    pub email: Email,
    /// Which units, and why.
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub lines: Vec<WishedLine>,
    /// `return` or `claim`.
    #[serde(default)]
    pub kind: ReturnKind,
    /// What the buyer wants to say.
    #[serde(default)]
    pub comment: Option<Note>,
}

/// A gift to be returned.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftReturnBody {
    /// What the order is called.
    pub number: OrderNumber,
    /// Which units, and why.
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub lines: Vec<WishedLine>,
    /// What whoever got it wants to say.
    #[serde(default)]
    pub comment: Option<Note>,
}

/// Why it is not taken.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineReturnBody {
    /// In a word, such as `worn`.
    pub why: Code,
}

/// How a claim is settled.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleClaimBody {
    /// Whether what is left of shipping is given back, too.
    #[serde(default)]
    pub with_shipping: bool,
}

/// What came.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveReturnBody {
    /// Units of the return's lines.
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub lines: Vec<LineUnits>,
}

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectReturnBody {
    /// Where the units are.
    pub location_id: LocationId,
    /// Units, and what becomes of them.
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub lines: Vec<Found>,
    /// Whether what is left of shipping is given back, too.
    #[serde(default)]
    pub with_shipping: bool,
}

/// Why things are sent back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReasonTree {
    /// The branches.
    pub groups: Vec<ReasonGroup>,
}

/// A return.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReturnView {
    /// The order; not told to whoever returns a gift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// The return.
    pub return_id: ReturnId,
    /// How far it is.
    pub state: ReturnState,
    /// What kind.
    pub kind: ReturnKind,
    /// What is returned.
    pub lines: Vec<ReturnLine>,
    /// Where what is given back goes.
    pub to: Destination,
    /// What the buyer wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Note>,
    /// What is withheld for sending it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_shipping: Option<Money>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it was approved, declined or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// Why it was declined, in a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_declined: Option<Code>,
    /// Refunds of it, done or under way.
    pub refunds: Vec<RefundId>,
    /// Why a refund was not granted, for staff to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_problem: Option<Code>,
}

impl ReturnView {
    /// As staff see it.
    pub fn for_staff(one: &Return) -> Self {
        Self { refund_problem: one.refund_problem.clone(), ..Self::for_buyer(one) }
    }

    /// As its buyer sees it.
    pub fn for_buyer(one: &Return) -> Self {
        Self {
            order_id: Some(one.order_id.clone()),
            return_id: one.return_id.clone(),
            state: one.state,
            kind: one.kind,
            lines: one.lines.clone(),
            to: one.to,
            comment: one.comment.clone(),
            return_shipping: one.return_shipping,
            asked_at: one.asked_at,
            decided_at: one.decided_at,
            why_declined: one.why_declined.clone(),
            refunds: one.refunds_done.iter().chain(&one.refunds_open).cloned().collect(),
            refund_problem: None,
        }
    }

    /// As whoever returns a gift sees it: nothing of whose order it was.
    pub fn for_receiver(one: &Return) -> Self {
        Self { order_id: None, ..Self::for_buyer(one) }
    }
}

/// Returns of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReturnList {
    /// The returns, oldest first.
    pub items: Vec<ReturnView>,
}
