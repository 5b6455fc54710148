//! `loyalty`: points that customers earn and spend, their tiers, and what points buy.
//!
//! Invariant: what can be spent is the sum of the ledger, at every instant. What an order has earned follows from the
//! order as it stands: events about orders, payments and parcels are only reasons to look, so they may come twice, late
//! and in any order.
mod action;
mod adjust;
mod credit;
mod due;
mod invitation;
mod ledger;
mod liability;
mod merged;
mod purchases;
mod redeem;
mod rewards;
mod rules;
mod settle;
mod view;

use contract::loyalty as op;
use events::{
    customers::CustomersMergedV1,
    fulfilment::{ShipmentDeliveredV1, ShipmentWrittenOffV1},
    giftcards::GiftCardBookedV1,
    identity::CustomerCreatedV1,
    loyalty::PurchaseMaturedV1,
    order::{LinesCancelledV1, OrderCancelledV1, OrderEditedV1, OrderPlacedV1},
    payment::{PaymentCancelledV1, PaymentDisputeClosedV1, PaymentRefundedV1, PaymentRefusedV1},
    refunds::{RefundCompletedV1, RefundFailedV1, RefundReversedV1},
};
use runtime::App;

/// Everything this function answers, listens to and does by the clock.
pub fn app() -> App {
    App::new("loyalty")
        .with_keys()
        .on(op::ViewProgramme, rules::view)
        .on(op::PutProgramme, rules::put)
        .on(op::ListRewards, rewards::list)
        .on(op::PutReward, rewards::put)
        .on(op::ViewMyPoints, view::mine)
        .on(op::ListMyPoints, view::my_entries)
        .on(op::RedeemReward, redeem::handle)
        .on(op::CreditPoints, credit::make)
        .on(op::ReturnCredit, credit::give_back)
        .on(op::MakeInvitation, invitation::make)
        .on(op::AcceptInvitation, invitation::accept)
        .on(op::ViewPoints, view::of_customer)
        .on(op::ListPoints, view::entries)
        .on(op::AdjustPoints, adjust::handle)
        .on(op::GrantAction, action::grant)
        .on(op::TransferPoints, adjust::transfer)
        .on(op::ViewReferral, invitation::view)
        .on(op::ViewOrderPoints, view::of_order)
        .on(op::ViewPointsLiability, liability::view)
        .on_news::<OrderPlacedV1, _, _, _>(purchases::placed)
        .on_news::<OrderEditedV1, _, _, _>(purchases::edited)
        .on_news::<LinesCancelledV1, _, _, _>(purchases::lines_cancelled)
        .on_news::<OrderCancelledV1, _, _, _>(purchases::cancelled)
        .on_news::<ShipmentDeliveredV1, _, _, _>(purchases::delivered)
        .on_news::<ShipmentWrittenOffV1, _, _, _>(purchases::written_off)
        .on_news::<PaymentCancelledV1, _, _, _>(purchases::let_go)
        .on_news::<PaymentRefundedV1, _, _, _>(purchases::refunded)
        .on_news::<RefundCompletedV1, _, _, _>(purchases::given_back)
        .on_news::<RefundFailedV1, _, _, _>(purchases::not_given_back)
        .on_news::<RefundReversedV1, _, _, _>(purchases::retracted)
        .on_news::<PaymentRefusedV1, _, _, _>(purchases::refused)
        .on_news::<PaymentDisputeClosedV1, _, _, _>(purchases::dispute_closed)
        .on_news::<CustomerCreatedV1, _, _, _>(action::signed_up)
        .on_news::<PurchaseMaturedV1, _, _, _>(invitation::matured)
        .on_news::<CustomersMergedV1, _, _, _>(merged::handle)
        .on_event::<GiftCardBookedV1, _, _, _>(credit::booked)
        .on_tick("loyalty-due", due::handle)
}
