//! Operations of `refunds`: what is given back of orders that have left.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, Role, row::operations};
use domain::{
    order::{LineUnits, OrderNumber},
    refunds::{
        Breakdown, Destination, Fee, LineLeft, Refund, RefundAsk, RefundPart, RefundState,
        RefundSummary,
    },
};
use primitives::{
    Code, GiftCardId, Line, Money, OrderId, RefundId, ReturnId, Timestamp, Title, limits::LINES_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who decides what is given back.
const DESK: Caller = Caller::Staff(&[Role::Service, Role::Finance]);
/// Who answers for the books.
const BOOKS: Caller = Caller::Staff(&[Role::Finance]);
/// The buyer, or who helps them.
const OWNER: Caller = Caller::CustomerOrStaff(&[Role::Service, Role::Finance]);

operations! { "refunds":
    /// What is left of an order to be given back, line by line.
    ViewRefundable: GET "/orders/{order_id}/refundable" (RefundsPath, NoQuery, NoBody) -> 200 RefundableView,
        by DESK, with [];
    /// What a refund would come to, to the penny. Changes nothing.
    PreviewRefund: POST "/orders/{order_id}/refunds/preview" (RefundsPath, NoQuery, RefundWishBody) -> 200 Breakdown,
        by DESK, with [];
    /// Gives something back of an order: granted at once, unless its amount needs somebody else to agree. Paid out after that.
    RequestRefund: POST "/orders/{order_id}/refunds" (RefundsPath, NoQuery, RequestRefundBody) -> 201 RefundView,
        by DESK, with [Keyed];
    /// Refunds of an order, oldest first.
    ListOrderRefunds: GET "/orders/{order_id}/refunds" (RefundsPath, NoQuery, NoBody) -> 200 RefundList,
        by OWNER, with [];
    /// One refund, and how far it is.
    ViewRefund: GET "/orders/{order_id}/refunds/{refund_id}" (RefundPath, NoQuery, NoBody) -> 200 RefundView,
        by OWNER, with [];
    /// Refunds that wait for somebody: to be approved, or because they failed or came back.
    ListRefunds: GET "/refunds" (NoPath, RefundsQuery, NoBody) -> 200 Page<RefundSummary>,
        by DESK, with [];
    /// Agrees to a refund that needs a second person.
    ApproveRefund: POST "/orders/{order_id}/refunds/{refund_id}/approval" (RefundPath, NoQuery, NoBody) -> 200 RefundView,
        by BOOKS, with [Keyed];
    /// Does not agree to it: nothing is given back.
    DeclineRefund: POST "/orders/{order_id}/refunds/{refund_id}/decline" (RefundPath, NoQuery, NoBody) -> 200 RefundView,
        by BOOKS, with [Keyed];
    /// Has what failed or came back tried once more, to another destination if one is named.
    RetryRefund: POST "/orders/{order_id}/refunds/{refund_id}/retry" (RefundPath, NoQuery, RetryRefundBody) -> 200 RefundView,
        by BOOKS, with [Keyed];
    /// The credit note of a number. Numbers have no gaps.
    ViewCreditNote: GET "/credit-notes/{number}" (CreditNotePath, NoQuery, NoBody) -> 200 CreditNoteView,
        by DESK, with [];
}

/// Whose refunds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RefundsPath {
    /// The order.
    pub order_id: OrderId,
}

/// Which refund.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RefundPath {
    /// The order.
    pub order_id: OrderId,
    /// The refund.
    pub refund_id: RefundId,
}

/// Which credit note.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CreditNotePath {
    /// Its number, from 1.
    pub number: Code,
}

/// Which refunds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundsQuery {
    /// `needs_approval`, `failed` or `reversed`; of other states there is no list.
    pub state: RefundState,
    /// Where the page before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
}

