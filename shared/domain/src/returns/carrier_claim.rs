//! A claim against the carrier of a parcel that was lost or damaged. Its money is the shop's, and apart from the
//! buyer's: what a buyer is given back does not wait for it, and does not follow from it.
use super::ReturnRefusal;
use crate::fulfilment::Shipment;
use primitives::{Code, Money, OrderId, ReturnId, ShipmentId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CarrierClaimState {
    /// The carrier has it.
    Filed,
    /// The carrier pays, all or some.
    Accepted,
    /// The carrier does not.
    Declined,
}

impl CarrierClaimState {
    /// The word in JSON and keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }
}

impl fmt::Display for CarrierClaimState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What went wrong with the parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CarrierFault {
    /// It did not arrive.
    Lost,
    /// It arrived damaged.
    Damaged,
    /// It arrived with less than was in it.
    Short,
    /// It arrived too late.
    Late,
}

/// A claim against the carrier of a parcel. A parcel has one at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CarrierClaim {
    /// The order.
    pub order_id: OrderId,
    /// The parcel.
    pub shipment_id: ShipmentId,
    /// Counts the parcel's claims, from 1: what was declined may be claimed anew.
    pub attempt: u32,
    /// How far it is.
    pub state: CarrierClaimState,
    /// What went wrong.
    pub fault: CarrierFault,
    /// Who carried it.
    pub carrier: Code,
    /// What is claimed.
    pub claimed: Money,
    /// What the carrier pays, once it has accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Money>,
    /// The carrier's own number of the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Code>,
    /// The buyer's return or claim about the same, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_id: Option<ReturnId>,
    /// Why the carrier does not pay, in a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_declined: Option<Code>,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// When the carrier decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
}

/// What is claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// What went wrong.
    pub fault: CarrierFault,
    /// How much; all that was due for the parcel where absent.
    pub claimed: Option<Money>,
    /// The carrier's own number of the claim.
    pub reference: Option<Code>,
    /// The buyer's return or claim about the same.
    pub return_id: Option<ReturnId>,
    /// When.
    pub now: Timestamp,
}

/// Files a claim. Refuses a parcel that no carrier has had, more than was due for it, and a second claim beside one that
/// was not declined.
pub fn file(
    parcel: &Shipment,
    before: Option<&CarrierClaim>,
    filing: Filing,
) -> Result<CarrierClaim, ReturnRefusal> {
    let (Some(carrier), Some(amount), Some(_)) =
        (&parcel.carrier, parcel.amount, parcel.dispatched_at)
    else {
        return Err(ReturnRefusal::NotSent);
    };
    if let Some(known) = before.filter(|known| known.state != CarrierClaimState::Declined) {
        return Err(ReturnRefusal::Claimed(known.state));
    }
    let claimed = filing.claimed.unwrap_or(amount);
    if claimed.currency != amount.currency || claimed.minor <= 0 || claimed > amount {
        return Err(ReturnRefusal::ClaimAmount(amount));
    }
    Ok(CarrierClaim {
        order_id: parcel.order_id.clone(),
        shipment_id: parcel.shipment_id.clone(),
        attempt: before.map_or(1, |known| known.attempt.saturating_add(1)),
        state: CarrierClaimState::Filed,
        fault: filing.fault,
        carrier: carrier.clone(),
        claimed,
        accepted: None,
        reference: filing.reference,
        return_id: filing.return_id,
        why_declined: None,
        filed_at: filing.now,
        decided_at: None,
    })
}

/// The carrier has decided: it pays so much, at most what was claimed, or nothing for a reason.
pub fn decide(
    claim: &CarrierClaim,
    accepted: Option<Money>,
    why: Option<Code>,
    now: Timestamp,
) -> Result<CarrierClaim, ReturnRefusal> {
    if claim.state != CarrierClaimState::Filed {
        return Err(ReturnRefusal::Claimed(claim.state));
    }
    let decided_at = Some(now);
    let Some(accepted) = accepted else {
        let (state, why_declined) = (CarrierClaimState::Declined, why);
        return Ok(CarrierClaim { state, why_declined, decided_at, ..claim.clone() });
    };
    let fits = accepted.currency == claim.claimed.currency && accepted.minor > 0;
    if !fits || accepted > claim.claimed {
        return Err(ReturnRefusal::ClaimAmount(claim.claimed));
    }
    let (state, accepted) = (CarrierClaimState::Accepted, Some(accepted));
    Ok(CarrierClaim { state, accepted, decided_at, ..claim.clone() })
}
