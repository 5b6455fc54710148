//! Keys of `giftcards`: what the shop owes, card by card.
use crate::{
    Index, Indexed, Place, TableError, entry as place,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::pricing::gift_card::{CardEntry, GiftCard, GiftCardSummary, GiftCodeLead, Guesses};
use primitives::{CustomerId, GiftCardId, Timestamp};

keys! {
    /// Heads the card's partition, with what is left on it.
    card(card_id: GiftCardId) -> GiftCard: "GIFTCARD#{card_id}" / "CARD";
    /// Every movement of a card's money, created in the transaction that changes what is left.
    entry(card_id: GiftCardId, number: u64) -> CardEntry: "GIFTCARD#{card_id}" / "ENTRY#{number:010}";
    /// Where a code leads, by its digest; that it exists makes the code unique.
    code(digest: String) -> GiftCodeLead: "GIFTCODE#{digest}" / "CODE";
    /// Wrong codes of some thousands of addresses together, or of one customer: whoever guesses has to wait.
    guesses(bucket: String) -> Guesses: "GIFTGUESS#{bucket}" / "GUESSES";
}

lists! {
    /// Staff look at a card's ledger, newest first; a customer at that of their own credit.
    entries(card_id: GiftCardId) -> CardEntry: table "GIFTCARD#{card_id}" / "ENTRY#" newest;
    /// Staff look for a card, newest first, and add up what the shop owes.
    cards() -> GiftCardSummary: gsi1 "GIFTCARDS#" / "" newest;
    /// What is left on the day that a card expires is written off, group by group.
    due_cards(group: u8) -> GiftCardSummary: gsi2 "GIFTCARDS-DUE#{group}" / "" oldest;
    /// A customer's own store credit, and the checkout that it pays for.
    store_credit(customer_id: CustomerId) -> GiftCardSummary: gsi3 "STORECREDIT#{customer_id}" / "" newest;
}

impl Indexed for CardEntry {}
impl Indexed for GiftCodeLead {}

impl Indexed for Guesses {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

impl Indexed for GiftCard {
    fn entries(&self) -> Vec<(Index, Place)> {
        let Self { card_id, issued_at, .. } = self;
        let issued = format!("{issued_at}#{card_id}");
        let all = (Index::gsi1, place("GIFTCARDS#".to_owned(), issued.clone()));
        let due = self.due_at().map(|at| {
            let group = self.due_group();
            (Index::gsi2, place(format!("GIFTCARDS-DUE#{group}"), format!("{at}#{card_id}")))
        });
        let own = self
            .customer()
            .map(|customer| (Index::gsi3, place(format!("STORECREDIT#{customer}"), issued)));
        [Some(all), due, own].into_iter().flatten().collect()
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&GiftCardSummary::from(self)))
    }
}
