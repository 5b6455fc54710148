//! `order`: every order from its first line to its last unit, and all that happened to it.
mod begin_draft;
mod cancel;
mod cancellation;
mod complete_draft;
mod delete_draft;
mod draft;
mod edit_draft;
mod go_on_cancelling;
mod hold;
mod list;
mod list_lines;
mod list_timeline;
mod note_checkout_closed;
mod note_payment;
mod note_placed;
mod note_stock;
mod release;
mod replace_draft_lines;
mod timeline;
mod view;
mod view_cart_order;

use contract::order::{
    BeginDraft, CancelOrder, CompleteDraft, DeleteDraft, EditDraft, HoldOrder, ListCustomerOrders,
    ListMyOrders, ListOrderLines, ListOrderTimeline, ListOrders, ReleaseOrder, ReplaceDraftLines,
    ViewCartOrder, ViewOrder,
};
use events::{
    checkout::CheckoutClosedV1,
    inventory::{ReservationExpiredV1, ReservationReleasedV1},
    order::{CancellationBegunV1, OrderPlacedV1},
    payment::{
        PaymentActionRequiredV1, PaymentAuthorisedV1, PaymentCancelledV1, PaymentCapturedV1,
        PaymentDeclinedV1, PaymentDisputedV1, PaymentRefundedV1, PaymentRefusedV1,
    },
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("order")
        .on(ViewOrder, view::handle)
        .on(ListOrderLines, list_lines::handle)
        .on(ListOrderTimeline, list_timeline::handle)
        .on(ListMyOrders, list::mine)
        .on(ListCustomerOrders, list::of_customer)
        .on(ListOrders, list::of_shop)
        .on(ViewCartOrder, view_cart_order::handle)
        .on(CancelOrder, cancel::handle)
        .on(HoldOrder, hold::handle)
        .on(ReleaseOrder, release::handle)
        .on(BeginDraft, begin_draft::handle)
        .on(EditDraft, edit_draft::handle)
        .on(ReplaceDraftLines, replace_draft_lines::handle)
        .on(DeleteDraft, delete_draft::handle)
        .on(CompleteDraft, complete_draft::handle)
        .on_news::<OrderPlacedV1, _, _, _>(note_placed::handle)
        .on_event::<CancellationBegunV1, _, _, _>(go_on_cancelling::handle)
        .on_event::<CheckoutClosedV1, _, _, _>(note_checkout_closed::handle)
        .on_event::<ReservationExpiredV1, _, _, _>(note_stock::expired)
        .on_event::<ReservationReleasedV1, _, _, _>(note_stock::released)
        .on_news::<PaymentAuthorisedV1, _, _, _>(note_payment::authorised)
        .on_news::<PaymentActionRequiredV1, _, _, _>(note_payment::action_required)
        .on_news::<PaymentDeclinedV1, _, _, _>(note_payment::declined)
        .on_news::<PaymentCapturedV1, _, _, _>(note_payment::captured)
        .on_news::<PaymentCancelledV1, _, _, _>(note_payment::cancelled)
        .on_news::<PaymentRefundedV1, _, _, _>(note_payment::refunded)
        .on_news::<PaymentRefusedV1, _, _, _>(note_payment::refused)
        .on_news::<PaymentDisputedV1, _, _, _>(note_payment::disputed)
}
