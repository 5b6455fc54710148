//! `customers`: what the shop knows of a customer beside their record. What they bought and what came of it, what they
//! agreed to, what staff wrote down, and by what they are found.
//!
//! Invariant: figures are the sum of what each order comes to, whatever order the news came in. Who is signed in
//! changes only what is theirs. Who was merged is the survivor, for every request and every piece of news.
mod addresses;
mod attributes;
mod companies;
mod consents;
mod debts;
mod erasure;
mod export;
mod figures;
mod history;
mod invoice_keys;
mod known;
mod members;
mod merge;
mod more_news;
mod notes;
mod order_keys;
mod order_news;
mod profile;
mod record_news;
mod search;
mod united;

use contract::customers as op;
use events::{
    cart::CartExpiredV1,
    customers::{CustomerErasedV1, CustomersMergedV1},
    fulfilment::{
        ShipmentDeliveredV1, ShipmentDispatchedV1, ShipmentFailedV1, ShipmentWrittenOffV1,
    },
    identity::{CustomerChangedV1, CustomerCreatedV1},
    loyalty::PointsBookedV1,
    order::{
        BuyerErasedV1, LinesCancelledV1, OrderCancelledV1, OrderEditedV1, OrderPlacedV1,
        OrdersErasedV1,
    },
    payment::{PaymentCapturedV1, PaymentDisputeClosedV1, PaymentDisputedV1, PaymentRefundedV1},
    recycle::{TakebackCreditedV1, TakebackQuotedV1},
    refunds::{RefundCompletedV1, RefundFailedV1, RefundReversedV1},
    repair::{RepairClosedV1, RepairRequestedV1},
    returns::{ReturnClosedV1, ReturnDeclinedV1, ReturnRequestedV1},
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("customers")
        .with_keys()
        .on(op::ListCustomerAttributes, attributes::list)
        .on(op::DefineCustomerAttribute, attributes::define)
        .on(op::RetireCustomerAttribute, attributes::retire)
        .on(op::ViewCustomerProfile, profile::view)
        .on(op::ChangeCustomerProfile, profile::change)
        .on(op::ViewMyAddresses, addresses::view)
        .on(op::ReplaceMyAddresses, addresses::replace)
        .on(op::ViewMyConsents, consents::mine)
        .on(op::StateMyConsent, consents::state_mine)
        .on(op::ViewCustomerConsents, consents::of_customer)
        .on(op::StateCustomerConsent, consents::state)
        .on(op::ListConsentStatements, consents::statements)
        .on(op::WriteCustomerNote, notes::write)
        .on(op::ListCustomerNotes, notes::list)
        .on(op::ListCustomerHistory, history::list)
        .on(op::ViewCustomerFigures, figures::view)
        .on(op::ListCompanies, companies::list)
        .on(op::ViewCompany, companies::view)
        .on(op::PutCompany, companies::put)
        .on(op::DeleteCompany, companies::delete)
        .on(op::ListCompanyChildren, companies::children)
        .on(op::ListCompanyMembers, members::list)
        .on(op::PutCompanyMember, members::put)
        .on(op::RemoveCompanyMember, members::remove)
        .on(op::ViewCustomerCompany, members::of_customer)
        .on(op::SearchCustomers, search::search)
        .on(op::ListCustomerDuplicates, search::duplicates)
        .on(op::MergeCustomers, merge::merge)
        .on(op::ViewCustomerMerges, merge::show)
        .on(op::EraseCustomer, erasure::erase)
        .on(op::EraseMe, erasure::erase_me)
        .on(op::ViewErasure, erasure::show)
        .on(op::ExportCustomer, export::of_customer)
        .on(op::ExportMe, export::mine)
        .on_news::<CustomerErasedV1, _, _, _>(erasure::followed)
        .on_news::<OrdersErasedV1, _, _, _>(erasure::orders)
        .on_news::<BuyerErasedV1, _, _, _>(order_keys::erased)
        .on_news::<CartExpiredV1, _, _, _>(order_keys::expired)
        .on_news::<CustomersMergedV1, _, _, _>(merge::followed)
        .on_news::<CustomerCreatedV1, _, _, _>(record_news::created)
        .on_news::<CustomerChangedV1, _, _, _>(record_news::changed)
        .on_news::<OrderPlacedV1, _, _, _>(order_news::placed)
        .on_news::<OrderEditedV1, _, _, _>(order_news::edited)
        .on_news::<OrderCancelledV1, _, _, _>(order_news::cancelled)
        .on_news::<LinesCancelledV1, _, _, _>(order_news::lines_cancelled)
        .on_news::<PaymentCapturedV1, _, _, _>(order_news::captured)
        .on_news::<PaymentRefundedV1, _, _, _>(order_news::refunded)
        .on_news::<PaymentDisputedV1, _, _, _>(order_news::disputed)
        .on_news::<PaymentDisputeClosedV1, _, _, _>(order_news::dispute_closed)
        .on_news::<RefundCompletedV1, _, _, _>(order_news::given_back)
        .on_news::<RefundFailedV1, _, _, _>(order_news::not_given_back)
        .on_news::<RefundReversedV1, _, _, _>(order_news::retracted)
        .on_news::<ShipmentDispatchedV1, _, _, _>(order_news::dispatched)
        .on_news::<ShipmentDeliveredV1, _, _, _>(order_news::delivered)
        .on_news::<ShipmentFailedV1, _, _, _>(order_news::failed)
        .on_news::<ShipmentWrittenOffV1, _, _, _>(order_news::written_off)
        .on_news::<ReturnRequestedV1, _, _, _>(more_news::return_requested)
        .on_news::<ReturnDeclinedV1, _, _, _>(more_news::return_declined)
        .on_news::<ReturnClosedV1, _, _, _>(more_news::return_closed)
        .on_news::<RepairRequestedV1, _, _, _>(more_news::repair_requested)
        .on_news::<RepairClosedV1, _, _, _>(more_news::repair_closed)
        .on_news::<PointsBookedV1, _, _, _>(more_news::points_booked)
        .on_news::<TakebackQuotedV1, _, _, _>(more_news::takeback_quoted)
        .on_news::<TakebackCreditedV1, _, _, _>(more_news::takeback_credited)
        .on_tick("forget-invoices", invoice_keys::forget)
}
