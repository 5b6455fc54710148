//! What an owner is lent as long as their own unit is being mended: a unit of stock, put back or paid for in the end.
use super::{Repair, RepairRefusal, RepairState, steps::in_state};
use primitives::{LocationId, Money, Sku, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoanerState {
    /// Its borrower has it.
    Lent,
    /// It is back in stock.
    Back,
    /// It did not come back: its borrower pays for it.
    Charged,
}

impl LoanerState {
    /// As in events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lent => "lent",
            Self::Back => "back",
            Self::Charged => "charged",
        }
    }
}

/// A unit that was lent. A repair has one at the most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Loaner {
    /// What.
    pub sku: Sku,
    /// Where it was taken.
    pub location_id: LocationId,
    /// What its borrower owes if it does not come back, tax included.
    pub worth: Money,
    /// What became of it.
    pub state: LoanerState,
    /// When it was lent.
    pub lent_at: Timestamp,
    /// When it came back, or was charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

/// Lends a unit, as long as the owner's own is here and not ready.
pub fn lend(
    one: &Repair,
    sku: Sku,
    location_id: LocationId,
    worth: Money,
    now: Timestamp,
) -> Result<Repair, RepairRefusal> {
    let good = [
        RepairState::Received,
        RepairState::Diagnosed,
        RepairState::Quoted,
        RepairState::Lapsed,
        RepairState::Approved,
    ];
    in_state(one, &good)?;
    if one.loaner.is_some() {
        return Err(RepairRefusal::LoanerGiven);
    }
    if worth.currency != one.currency || worth.is_negative() {
        return Err(RepairRefusal::WrongPrice);
    }
    let state = LoanerState::Lent;
    let loaner = Loaner { sku, location_id, worth, state, lent_at: now, ended_at: None };
    Ok(Repair { loaner: Some(loaner), ..one.clone() })
}

/// It came back.
pub fn take_loaner_back(one: &Repair, now: Timestamp) -> Result<Repair, RepairRefusal> {
    ended(one, LoanerState::Back, now)
}

/// It does not come back: what it is worth is due with the repair.
pub fn charge_loaner(one: &Repair, now: Timestamp) -> Result<Repair, RepairRefusal> {
    ended(one, LoanerState::Charged, now)
}

fn ended(one: &Repair, state: LoanerState, now: Timestamp) -> Result<Repair, RepairRefusal> {
    let lent = one.loaner.as_ref().filter(|loaner| loaner.state == LoanerState::Lent);
    let lent = lent.ok_or(RepairRefusal::NoLoaner)?;
    let loaner = Loaner { state, ended_at: Some(now), ..lent.clone() };
    Ok(Repair { loaner: Some(loaner), ..one.clone() })
}
