//! What becomes of a repair, but for its quote and its parts.
use super::{
    Cause, Coverage, LoanerState, Repair, RepairAccount, RepairRefusal, RepairState, Sale, coverage,
};
use events::Actor;
use primitives::{Note, Timestamp};

/// Refuses every state but those.
pub(super) fn in_state(one: &Repair, good: &[RepairState]) -> Result<(), RepairRefusal> {
    if good.contains(&one.state) { Ok(()) } else { Err(RepairRefusal::State(one.state)) }
}

/// The unit came.
pub fn receive(one: &Repair, by: Actor, now: Timestamp) -> Result<Repair, RepairRefusal> {
    in_state(one, &[RepairState::Requested])?;
    Ok(one.stepped(RepairState::Received, by, now))
}

/// What staff found.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// In words.
    pub finding: Note,
    /// What it comes from.
    pub cause: Cause,
    /// Whether the shop bears it in any case.
    pub goodwill: bool,
}

/// It is known what is wrong, and who bears it: decided by the day of the ticket, not of the diagnosis.
pub fn diagnose(
    one: &Repair,
    found: Diagnosis,
    by: Actor,
    now: Timestamp,
) -> Result<Repair, RepairRefusal> {
    in_state(one, &[RepairState::Received])?;
    let sale = Sale {
        country: one.country.clone(),
        delivered_at: one.delivered_at,
        repaired_before: one.repaired_before,
    };
    let by_law = coverage(&sale, found.cause, one.asked_at);
    let covered = if found.goodwill && !by_law.is_free() { Coverage::Goodwill } else { by_law };
    let mut next = one.stepped(RepairState::Diagnosed, by, now);
    next.finding = Some(found.finding);
    next.cause = Some(found.cause);
    next.coverage = Some(covered);
    Ok(next)
}

/// The work is done: it works, or it cannot be mended. What cannot be mended needs no approval.
pub fn finish(
    one: &Repair,
    works: bool,
    by: Actor,
    now: Timestamp,
) -> Result<Repair, RepairRefusal> {
    if works {
        in_state(one, &[RepairState::Approved])?;
        return Ok(one.stepped(RepairState::Repaired, by, now));
    }
    in_state(one, &[RepairState::Diagnosed, RepairState::Approved])?;
    Ok(one.stepped(RepairState::BeyondRepair, by, now))
}

/// Refuses to send back what somebody still has to do something to.
pub fn leaves(one: &Repair) -> Result<(), RepairRefusal> {
    let good = [
        RepairState::Repaired,
        RepairState::BeyondRepair,
        RepairState::Declined,
        RepairState::Lapsed,
    ];
    in_state(one, &good)
}

/// The unit is with its owner again.
pub fn close(
    one: &Repair,
    account: &RepairAccount,
    by: Actor,
    now: Timestamp,
) -> Result<(Repair, RepairAccount), RepairRefusal> {
    leaves(one)?;
    if one.loaner.as_ref().is_some_and(|loaner| loaner.state == LoanerState::Lent) {
        return Err(RepairRefusal::LoanerOut);
    }
    let next = one.stepped(RepairState::Closed, by, now);
    Ok((next, account.clone().without(&one.repair_id)))
}

/// It is called off before the unit came.
pub fn cancel(
    one: &Repair,
    account: &RepairAccount,
    by: Actor,
    now: Timestamp,
) -> Result<(Repair, RepairAccount), RepairRefusal> {
    in_state(one, &[RepairState::Requested])?;
    let next = one.stepped(RepairState::Cancelled, by, now);
    Ok((next, account.clone().without(&one.repair_id)))
}
