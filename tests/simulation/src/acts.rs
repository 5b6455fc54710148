//! What may happen in a shop before, at and after a sale; each act says which of what there is by a number, so that
//! any sequence of acts can be played, and a shorter one when a law fails.
use proptest::{collection::vec, prelude::*};
use testkit::Injected;

/// Something that somebody does, or that happens.
#[derive(Clone, Debug)]
pub enum Act {
    /// A customer buys units of a SKU, by store credit as far as that goes, else by a card.
    Buy { who: usize, sku: usize, units: u32, by_credit: bool, card: &'static str },
    /// All parcels of an order that can go arrive.
    Deliver { order: usize },
    /// Staff add units to an order, and take one off a line.
    Edit { order: usize, sku: usize, units: u32, less: bool },
    /// Units of a line that have not left are cancelled.
    Cancel { order: usize, line: usize },
    /// Units of a line are to come back, or came wrong.
    Ask { order: usize, line: usize, units: u32, claim: bool, to_credit: bool },
    /// Units of a line are to come back for others, which may leave first; a difference is paid by a card.
    Swap {
        order: usize,
        line: usize,
        units: u32,
        sku: usize,
        more: u32,
        advance: bool,
        card: &'static str,
    },
    /// Staff answer the first dispute of an order that waits for them.
    Answer { order: usize, wins: bool },
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

impl Act {
    /// The first customer buys units of the first SKU.
    pub const fn bought(units: u32, card: &'static str) -> Self {
        Self::Buy { who: 0, sku: 0, units, by_credit: false, card }
    }
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
    /// A claim is answered with the same once more.
    Replace {
        goods_come_back: bool,
    },
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
        1 => any::<bool>().prop_map(|goods_come_back| Step::Replace { goods_come_back }),
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

/// Cards of buyers: of one, every payment is disputed by its owner.
fn card() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec!["tok_visa", "tok_dispute"])
}

/// Any act. Numbers that name something count within what there is.
fn act() -> impl Strategy<Value = Act> {
    let which = 0..6_usize;
    prop_oneof![
        4 => (0..2_usize, 0..2_usize, 1..4_u32, any::<bool>(), card()).prop_map(
            |(who, sku, units, by_credit, card)| Act::Buy { who, sku, units, by_credit, card }
        ),
        4 => which.clone().prop_map(|order| Act::Deliver { order }),
        2 => (which.clone(), 0..2_usize, 1..3_u32, any::<bool>())
            .prop_map(|(order, sku, units, less)| Act::Edit { order, sku, units, less }),
        1 => (which.clone(), 0..2_usize).prop_map(|(order, line)| Act::Cancel { order, line }),
        4 => (which.clone(), 0..3_usize, 1..3_u32, any::<bool>(), any::<bool>()).prop_map(
            |(order, line, units, claim, to_credit)| Act::Ask { order, line, units, claim, to_credit }
        ),
        4 => swap(),
        2 => (which.clone(), any::<bool>()).prop_map(|(order, wins)| Act::Answer { order, wins }),
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

/// One for one, or more, or fewer; now and then by a card that does not pay.
fn swap() -> impl Strategy<Value = Act> {
    let card =
        proptest::sample::select(vec!["tok_visa", "tok_visa", "tok_dispute", "tok_declined"]);
    (0..6_usize, 0..3_usize, 1..3_u32, 0..2_usize, 1..4_u32, any::<bool>(), card).prop_map(
        |(order, line, units, sku, more, advance, card)| Act::Swap {
            order,
            line,
            units,
            sku,
            more,
            advance,
            card,
        },
    )
}

/// A history. The first customer has bought something and got it, so that there is something to go on with; in some, by a
/// card whose owner disputes the payment, and in some, part of it is to be exchanged already.
pub fn history() -> impl Strategy<Value = Vec<Act>> {
    let swapped = (swap(), any::<bool>()).prop_map(|(swap, comes)| {
        let step = |step| Act::Go { on: 0, step };
        let came = [step(Step::Receive), step(Step::Inspect("restock"))];
        let begun = [swap, step(Step::Approve), Act::Carry];
        begun.into_iter().chain(came.into_iter().filter(|_| comes)).collect()
    });
    let begun = prop_oneof![Just(Vec::new()), swapped];
    (card(), begun, vec(act(), 10..30)).prop_map(|(card, begun, acts): (_, Vec<Act>, _)| {
        let bought = [Act::bought(3, card), Act::Deliver { order: 0 }];
        bought.into_iter().chain(begun).chain(acts).collect()
    })
}
