//! What may happen in a shop before, at and after a sale; each act says which of what there is by a number, so that
//! any sequence of acts can be played, and a shorter one when a law fails.
use proptest::{collection::vec, prelude::*};
use testkit::Injected;

/// Something that somebody does, or that happens.
#[derive(Clone, Debug)]
pub enum Act {
    /// A customer buys units of a SKU, by store credit as far as that goes.
    Buy { who: usize, sku: usize, units: u32, by_credit: bool },
    /// All parcels of an order that can go arrive.
    Deliver { order: usize },
    /// Staff add units to an order, and take one off a line.
    Edit { order: usize, sku: usize, units: u32, less: bool },
    /// Units of a line that have not left are cancelled.
    Cancel { order: usize, line: usize },
    /// Units of a line are to come back, or came wrong.
    Ask { order: usize, line: usize, units: u32, claim: bool, to_credit: bool },
    /// Somebody goes on with a return.
    Go { on: usize, step: Step },
    /// Staff give something for goodwill.
    Goodwill { order: usize, minor: i64, to_credit: bool },
    /// A second person agrees to what was granted, or does not.
    Decide { refund: usize, agree: bool },
    /// A customer makes store credit of points.
    Credit { who: usize, minor: i64 },
    /// Staff change a customer's points.
    Adjust { who: usize, points: i64 },
    /// Points go from one customer to another.
    Transfer { who: usize, points: i64 },
    /// Events are carried.
    Carry,
    /// So many days pass, and the clocks do their work.
    Days(i64),
    /// The table fails for a while.
    Break(Vec<Injected>),
}

/// What is done about a return.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Staff let it come, or do not take it.
    Approve,
    Decline,
    /// The buyer calls it off.
    Cancel,
    /// A unit of each line comes.
    Receive,
    /// A unit of each line is looked at.
    Inspect(&'static str),
    /// A claim is settled without anything coming.
    Settle,
    /// What has not come is not waited for.
    Close,
}

fn step() -> impl Strategy<Value = Step> {
    let found = proptest::sample::select(vec!["restock", "quarantine", "scrap", "reject"]);
    prop_oneof![
        3 => Just(Step::Approve),
        1 => Just(Step::Decline),
        1 => Just(Step::Cancel),
        4 => Just(Step::Receive),
        4 => found.prop_map(Step::Inspect),
        1 => Just(Step::Settle),
        1 => Just(Step::Close),
    ]
}

fn fault() -> impl Strategy<Value = Injected> {
    prop_oneof![
        2 => Just(Injected::None),
        1 => Just(Injected::Conflict),
        1 => Just(Injected::Throttle),
        1 => Just(Injected::CommitThenSilence),
    ]
}

/// Any act. Numbers that name something count within what there is.
fn act() -> impl Strategy<Value = Act> {
    let which = 0..6_usize;
    prop_oneof![
        4 => (0..2_usize, 0..2_usize, 1..4_u32, any::<bool>())
            .prop_map(|(who, sku, units, by_credit)| Act::Buy { who, sku, units, by_credit }),
        4 => which.clone().prop_map(|order| Act::Deliver { order }),
        2 => (which.clone(), 0..2_usize, 1..3_u32, any::<bool>())
            .prop_map(|(order, sku, units, less)| Act::Edit { order, sku, units, less }),
        1 => (which.clone(), 0..2_usize).prop_map(|(order, line)| Act::Cancel { order, line }),
        4 => (which.clone(), 0..3_usize, 1..3_u32, any::<bool>(), any::<bool>()).prop_map(
            |(order, line, units, claim, to_credit)| Act::Ask { order, line, units, claim, to_credit }
        ),
        9 => (which.clone(), step()).prop_map(|(on, step)| Act::Go { on, step }),
        2 => (which.clone(), 1..1_500_i64, any::<bool>())
            .prop_map(|(order, minor, to_credit)| Act::Goodwill { order, minor, to_credit }),
        2 => (which, any::<bool>()).prop_map(|(refund, agree)| Act::Decide { refund, agree }),
        1 => (0..2_usize, 1..900_i64).prop_map(|(who, minor)| Act::Credit { who, minor }),
        1 => (0..2_usize, -400..900_i64).prop_map(|(who, points)| Act::Adjust { who, points }),
        1 => (0..2_usize, 1..300_i64).prop_map(|(who, points)| Act::Transfer { who, points }),
        3 => Just(Act::Carry),
        2 => (1..20_i64).prop_map(Act::Days),
        1 => vec(fault(), 1..4).prop_map(Act::Break),
    ]
}

/// A history. The first customer has bought something and got it, so that there is something to go on with.
pub fn history() -> impl Strategy<Value = Vec<Act>> {
    let begun =
        [Act::Buy { who: 0, sku: 0, units: 3, by_credit: false }, Act::Deliver { order: 0 }];
    vec(act(), 10..30).prop_map(move |acts| begun.iter().cloned().chain(acts).collect())
}
