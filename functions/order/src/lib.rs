//! `order`: every order from its first line to its last unit, and all that happened to it.
mod abandon_edit;
mod begin_draft;
mod cancel;
mod cancellation;
mod complete_draft;
mod delete_draft;
mod derivation;
mod draft;
mod edit;
mod edit_draft;
mod edit_order;
mod erasure;
mod go_on_cancelling;
mod hold;
mod list;
mod list_edits;
mod list_lines;
mod list_timeline;
mod note_checkout_closed;
mod note_edited;
mod note_payment;
mod note_placed;
mod note_refund;
mod note_return;
mod note_shipment;
mod note_stock;
mod preview_edit;
mod release;
mod replace_draft_lines;
mod timeline;
mod view;
mod view_cart_order;

use contract::order::{
    AbandonOrderEdit, BeginDraft, CancelOrder, CompleteDraft, DeleteDraft, EditDraft, EditOrder,
    EraseOrderBuyer, HoldOrder, ListCustomerOrders, ListMyOrders, ListOrderEdits, ListOrderLines,
    ListOrderTimeline, ListOrders, PreviewOrderEdit, ReleaseOrder, ReplaceDraftLines,
    ViewCartOrder, ViewCartOrderDerivation, ViewOrder, ViewOrderDerivation,
};
use events::{
    checkout::CheckoutClosedV1,
    customers::CustomerErasedV1,
    fulfilment::{
        ShipmentDeliveredV1, ShipmentDispatchedV1, ShipmentFailedV1, ShipmentResentV1,
        ShipmentWrittenOffV1,
    },
    inventory::{ReservationExpiredV1, ReservationReleasedV1},
    order::{CancellationBegunV1, OrderEditedV1, OrderPlacedV1},
    payment::{
        PaymentActionRequiredV1, PaymentAuthorisedV1, PaymentCancelledV1, PaymentCapturedV1,
        PaymentDeclinedV1, PaymentDisputeClosedV1, PaymentDisputedV1, PaymentRefundedV1,
        PaymentRefusedV1,
    },
    refunds::{
        RefundAwaitsApprovalV1, RefundBegunV1, RefundCompletedV1, RefundDeclinedV1, RefundFailedV1,
        RefundGrantedV1, RefundRefusedV1, RefundReversedV1,
    },
    returns::{
        InsteadFailedV1, InsteadPlacedV1, ReturnApprovedV1, ReturnCancelledV1, ReturnClosedV1,
        ReturnDeclinedV1, ReturnInspectedV1, ReturnReceivedV1, ReturnRequestedV1,
    },
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("order")
        .with_keys()
        .on(ViewOrder, view::handle)
        .on(ListOrderLines, list_lines::handle)
        .on(ListOrderTimeline, list_timeline::handle)
        .on(ListMyOrders, list::mine)
        .on(ListCustomerOrders, list::of_customer)
        .on(ListOrders, list::of_shop)
        .on(ViewCartOrder, view_cart_order::handle)
        .on(ViewOrderDerivation, derivation::handle)
        .on(ViewCartOrderDerivation, derivation::of_cart)
        .on(CancelOrder, cancel::handle)
        .on(PreviewOrderEdit, preview_edit::handle)
        .on(EditOrder, edit_order::handle)
        .on(ListOrderEdits, list_edits::handle)
        .on(AbandonOrderEdit, abandon_edit::handle)
        .on(EraseOrderBuyer, erasure::of_guest)
        .on(HoldOrder, hold::handle)
        .on(ReleaseOrder, release::handle)
        .on(BeginDraft, begin_draft::handle)
        .on(EditDraft, edit_draft::handle)
        .on(ReplaceDraftLines, replace_draft_lines::handle)
        .on(DeleteDraft, delete_draft::handle)
        .on(CompleteDraft, complete_draft::handle)
        .on_news::<OrderPlacedV1, _, _, _>(note_placed::handle)
        .on_event::<OrderEditedV1, _, _, _>(note_edited::handle)
        .on_event::<CancellationBegunV1, _, _, _>(go_on_cancelling::handle)
        .on_event::<CheckoutClosedV1, _, _, _>(note_checkout_closed::handle)
        .on_event::<ReservationExpiredV1, _, _, _>(note_stock::expired)
        .on_event::<ReservationReleasedV1, _, _, _>(note_stock::released)
        .on_news::<ShipmentDispatchedV1, _, _, _>(note_shipment::dispatched)
        .on_news::<ShipmentResentV1, _, _, _>(note_shipment::resent)
        .on_news::<ShipmentDeliveredV1, _, _, _>(note_shipment::delivered)
        .on_news::<ShipmentFailedV1, _, _, _>(note_shipment::failed)
        .on_news::<ShipmentWrittenOffV1, _, _, _>(note_shipment::written_off)
        .on_news::<PaymentAuthorisedV1, _, _, _>(note_payment::authorised)
        .on_news::<PaymentActionRequiredV1, _, _, _>(note_payment::action_required)
        .on_news::<PaymentDeclinedV1, _, _, _>(note_payment::declined)
        .on_news::<PaymentCapturedV1, _, _, _>(note_payment::captured)
        .on_news::<PaymentCancelledV1, _, _, _>(note_payment::cancelled)
        .on_news::<PaymentRefundedV1, _, _, _>(note_payment::refunded)
        .on_news::<PaymentRefusedV1, _, _, _>(note_payment::refused)
        .on_news::<PaymentDisputedV1, _, _, _>(note_payment::disputed)
        .on_news::<PaymentDisputeClosedV1, _, _, _>(note_payment::dispute_closed)
        .on_news::<ReturnRequestedV1, _, _, _>(note_return::requested)
        .on_news::<ReturnApprovedV1, _, _, _>(note_return::approved)
        .on_news::<ReturnDeclinedV1, _, _, _>(note_return::declined)
        .on_news::<ReturnCancelledV1, _, _, _>(note_return::cancelled)
        .on_news::<ReturnReceivedV1, _, _, _>(note_return::received)
        .on_news::<ReturnInspectedV1, _, _, _>(note_return::inspected)
        .on_news::<ReturnClosedV1, _, _, _>(note_return::closed)
        .on_news::<InsteadPlacedV1, _, _, _>(note_return::instead_placed)
        .on_news::<InsteadFailedV1, _, _, _>(note_return::instead_failed)
        .on_news::<RefundAwaitsApprovalV1, _, _, _>(note_refund::awaits)
        .on_news::<RefundDeclinedV1, _, _, _>(note_refund::declined)
        .on_news::<RefundGrantedV1, _, _, _>(note_refund::granted)
        .on_news::<RefundBegunV1, _, _, _>(note_refund::begun)
        .on_news::<RefundCompletedV1, _, _, _>(note_refund::completed)
        .on_news::<RefundFailedV1, _, _, _>(note_refund::failed)
        .on_news::<RefundReversedV1, _, _, _>(note_refund::reversed)
        .on_news::<RefundRefusedV1, _, _, _>(note_refund::refused)
        .on_news::<CustomerErasedV1, _, _, _>(erasure::begun)
        .on_tick("erase-buyers", erasure::due)
}
