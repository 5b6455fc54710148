//! What becomes of a return, but for what is found when somebody looks at it.
use super::{
    Credits, Instead, InsteadState, Return, ReturnAccount, ReturnRefusal, ReturnState,
    instead::{closed, given_up},
};
use crate::order::{LinePage, LineUnits};
use primitives::{Code, LineId, RefundId, Timestamp};
use std::collections::BTreeMap;

fn in_state(one: &Return, good: &[ReturnState]) -> Result<(), ReturnRefusal> {
    if good.contains(&one.state) { Ok(()) } else { Err(ReturnRefusal::State(one.state)) }
}

/// The buyer may send it.
pub fn approve(one: &Return, now: Timestamp) -> Result<Return, ReturnRefusal> {
    in_state(one, &[ReturnState::Requested])?;
    Ok(Return { state: ReturnState::Approved, decided_at: Some(now), ..one.clone() })
}

/// The shop does not take it: its units may be asked for another time.
pub fn decline(
    one: &Return,
    account: &ReturnAccount,
    why: Code,
    now: Timestamp,
) -> Result<(Return, ReturnAccount), ReturnRefusal> {
    in_state(one, &[ReturnState::Requested])?;
    let (state, why_declined) = (ReturnState::Declined, Some(why));
    let mut next = Return { state, why_declined, decided_at: Some(now), ..one.clone() };
    next.without("declined", now);
    Ok((next, freed(one, account)))
}

/// It is called off, before anything came.
pub fn call_off(
    one: &Return,
    account: &ReturnAccount,
    now: Timestamp,
) -> Result<(Return, ReturnAccount), ReturnRefusal> {
    in_state(one, &[ReturnState::Requested, ReturnState::Approved])?;
    // A claim that was settled is settled.
    let out = one.instead.as_ref().is_some_and(|instead| {
        matches!(instead.state, InsteadState::Placing | InsteadState::Placed | InsteadState::Done)
    });
    if one.inspections > 0 || out {
        return Err(ReturnRefusal::State(one.state));
    }
    let mut next = Return { state: ReturnState::Cancelled, decided_at: Some(now), ..one.clone() };
    next.without("cancelled", now);
    Ok((next, freed(one, account)))
}

impl Return {
    /// Nothing comes instead, for this reason in a word; a hold is let go.
    pub fn without(&mut self, why: &str, now: Timestamp) {
        if let Some(instead) = self.instead.as_mut().filter(|instead| instead.is_pending()) {
            instead.fail(why, now);
        }
        *self = closed(self.clone());
    }
}

/// Units that have not come are free again.
pub(super) fn freed(one: &Return, account: &ReturnAccount) -> ReturnAccount {
    one.lines.iter().fold(account.clone(), |account, line| {
        let missing = line.quantity.saturating_sub(line.received.max(line.inspected));
        account.without(&line.line_id, missing)
    })
}

/// Units came: never more than were announced. The order's lines say so, too.
pub fn receive(
    one: &Return,
    pages: &[LinePage],
    came: &[LineUnits],
) -> Result<(Return, Vec<LinePage>), ReturnRefusal> {
    in_state(one, &[ReturnState::Approved, ReturnState::PartReceived])?;
    if came.is_empty() {
        return Err(ReturnRefusal::WrongLines);
    }
    let mut units: BTreeMap<&LineId, u32> = BTreeMap::new();
    for line in came {
        if units.insert(&line.line_id, line.quantity.get()).is_some() {
            return Err(ReturnRefusal::RepeatedLine(line.line_id.clone()));
        }
    }
    let mut next = one.clone();
    for line in &mut next.lines {
        let Some(asked) = units.get(&line.line_id).copied() else { continue };
        let left = line.quantity.saturating_sub(line.received);
        if asked > left {
            let line = line.line_id.clone();
            return Err(ReturnRefusal::MoreThanLeft { line, left, asked });
        }
        line.received += asked;
    }
    let unknown = units.keys().find(|id| !one.lines.iter().any(|line| line.line_id == ***id));
    if let Some(unknown) = unknown {
        return Err(ReturnRefusal::UnknownLine((*unknown).clone()));
    }
    let all = next.lines.iter().all(|line| line.received == line.quantity);
    next.state = if all { ReturnState::Received } else { ReturnState::PartReceived };
    Ok((next, noted(pages, &units)))
}

/// The pages whose lines have units that came back.
fn noted(pages: &[LinePage], units: &BTreeMap<&LineId, u32>) -> Vec<LinePage> {
    let mut changed = Vec::new();
    for page in pages {
        let mut page = page.clone();
        let mut touched = false;
        for line in &mut page.lines {
            let Some(came) = units.get(&line.line_id) else { continue };
            line.returned = line.returned.saturating_add(*came);
            touched = true;
        }
        if touched {
            changed.push(page);
        }
    }
    changed
}

/// A refund of it is done; the last one closes it. `None` where that is known.
pub fn refunded(one: &Return, refund_id: &RefundId) -> Option<Return> {
    if one.refunds_done.contains(refund_id) {
        return None;
    }
    let mut next = one.clone();
    next.refunds_open.retain(|open| open != refund_id);
    next.refunds_done.push(refund_id.clone());
    Some(closed(next))
}

/// Staff close it: what has not come will not be waited for, and may be asked for another time. What came is to be
/// inspected first. What was to come instead and is not out comes to nothing; a hold is settled.
pub fn close(
    one: &Return,
    account: &ReturnAccount,
    credits: &Credits,
    now: Timestamp,
) -> Result<(Return, ReturnAccount), ReturnRefusal> {
    let good = [
        ReturnState::Approved,
        ReturnState::PartReceived,
        ReturnState::Received,
        ReturnState::Inspected,
    ];
    in_state(one, &good)?;
    let placing = one.instead.as_ref().is_some_and(|own| own.state == InsteadState::Placing);
    // What a refund that is under way pays would be taken from the card a second time.
    let paying = credits.open && one.instead.as_ref().is_some_and(Instead::is_out);
    if placing || paying || one.lines.iter().any(|line| line.inspected < line.received) {
        return Err(ReturnRefusal::StillOpen);
    }
    Ok(given_up(one, account, credits.given, now))
}
