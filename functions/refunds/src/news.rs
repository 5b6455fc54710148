//! Tells what became of a refund.
use domain::refunds::{Refund, RefundState};
use events::refunds::{
    RefundAwaitsApprovalV1, RefundCompletedV1, RefundDeclinedV1, RefundFailedV1, RefundGrantedV1,
    RefundReversedV1,
};
use primitives::{Code, Example, Money};
use runtime::Done;
use table::Held;

/// Publishes that some of a refund is not paid out any more, whatever is done about it now. `was` is what it was before.
pub fn reversed<R>(done: Done<R>, was: &Held<Refund>, refund: &Refund, failure: Code) -> Done<R> {
    let payout = refund.breakdown.payout;
    let retracted = match was.state {
        RefundState::Refunded => payout,
        _ => Money::zero(payout.currency),
    };
    let event = RefundReversedV1 {
        refund_id: refund.refund_id.clone(),
        order_id: refund.order_id.clone(),
        return_id: refund.return_id.clone(),
        unpaid: refund.unpaid(),
        retracted,
        failure,
    };
    done.publish(&refund.refund_id, was.next_version(), &event)
}

/// Publishes the state that a refund is in once this is committed, at `version`. That of one that was reversed is told by
/// [`reversed`].
pub fn publish<R>(done: Done<R>, refund: &Refund, version: u64) -> Done<R> {
    let (refund_id, order_id) = (refund.refund_id.clone(), refund.order_id.clone());
    let (return_id, payout) = (refund.return_id.clone(), refund.breakdown.payout);
    let name = refund_id.clone();
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
        RefundState::Executing | RefundState::Reversed => done,
        RefundState::Refunded => {
            let event = RefundCompletedV1 { refund_id, order_id, return_id, payout };
            done.publish(name, version, &event)
        }
        RefundState::Failed => {
            let (unpaid, failure) = (refund.unpaid(), why(refund));
            let event = RefundFailedV1 { refund_id, order_id, return_id, unpaid, failure };
            done.publish(name, version, &event)
        }
    }
}

/// Why it is not paid out, in the provider's word.
pub fn why(refund: &Refund) -> Code {
    refund.failure.clone().unwrap_or_else(Code::example)
}
