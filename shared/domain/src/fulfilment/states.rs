//! The states of a parcel and what leads from one to the next: one table, and everything else is read
//! from it.
use super::ShipmentRefusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far a parcel is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentState {
    /// Given to a location; to be picked.
    Allocated,
    /// Everything is off the shelf; to be packed.
    Picked,
    /// Closed and weighed; waits for its label.
    Packed,
    /// Has its label; waits for the carrier.
    Labelled,
    /// Handed over.
    Dispatched,
    /// The carrier has seen it.
    InTransit,
    /// On the last van.
    OutForDelivery,
    /// With the buyer.
    Delivered,
    /// Something went wrong on the way; a person has to decide.
    Failed,
    /// It will not arrive; its price was given back.
    WrittenOff,
    /// Nothing of it is wanted any more.
    Cancelled,
}

impl ShipmentState {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Allocated,
        Self::Picked,
        Self::Packed,
        Self::Labelled,
        Self::Dispatched,
        Self::InTransit,
        Self::OutForDelivery,
        Self::Delivered,
        Self::Failed,
        Self::WrittenOff,
        Self::Cancelled,
    ];

    /// The word in JSON, keys and the diagram.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allocated => "allocated",
            Self::Picked => "picked",
            Self::Packed => "packed",
            Self::Labelled => "labelled",
            Self::Dispatched => "dispatched",
            Self::InTransit => "in_transit",
            Self::OutForDelivery => "out_for_delivery",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::WrittenOff => "written_off",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether it is still in the house.
    pub const fn is_in_house(self) -> bool {
        matches!(self, Self::Allocated | Self::Picked | Self::Packed | Self::Labelled)
    }

    /// Whether somebody at the location has to do something about it.
    pub const fn is_work(self) -> bool {
        self.is_in_house() || matches!(self, Self::Failed)
    }
}

impl fmt::Display for ShipmentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What may be done to a parcel, or become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Some of it is taken off the shelf.
    PickPart,
    /// The rest is taken off the shelf.
    PickRest,
    /// Units are moved to another parcel, or come from one.
    Rearrange,
    /// It is closed and weighed, or closed again.
    Pack,
    /// It gets its label.
    Label,
    /// It is handed over.
    Send,
    /// There is nothing to hand over: it is with the buyer at once.
    Grant,
    /// The carrier has it.
    Carry,
    /// It is on the last van.
    TakeOut,
    /// It arrives.
    Deliver,
    /// It goes wrong.
    Fail,
    /// It is back, and sent once more.
    Resend,
    /// It is given up, and its price given back.
    WriteOff,
    /// Some of its units were cancelled: what is packed has to be opened.
    Reduce,
    /// All of its units were cancelled.
    Cancel,
}

impl Move {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::PickPart,
        Self::PickRest,
        Self::Rearrange,
        Self::Pack,
        Self::Label,
        Self::Send,
        Self::Grant,
        Self::Carry,
        Self::TakeOut,
        Self::Deliver,
        Self::Fail,
        Self::Resend,
        Self::WriteOff,
        Self::Reduce,
        Self::Cancel,
    ];

    /// The words in refusals and in the diagram.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PickPart => "pick in part",
            Self::PickRest => "pick the rest",
            Self::Rearrange => "split or merge",
            Self::Pack => "pack",
            Self::Label => "label",
            Self::Send => "dispatch",
            Self::Grant => "grant",
            Self::Carry => "carry",
            Self::TakeOut => "take out",
            Self::Deliver => "deliver",
            Self::Fail => "fail",
            Self::Resend => "resend",
            Self::WriteOff => "write off",
            Self::Reduce => "reduce",
            Self::Cancel => "cancel",
        }
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

use Move as M;
use ShipmentState as S;

