//! Keys of `loyalty`: points, customer by customer, and what they were earned by.
use crate::{
    Index, Indexed, Place, TableError, entry as place,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::loyalty::{
    AccountSummary, ActionGrant, OrderPoints, OrderPointsState, PageWorth, PointsAccount,
    PointsCredit, PointsEntry, Programme, PurchaseDue, Referral, ReferralCode, Reward,
};
use primitives::{Code, CustomerId, ExternalKey, GiftCardId, OrderId, Slug, Timestamp};

keys! {
    /// The rules; there is one programme.
    programme() -> Programme: "LOYALTY#" / "PROGRAMME";
    /// All rewards stand in one partition: there are few, and everybody lists them.
    reward(reward: Slug) -> Reward: "LOYALTY#" / "REWARD#{reward}";
    /// Heads the customer's partition: all that is asked of points now, in one item.
    account(customer_id: CustomerId) -> PointsAccount: "POINTS#{customer_id}" / "ACCOUNT";
    /// Every movement of a customer's points, by its moment, with the balance after it: what was there at any instant is one query.
    entry(customer_id: CustomerId, at: Timestamp, number: u64) -> PointsEntry: "POINTS#{customer_id}" / "ENTRY#{at}#{number:010}";
    /// That it exists keeps an occasion from earning twice.
    action(customer_id: CustomerId, action: Slug, occasion: ExternalKey) -> ActionGrant: "POINTS#{customer_id}" / "ACTION#{action}#{occasion}";
    /// What an order has earned, by itself: an event about an order reads it first.
    purchase(order_id: OrderId) -> OrderPoints: "ORDERPOINTS#{order_id}" / "POINTS";
    /// What the lines of one page were worth when they were first seen.
    page_worth(order_id: OrderId, page: u32) -> PageWorth: "ORDERPOINTS#{order_id}" / "PAGE#{page:04}";
    /// Store credit that points became, by its card: what comes back to the card leads here.
    credit(card_id: GiftCardId) -> PointsCredit: "POINTSCREDIT#{card_id}" / "CREDIT";
    /// A customer is invited once; that it exists keeps them from being invited again.
    referral(customer_id: CustomerId) -> Referral: "REFERRAL#{customer_id}" / "REFERRAL";
    /// Where the code of an invitation leads; that it exists makes the code unique.
    referral_code(code: Code) -> ReferralCode: "REFERRALCODE#{code}" / "CODE";
}

lists! {
    /// Everybody: what points buy.
    rewards() -> Reward: table "LOYALTY#" / "REWARD#" oldest;
    /// The customer, and staff who help: the ledger, newest first; up to a moment, what was there then.
    entries(customer_id: CustomerId) -> PointsEntry: table "POINTS#{customer_id}" / "ENTRY#" newest;
    /// Whoever looks at an order anew.
    page_worths(order_id: OrderId) -> PageWorth: table "ORDERPOINTS#{order_id}" / "PAGE#" oldest;
    /// Finance: what the shop owes in points.
    accounts() -> AccountSummary: gsi1 "LOYALTY-ACCOUNTS#" / "" oldest;
    /// The clock: accounts of which a lot expires, group by group.
    expiring(group: u8) -> AccountSummary: gsi2 "LOYALTY-EXPIRING#{group}" / "" oldest;
    /// The clock: tiers that may end, group by group.
    tiers_ending(group: u8) -> AccountSummary: gsi3 "LOYALTY-TIERS#{group}" / "" oldest;
    /// The clock: orders whose points can be spent, group by group.
    maturing(group: u8) -> PurchaseDue: gsi2 "LOYALTY-MATURING#{group}" / "" oldest;
}

impl Indexed for Programme {}
impl Indexed for Reward {}
impl Indexed for PointsEntry {}
impl Indexed for ActionGrant {}
impl Indexed for PageWorth {}
impl Indexed for PointsCredit {}
impl Indexed for Referral {}
impl Indexed for ReferralCode {}

impl Indexed for PointsAccount {
    fn entries(&self) -> Vec<(Index, Place)> {
        let Self { customer_id, .. } = self;
        let group = self.due_group();
        let due = |list: &str, at: Timestamp| {
            place(format!("LOYALTY-{list}#{group}"), format!("{at}#{customer_id}"))
        };
        let all = (Index::gsi1, place("LOYALTY-ACCOUNTS#", customer_id.to_string()));
        let expiring = self.lots.first_end().map(|at| (Index::gsi2, due("EXPIRING", at)));
        let tier = self.tier_until.map(|at| (Index::gsi3, due("TIERS", at)));
        [Some(all), expiring, tier].into_iter().flatten().collect()
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&AccountSummary::from(self)))
    }
}

impl Indexed for OrderPoints {
    fn entries(&self) -> Vec<(Index, Place)> {
        if self.state != OrderPointsState::Pending {
            return Vec::new();
        }
        let Self { order_id, matures_at, .. } = self;
        let group = self.due_group();
        let sort = format!("{matures_at}#{order_id}");
        vec![(Index::gsi2, place(format!("LOYALTY-MATURING#{group}"), sort))]
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        let Self { order_id, customer_id, .. } = self.clone();
        let pending = self.state == OrderPointsState::Pending;
        pending.then(|| summary::<Self, _>(&PurchaseDue { order_id, customer_id }))
    }
}
