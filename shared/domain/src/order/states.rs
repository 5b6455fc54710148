//! The states of an order and what leads from one to the next: one table, and everything else is
//! read from it.
use super::OrderRefusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far an order is. Whether it is held stands beside, not among, these.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// The staff is writing it.
    Draft,
    /// A draft is having its stock reserved and its payment authorised.
    Placing,
    /// Bought; waits to be sent.
    Placed,
    /// Some units have left.
    PartFulfilled,
    /// Every unit has left, or was cancelled after others had.
    Fulfilled,
    /// Every unit was cancelled before any had left.
    Cancelled,
}

impl OrderState {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Draft,
        Self::Placing,
        Self::Placed,
        Self::PartFulfilled,
        Self::Fulfilled,
        Self::Cancelled,
    ];

    /// The word in JSON, keys and the diagram.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Placing => "placing",
            Self::Placed => "placed",
            Self::PartFulfilled => "part_fulfilled",
            Self::Fulfilled => "fulfilled",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for OrderState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl primitives::Example for OrderState {
    fn example() -> Self {
        Self::Placed
    }
}

/// What may be done to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// Begin a draft.
    Draft,
    /// Change a draft.
    Edit,
    /// Throw a draft away.
    Delete,
    /// Have a draft placed.
    Complete,
    /// Placing failed.
    GiveUp,
    /// It is bought.
    Place,
    /// Put off sending.
    Hold,
    /// Sending may go on.
    Release,
    /// Some of the open units leave.
    FulfilPart,
    /// All open units leave.
    FulfilRest,
    /// Some of the open units are cancelled.
    CancelPart,
    /// All open units are cancelled.
    CancelRest,
    /// Lines, address or way of sending change after it was bought.
    Amend,
}

impl Command {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Draft,
        Self::Edit,
        Self::Delete,
        Self::Complete,
        Self::GiveUp,
        Self::Place,
        Self::Hold,
        Self::Release,
        Self::FulfilPart,
        Self::FulfilRest,
        Self::CancelPart,
        Self::CancelRest,
        Self::Amend,
    ];

    /// The words in refusals and in the diagram.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "begin a draft",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Complete => "complete",
            Self::GiveUp => "give up placing",
            Self::Place => "place",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::FulfilPart => "fulfil in part",
            Self::FulfilRest => "fulfil the rest",
            Self::CancelPart => "cancel in part",
            Self::CancelRest => "cancel the rest",
            Self::Amend => "change after placing",
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One row: from a state (`None`: there is no order yet) by a command to a state (`None`: gone).
pub type Transition = (Option<OrderState>, Command, Option<OrderState>);

use Command as C;
use OrderState as S;

/// Everything that may happen. What is not here is refused.
pub const TRANSITIONS: &[Transition] = &[
    (None, C::Draft, Some(S::Draft)),
    (None, C::Place, Some(S::Placed)),
    (Some(S::Draft), C::Edit, Some(S::Draft)),
    (Some(S::Draft), C::Delete, None),
    (Some(S::Draft), C::Complete, Some(S::Placing)),
    (Some(S::Placing), C::GiveUp, Some(S::Draft)),
    (Some(S::Placing), C::Place, Some(S::Placed)),
    (Some(S::Placed), C::Hold, Some(S::Placed)),
    (Some(S::Placed), C::Release, Some(S::Placed)),
    (Some(S::Placed), C::FulfilPart, Some(S::PartFulfilled)),
    (Some(S::Placed), C::FulfilRest, Some(S::Fulfilled)),
    (Some(S::Placed), C::CancelPart, Some(S::Placed)),
    (Some(S::Placed), C::CancelRest, Some(S::Cancelled)),
    (Some(S::Placed), C::Amend, Some(S::Placed)),
    (Some(S::PartFulfilled), C::Hold, Some(S::PartFulfilled)),
    (Some(S::PartFulfilled), C::Release, Some(S::PartFulfilled)),
    (Some(S::PartFulfilled), C::FulfilPart, Some(S::PartFulfilled)),
    (Some(S::PartFulfilled), C::FulfilRest, Some(S::Fulfilled)),
    (Some(S::PartFulfilled), C::CancelPart, Some(S::PartFulfilled)),
    (Some(S::PartFulfilled), C::CancelRest, Some(S::Fulfilled)),
    (Some(S::PartFulfilled), C::Amend, Some(S::PartFulfilled)),
];

