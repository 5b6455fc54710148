//! Tells what became of a refund.
use domain::refunds::{Refund, RefundState};
use events::refunds::{
    RefundAwaitsApprovalV1, RefundCompletedV1, RefundDeclinedV1, RefundFailedV1, RefundGrantedV1,
    RefundReversedV1,
};
use primitives::{Code, Example};
use runtime::Done;

/// Publishes the state that a refund is in once this is committed, at `version`.
pub fn publish<R>(done: Done<R>, refund: &Refund, version: u64) -> Done<R> {
    let (refund_id, order_id) = (refund.refund_id.clone(), refund.order_id.clone());
    let (return_id, payout) = (refund.return_id.clone(), refund.breakdown.payout);
    let name = refund_id.clone();
    let failure = || refund.failure.clone().unwrap_or_else(Code::example);
    match refund.state {
        RefundState::NeedsApproval => {
            let event = RefundAwaitsApprovalV1 { refund_id, order_id, return_id, payout };
            done.publish(name, version, &event)
        }
        RefundState::Declined => {
            let event = RefundDeclinedV1 { refund_id, order_id, return_id };
            done.publish(name, version, &event)
        }
        RefundState::Granted => {
            let credit_note = refund.credit_note.unwrap_or_default();
            let gross = refund.breakdown.gross;
            let event =
                RefundGrantedV1 { refund_id, order_id, return_id, gross, payout, credit_note };
            done.publish(name, version, &event)
        }
        RefundState::Executing => done,
        RefundState::Refunded => {
            let event = RefundCompletedV1 { refund_id, order_id, return_id, payout };
            done.publish(name, version, &event)
        }
        RefundState::Failed => {
            let (unpaid, failure) = (refund.unpaid(), failure());
            let event = RefundFailedV1 { refund_id, order_id, return_id, unpaid, failure };
            done.publish(name, version, &event)
        }
        RefundState::Reversed => {
            let (unpaid, failure) = (refund.unpaid(), failure());
            let event = RefundReversedV1 { refund_id, order_id, return_id, unpaid, failure };
            done.publish(name, version, &event)
        }
    }
}
