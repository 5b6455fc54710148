//! Operations of `returns`: units that come back, and claims about units that came wrong.
mod guests;
mod photos;

pub use guests::{AddGuestPhotoBody, GuestExchangeBody, GuestReturnPath};
pub use photos::{AddPhotoBody, PhotoAdded, PhotoList, PhotoUpload, PhotoView};

use crate::{
    Caller, NoBody, NoPath, NoQuery, Page, Role, fulfilment::ShipmentPath, row::operations,
};
use domain::{
    carrier::LastSeen,
    order::{LineUnits, OrderNumber},
    payment::Method,
    refunds::Destination,
    returns::{
        Advance, CarrierClaim, CarrierClaimState, CarrierFault, Found, Instead, InsteadKind,
        InsteadState, ReasonGroup, Return, ReturnKind, ReturnLine, ReturnState, ReturnSummary,
        WishedLine,
    },
};
use primitives::{
    Code, Email, LocationId, Money, Note, OrderId, Quantity, RefundId, ReturnId, Sku, Timestamp,
    limits::POSITIONS_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who talks to buyers.
const DESK: Caller = Caller::Staff(&[Role::Service]);
/// Who opens the parcels.
const DOCK: Caller = Caller::Staff(&[Role::Fulfilment, Role::Service]);
/// Who settles with carriers.
const CLAIMS: Caller = Caller::Staff(&[Role::Service, Role::Fulfilment, Role::Finance]);
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
    /// Exchanges delivered units for other goods: what goes back pays for them, and the difference is charged or given back.
    RequestExchange: POST "/orders/{order_id}/exchanges" (ReturnsPath, NoQuery, RequestExchangeBody) -> 201 ReturnView,
        by Caller::CustomerOrStaff(&[Role::Service]), with [Keyed];
    /// Exchanges for a guest, who knows the order's number and e-mail address, and names what a difference is paid by; nothing leaves in advance.
    RequestGuestExchange: POST "/guest-exchanges" (NoPath, NoQuery, GuestExchangeBody) -> 201 ReturnView,
        by Caller::Public, with [Keyed];
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
    /// Answers a claim by sending the same once more, for nothing.
    ReplaceClaim: POST "/orders/{order_id}/returns/{return_id}/replacement" (ReturnPath, NoQuery, ReplaceClaimBody) -> 200 ReturnView,
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
    /// The same for a guest, who knows the order's number and the e-mail address that it was placed with.
    AddGuestReturnPhoto: POST "/guest-returns/{return_id}/photos" (GuestReturnPath, NoQuery, AddGuestPhotoBody) -> 201 PhotoAdded,
        by Caller::Public, with [Keyed];
    /// Photos of a return, oldest first, with addresses that work for some minutes.
    ListReturnPhotos: GET "/orders/{order_id}/returns/{return_id}/photos" (ReturnPath, NoQuery, NoBody) -> 200 PhotoList,
        by OWNER, with [];
    /// Files a claim against the carrier of a parcel that was lost, damaged, short or late. A parcel has one at a time.
    FileCarrierClaim: POST "/orders/{order_id}/shipments/{shipment_id}/carrier-claim" (ShipmentPath, NoQuery, FileCarrierClaimBody) -> 201 CarrierClaim,
        by DOCK, with [Keyed];
    /// Notes what the carrier decided: so much is paid, or nothing. Nobody's refund follows from it.
    DecideCarrierClaim: POST "/orders/{order_id}/shipments/{shipment_id}/carrier-claim/decision" (ShipmentPath, NoQuery, DecideCarrierClaimBody) -> 200 CarrierClaim,
        by CLAIMS, with [Keyed];
    /// The claim against the carrier of a parcel.
    ViewCarrierClaim: GET "/orders/{order_id}/shipments/{shipment_id}/carrier-claim" (ShipmentPath, NoQuery, NoBody) -> 200 CarrierClaim,
        by CLAIMS, with [];
    /// Claims against carriers in a state, the oldest first.
    ListCarrierClaims: GET "/carrier-claims" (NoPath, CarrierClaimsQuery, NoBody) -> 200 Page<CarrierClaim>,
        by CLAIMS, with [];
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

/// Goods that come instead.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeLine {
    /// What.
    pub sku: Sku,
    /// Units.
    pub quantity: Quantity,
}

/// An exchange to be asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestExchangeBody {
    /// Which units go back, and why.
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub lines: Vec<WishedLine>,
    /// What comes instead.
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub instead: Vec<ExchangeLine>,
    /// Whether it leaves before the old goods are back, against a hold on a card. Buyers may ask for that where the
    /// shop's rules give days for it.
    #[serde(default)]
    pub advance: bool,
    /// How a difference is paid, and which card is to hold; the order's own card where absent.
    #[serde(default)]
    pub payment: Option<Method>,
    /// What the buyer wants to say.
    #[serde(default)]
    pub comment: Option<Note>,
    /// Staff: whatever the rules say of window and goods.
    #[serde(default)]
    pub beyond_rules: bool,
}

/// How a claim is answered with the same once more.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceClaimBody {
    /// Whether what came wrong is to be sent back; then it is received and inspected, and nothing is paid for it.
    #[serde(default)]
    pub goods_come_back: bool,
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

/// A claim against a carrier.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileCarrierClaimBody {
    /// What went wrong.
    pub fault: CarrierFault,
    /// How much; all that was due for the parcel where absent, and never more.
    #[serde(default)]
    pub claimed: Option<Money>,
    /// The carrier's own number of the claim.
    #[serde(default)]
    pub reference: Option<Code>,
    /// The buyer's return or claim about the same.
    #[serde(default)]
    pub return_id: Option<ReturnId>,
}

/// What a carrier decided.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideCarrierClaimBody {
    /// What it pays, at most what was claimed; absent where it declines.
    #[serde(default)]
    pub accepted: Option<Money>,
    /// Why it declines, in a word.
    #[serde(default)]
    pub why: Option<Code>,
}

/// Which claims against carriers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarrierClaimsQuery {
    /// In which state.
    pub state: CarrierClaimState,
    /// Where the page before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
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
    /// What comes instead of what goes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<InsteadView>,
    /// Where the carrier saw it last on its way to the shop, if it comes with the shop's label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_back: Option<LastSeen>,
}

/// What comes instead of what goes back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct InsteadView {
    /// What kind.
    pub kind: InsteadKind,
    /// Its order, which is the buyer's to see once it is placed.
    pub order_id: OrderId,
    /// How far it is.
    pub state: InsteadState,
    /// What it costs.
    pub price: Money,
    /// What is given back for what goes back, if all of it comes and is good.
    pub worth: Money,
    /// What is charged, at the most.
    pub charge: Money,
    /// What is given back beside it, if all of it comes and is good.
    pub refund: Money,
    /// Where it leaves before the old goods are back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advance: Option<Advance>,
    /// Why nothing comes instead, or not in advance, in a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Code>,
}

impl From<&Instead> for InsteadView {
    fn from(instead: &Instead) -> Self {
        let beyond = instead.worth.minor - instead.pays().minor;
        Self {
            kind: instead.kind,
            order_id: instead.order_id.clone(),
            state: instead.state,
            price: instead.price,
            worth: instead.worth,
            charge: instead.agreed(),
            refund: Money::new(beyond, instead.price.currency),
            advance: instead.advance.clone(),
            failure: instead.failure.clone(),
        }
    }
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
            instead: one.instead.as_ref().map(Into::into),
            way_back: one.way_back.clone(),
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