/// Whether a command may be given at all, and whether the order is gone afterwards (`None`).
pub fn transition(state: OrderState, command: Command) -> Result<Option<OrderState>, OrderRefusal> {
    TRANSITIONS
        .iter()
        .find(|(from, by, _)| *from == Some(state) && *by == command)
        .map(|(_, _, to)| *to)
        .ok_or(OrderRefusal::State { state, command })
}

/// The state that a command leads to.
pub fn next(state: OrderState, command: Command) -> Result<OrderState, OrderRefusal> {
    transition(state, command)?.ok_or(OrderRefusal::State { state, command })
}

/// The table as a Mermaid state diagram, for `docs/order-states.md`.
pub fn diagram() -> String {
    let end = |state: Option<OrderState>| state.map_or("[*]", OrderState::name);
    let mut text = String::from("stateDiagram-v2\n");
    for (from, by, to) in TRANSITIONS {
        text.push_str(&format!("    {} --> {}: {by}\n", end(*from), end(*to)));
    }
    for state in OrderState::ALL {
        if !TRANSITIONS.iter().any(|(from, _, _)| *from == Some(state)) {
            text.push_str(&format!("    {state} --> [*]\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same table, drawn by hand: rows are states, columns are commands.
    const GRID: &str = "
        from           Draft Edit  Delete Complete GiveUp Place  Hold          Release       FulfilPart    FulfilRest CancelPart    CancelRest Amend
        (nothing)      draft -     -      -        -      placed -             -             -             -          -             -          -
        draft          -     draft gone   placing  -      -      -             -             -             -          -             -          -
        placing        -     -     -      -        draft  placed -             -             -             -          -             -          -
        placed         -     -     -      -        -      -      placed        placed        part_fulfilled fulfilled placed        cancelled  placed
        part_fulfilled -     -     -      -        -      -      part_fulfilled part_fulfilled part_fulfilled fulfilled part_fulfilled fulfilled part_fulfilled
        fulfilled      -     -     -      -        -      -      -             -             -             -          -             -          -
        cancelled      -     -     -      -        -      -      -             -             -             -          -             -          -
    ";

    #[test]
    fn every_pair_of_state_and_command_does_what_the_grid_says() {
        let mut rows = GRID.lines().map(str::trim).filter(|line| !line.is_empty());
        let header: Vec<&str> = rows.next().unwrap().split_whitespace().skip(1).collect();
        let names: Vec<String> = Command::ALL.iter().map(|c| format!("{c:?}")).collect();
        assert_eq!(header, names);
        let mut seen = 0;
        for row in rows {
            let mut cells = row.split_whitespace();
            let name = cells.next().unwrap();
            let from = OrderState::ALL.into_iter().find(|state| state.name() == name);
            for (command, cell) in Command::ALL.into_iter().zip(cells) {
                let hits: Vec<_> = TRANSITIONS
                    .iter()
                    .filter(|(f, by, _)| *f == from && *by == command)
                    .map(|(_, _, to)| to.map_or("gone", OrderState::name))
                    .collect();
                let wanted: &[&str] = if cell == "-" { &[] } else { &[cell] };
                assert_eq!(hits, wanted, "{name} by {command}");
                seen += 1;
            }
        }
        assert_eq!(seen, (OrderState::ALL.len() + 1) * Command::ALL.len());
    }

    #[test]
    fn every_state_is_reached_and_every_state_can_end() {
        let mut reached: Vec<Option<OrderState>> = vec![None];
        let mut ending: Vec<Option<OrderState>> =
            vec![None, Some(OrderState::Fulfilled), Some(OrderState::Cancelled)];
        for _ in TRANSITIONS {
            for (from, _, to) in TRANSITIONS {
                if reached.contains(from) {
                    reached.push(*to);
                }
                if to.is_some() && ending.contains(to) {
                    ending.push(*from);
                }
            }
        }
        for state in OrderState::ALL {
            assert!(reached.contains(&Some(state)), "{state} is never reached");
            assert!(ending.contains(&Some(state)), "{state} never ends");
        }
    }

    #[test]
    fn what_the_table_does_not_have_is_refused() {
        let refusal = next(OrderState::Fulfilled, Command::CancelPart).unwrap_err();
        assert_eq!(refusal.to_string(), "cannot cancel in part: the order is fulfilled");
    }

    #[test]
    fn the_diagram_has_a_line_for_every_row() {
        let text = diagram();
        assert!(text.starts_with("stateDiagram-v2\n"));
        assert!(text.contains("    placed --> cancelled: cancel the rest\n"));
        assert!(text.contains("    [*] --> draft: begin a draft\n"));
        assert!(text.contains("    cancelled --> [*]\n"));
        assert_eq!(text.lines().count(), 1 + TRANSITIONS.len() + 2);
    }
}
