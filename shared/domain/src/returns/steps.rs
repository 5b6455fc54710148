//! What becomes of a return, but for what is found when somebody looks at it.
use super::{Return, ReturnAccount, ReturnRefusal, ReturnState};
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
    let next = Return { state, why_declined, decided_at: Some(now), ..one.clone() };
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
    if one.inspections > 0 {
        return Err(ReturnRefusal::State(one.state));
    }
    let next = Return { state: ReturnState::Cancelled, decided_at: Some(now), ..one.clone() };
    Ok((next, freed(one, account)))
}

/// Units that have not come are free again.
fn freed(one: &Return, account: &ReturnAccount) -> ReturnAccount {
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
    if next.state == ReturnState::Inspected && next.refunds_open.is_empty() {
        next.state = ReturnState::Closed;
    }
    Some(next)
}

/// Staff close it: what has not come will not be waited for, and may be asked for another time. What came is to be
/// inspected first.
pub fn close(
    one: &Return,
    account: &ReturnAccount,
) -> Result<(Return, ReturnAccount), ReturnRefusal> {
    let good = [
        ReturnState::Approved,
        ReturnState::PartReceived,
        ReturnState::Received,
        ReturnState::Inspected,
    ];
    in_state(one, &good)?;
    if one.lines.iter().any(|line| line.inspected < line.received) {
        return Err(ReturnRefusal::StillOpen);
    }
    let next = Return { state: ReturnState::Closed, ..one.clone() };
    Ok((next, freed(one, account)))
}
