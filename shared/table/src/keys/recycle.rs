//! Keys of `recycle`: used goods that come back for store credit.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    loyalty::Month,
    recycle::{
        MaterialMonth, Takeback, TakebackAccount, TakebackBook, TakebackProgramme, TakebackState,
        TakebackSummary, WeeeCategory,
    },
};
use primitives::{CountryCode, CustomerId, OrderId, Slug, TakebackId};

keys! {
    /// Which programme takes what; whoever writes a programme writes it too, so that no two overlap.
    book() -> TakebackBook: "RECYCLING#" / "BOOK";
    /// All programmes stand in one partition: there are few, and everybody lists them.
    programme(programme: Slug) -> TakebackProgramme: "RECYCLING#" / "PROGRAMME#{programme}";
    /// One take-back.
    takeback(takeback_id: TakebackId) -> Takeback: "TAKEBACK#{takeback_id}" / "TAKEBACK";
    /// Units of an order that were taken: written by whoever asks for one, so that no unit is taken twice.
    account(order_id: OrderId) -> TakebackAccount: "TAKEBACKORDER#{order_id}" / "ACCOUNT";
    /// Counters of a month: a report reads a dozen times seven items, and no units.
    month(market: CountryCode, month: Month, weee: WeeeCategory) -> MaterialMonth: "RECYCLED#{market}" / "MONTH#{month}#{weee}";
}

lists! {
    /// Everybody: what is taken back.
    programmes() -> TakebackProgramme: table "RECYCLING#" / "PROGRAMME#" oldest;
    /// The customer, newest first.
    takebacks_of(customer_id: CustomerId) -> TakebackSummary: gsi1 "TAKEBACKS#CUSTOMER#{customer_id}" / "" newest;
    /// Staff: take-backs that somebody has to look at or waits for, the oldest first.
    takebacks_in_state(state: TakebackState) -> TakebackSummary: gsi2 "TAKEBACKS#STATE#{state}" / "" oldest;
    /// The clock: terms that are over, group by group.
    takebacks_due(group: u8) -> TakebackSummary: gsi3 "TAKEBACKS-DUE#{group}" / "" oldest;
}

impl Indexed for TakebackBook {}
impl Indexed for TakebackProgramme {}
impl Indexed for TakebackAccount {}
impl Indexed for MaterialMonth {}

impl Indexed for Takeback {
    fn entries(&self) -> Vec<(Index, Place)> {
        let Self { takeback_id, customer_id, state, .. } = self;
        let asked = format!("{}#{takeback_id}", self.asked_at());
        let own = entry(format!("TAKEBACKS#CUSTOMER#{customer_id}"), asked.clone());
        let open = entry(format!("TAKEBACKS#STATE#{state}"), asked);
        let open = state.is_open().then_some((Index::gsi2, open));
        let due = self.due_at.map(|at| {
            let group = self.due_group();
            (Index::gsi3, entry(format!("TAKEBACKS-DUE#{group}"), format!("{at}#{takeback_id}")))
        });
        [Some((Index::gsi1, own)), open, due].into_iter().flatten().collect()
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&TakebackSummary::from(self)))
    }
}