/// Everything that may happen: from a state by a move to a state. What is not here is refused.
pub const TRANSITIONS: &[(ShipmentState, Move, ShipmentState)] = &[
    (S::Allocated, M::PickPart, S::Allocated),
    (S::Allocated, M::PickRest, S::Picked),
    (S::Allocated, M::Rearrange, S::Allocated),
    (S::Allocated, M::Reduce, S::Allocated),
    (S::Allocated, M::Grant, S::Delivered),
    (S::Allocated, M::Cancel, S::Cancelled),
    (S::Picked, M::Rearrange, S::Picked),
    (S::Picked, M::Pack, S::Packed),
    (S::Picked, M::Reduce, S::Picked),
    (S::Picked, M::Cancel, S::Cancelled),
    (S::Packed, M::Pack, S::Packed),
    (S::Packed, M::Label, S::Labelled),
    (S::Packed, M::Send, S::Dispatched),
    (S::Packed, M::Reduce, S::Picked),
    (S::Packed, M::Cancel, S::Cancelled),
    (S::Labelled, M::Pack, S::Packed),
    (S::Labelled, M::Send, S::Dispatched),
    (S::Labelled, M::Reduce, S::Picked),
    (S::Labelled, M::Cancel, S::Cancelled),
    (S::Dispatched, M::Carry, S::InTransit),
    (S::Dispatched, M::TakeOut, S::OutForDelivery),
    (S::Dispatched, M::Deliver, S::Delivered),
    (S::Dispatched, M::Fail, S::Failed),
    (S::InTransit, M::Carry, S::InTransit),
    (S::InTransit, M::TakeOut, S::OutForDelivery),
    (S::InTransit, M::Deliver, S::Delivered),
    (S::InTransit, M::Fail, S::Failed),
    (S::OutForDelivery, M::Carry, S::InTransit),
    (S::OutForDelivery, M::TakeOut, S::OutForDelivery),
    (S::OutForDelivery, M::Deliver, S::Delivered),
    (S::OutForDelivery, M::Fail, S::Failed),
    (S::Failed, M::Carry, S::InTransit),
    (S::Failed, M::TakeOut, S::OutForDelivery),
    (S::Failed, M::Deliver, S::Delivered),
    (S::Failed, M::Fail, S::Failed),
    (S::Failed, M::Resend, S::Packed),
    (S::Failed, M::WriteOff, S::WrittenOff),
];

/// The state that a move leads to.
pub fn next(state: ShipmentState, by: Move) -> Result<ShipmentState, ShipmentRefusal> {
    TRANSITIONS
        .iter()
        .find(|(from, one, _)| *from == state && *one == by)
        .map(|(_, _, to)| *to)
        .ok_or(ShipmentRefusal::State { state, by })
}

/// The table as a Mermaid state diagram, for `docs/shipment-states.md`.
pub fn diagram() -> String {
    let mut text = String::from("stateDiagram-v2\n    [*] --> allocated: route\n");
    for (from, by, to) in TRANSITIONS {
        text.push_str(&format!("    {from} --> {to}: {by}\n"));
    }
    for state in ShipmentState::ALL {
        if !TRANSITIONS.iter().any(|(from, _, _)| *from == state) {
            text.push_str(&format!("    {state} --> [*]\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reached_and_every_state_can_end() {
        let mut reached = vec![S::Allocated];
        let mut ending = vec![S::Delivered, S::WrittenOff, S::Cancelled];
        for _ in TRANSITIONS {
            for (from, _, to) in TRANSITIONS {
                if reached.contains(from) {
                    reached.push(*to);
                }
                if ending.contains(to) {
                    ending.push(*from);
                }
            }
        }
        for state in S::ALL {
            assert!(reached.contains(&state), "{state} is never reached");
            assert!(ending.contains(&state), "{state} never ends");
        }
    }

    #[test]
    fn no_pair_of_state_and_move_has_two_ends() {
        for state in S::ALL {
            for by in M::ALL {
                let rows = TRANSITIONS.iter().filter(|(from, one, _)| *from == state && *one == by);
                assert!(rows.count() <= 1, "{state} by {by}");
            }
        }
    }

    #[test]
    fn what_the_table_does_not_have_is_refused_and_says_why() {
        let refusal = next(S::Delivered, M::Send).unwrap_err();
        assert_eq!(refusal.to_string(), "cannot dispatch: the shipment is delivered");
    }

    #[test]
    fn what_has_left_never_comes_back_into_the_house_but_by_being_sent_again() {
        for (from, by, to) in TRANSITIONS {
            if !from.is_in_house() && to.is_in_house() {
                assert_eq!(*by, M::Resend, "{from} by {by}");
            }
        }
    }
}