/// What is to be given back.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundWishBody {
    /// Units of lines that have left. Units that have not are cancelled instead.
    #[serde(default)]
    #[schemars(length(max = LINES_MAX))]
    pub lines: Vec<LineUnits>,
    /// So much of shipping, with tax.
    #[serde(default)]
    pub shipping: Option<Money>,
    /// So much for goodwill, for no line.
    #[serde(default)]
    pub goodwill: Option<Money>,
    /// What is withheld.
    #[serde(default)]
    #[schemars(length(max = 5))]
    pub fees: Vec<Fee>,
}

/// A refund to be granted.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestRefundBody {
    /// What is to be given back.
    pub refund: RefundWishBody,
    /// Where to; to the payments it came from where absent.
    #[serde(default)]
    pub to: Destination,
    /// Why, for whoever looks at it later.
    pub reason: Line,
}

/// Where what failed goes now.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryRefundBody {
    /// Where to; where it was meant to go where absent.
    #[serde(default)]
    pub to: Option<Destination>,
}

impl From<RefundWishBody> for RefundAsk {
    fn from(body: RefundWishBody) -> Self {
        let RefundWishBody { lines, shipping, goodwill, fees } = body;
        Self { lines, shipping, goodwill, fees }
    }
}

/// What is left of an order to be given back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RefundableView {
    /// Of its lines: those of which something is left.
    pub lines: Vec<LineLeft>,
    /// Of shipping, with tax.
    pub shipping: Money,
    /// In all, goodwill included.
    pub total: Money,
    /// Of what was taken: no more can be paid out now.
    pub captured: Money,
}

/// A refund.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RefundView {
    /// The order.
    pub order_id: OrderId,
    /// The refund.
    pub refund_id: RefundId,
    /// How far it is.
    pub state: RefundState,
    /// What it comes to.
    pub breakdown: Breakdown,
    /// Where the money goes.
    pub to: Destination,
    /// Why, in words; for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Line>,
    /// The return that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_id: Option<ReturnId>,
    /// What has been paid out.
    pub paid: Money,
    /// What payments were asked for; for staff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<RefundPart>,
    /// Store credit that was issued for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub store_credit: Vec<GiftCardId>,
    /// Number of its credit note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_note: Option<u64>,
    /// Why it failed or was declined, in a word; for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Code>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it was granted or declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
}

impl RefundView {
    /// As staff see it.
    pub fn for_staff(refund: &Refund) -> Self {
        Self {
            reason: Some(refund.reason.clone()),
            parts: refund.parts.clone(),
            failure: refund.failure.clone(),
            ..Self::for_buyer(refund)
        }
    }

    /// As its buyer sees it.
    pub fn for_buyer(refund: &Refund) -> Self {
        Self {
            order_id: refund.order_id.clone(),
            refund_id: refund.refund_id.clone(),
            state: refund.state,
            breakdown: refund.breakdown.clone(),
            to: refund.to,
            reason: None,
            return_id: refund.return_id.clone(),
            paid: refund.paid(),
            parts: Vec::new(),
            store_credit: refund.cards.clone(),
            credit_note: refund.credit_note,
            failure: None,
            asked_at: refund.asked_at,
            decided_at: refund.decided_at,
        }
    }
}

/// Refunds of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RefundList {
    /// The refunds, oldest first.
    pub items: Vec<RefundView>,
}

/// A credit note.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CreditNoteView {
    /// Its number. Numbers have no gaps.
    pub number: u64,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The order.
    pub order_id: OrderId,
    /// What people call the order.
    pub order_number: OrderNumber,
    /// The refund.
    pub refund_id: RefundId,
    /// Its lines, as they were sold.
    pub lines: Vec<CreditNoteLine>,
    /// What it comes to, with tax by line, shipping, goodwill and fees.
    pub breakdown: Breakdown,
    /// Without tax.
    pub net: Money,
}

/// A line of a credit note.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CreditNoteLine {
    /// What was sold.
    pub title: Title,
    /// Units.
    pub quantity: u32,
    /// Without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// With tax.
    pub total: Money,
}
