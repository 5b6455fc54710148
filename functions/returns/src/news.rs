//! Writes a return as it is by now, and tells what that means.
use domain::returns::{Instead, InsteadKind, InsteadState, Return, ReturnState};
use events::returns::{HoldEndedV1, InsteadFailedV1, InsteadPlacedV1, ReturnClosedV1};
use primitives::{Code, Example};
use runtime::Done;
use table::Held;

/// Replaces a return.
pub fn replaced<R>(done: Done<R>, held: &Held<Return>, after: &Return) -> Done<R> {
    if held.value == *after {
        return done;
    }
    let (return_id, order_id) = (after.return_id.clone(), after.order_id.clone());
    let version = held.next_version();
    let mut done = done.replace(held, after);
    if let Some(instead) = &after.instead {
        done = about(done, held, after, instead);
    }
    if after.state != ReturnState::Closed || held.state == ReturnState::Closed {
        return done;
    }
    done.publish(&after.return_id, version, &ReturnClosedV1 { return_id, order_id })
}

/// What has become of what comes instead.
fn about<R>(done: Done<R>, held: &Held<Return>, after: &Return, instead: &Instead) -> Done<R> {
    let before = held.instead.as_ref().map(|instead| instead.state);
    let (return_id, order_id) = (after.return_id.clone(), after.order_id.clone());
    let (kind, version) = (kind(instead.kind), held.next_version());
    let instead_order_id = instead.order_id.clone();
    let out = matches!(instead.state, InsteadState::Placed | InsteadState::Done);
    let done = if instead.state == InsteadState::Failed && before != Some(InsteadState::Failed) {
        let failure = instead.failure.clone().unwrap_or_else(Code::example);
        let event = InsteadFailedV1 { return_id, order_id, instead_order_id, kind, failure };
        done.publish(&after.return_id, version, &event)
    } else if out && before == Some(InsteadState::Placing) {
        let event = InsteadPlacedV1 { return_id, order_id, instead_order_id, kind };
        done.publish(&after.return_id, version, &event)
    } else {
        done
    };
    let hold = held.instead.as_ref().and_then(Instead::hold);
    let ended = instead.advance.as_ref().and_then(|advance| advance.ended);
    let (Some(payment_id), Some(ended)) = (hold, ended) else { return done };
    let event = HoldEndedV1 {
        return_id: after.return_id.clone(),
        order_id: after.order_id.clone(),
        payment_id: payment_id.clone(),
        captured: ended.captured,
    };
    done.publish(&after.return_id, version, &event)
}

fn kind(kind: InsteadKind) -> Code {
    let word = match kind {
        InsteadKind::Exchange => "exchange",
        InsteadKind::Replacement => "replacement",
    };
    Code::parse(word).unwrap_or_else(|_| Code::example())
}
