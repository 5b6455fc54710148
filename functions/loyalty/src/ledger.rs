//! Moving points with their ledger: every movement is the account, its entry and the news of it.
use domain::{
    customers::MERGED_MAX,
    loyalty::{Booked, PointsAccount, PointsCause},
    pricing::BuyerTerms,
};
use events::loyalty::{PointsBookedV1, PointsMove, TierChangedV1};
use primitives::{CustomerId, Slug};
use runtime::{Cx, Done, Fault};
use std::ops::Deref;
use table::{Held, keys, keys::loyalty};

/// An account that was read, or is opened by its first entry.
pub struct Opened {
    held: Option<Held<PointsAccount>>,
    account: PointsAccount,
}

impl Deref for Opened {
    type Target = PointsAccount;
    fn deref(&self) -> &PointsAccount {
        &self.account
    }
}

/// The account of a customer, as of now: that of whoever took them in, once it has what was theirs.
pub async fn open(cx: &Cx, customer_id: &CustomerId) -> Result<Opened, Fault> {
    let mut at = customer_id.clone();
    // A chain is as long as merges are many, at most.
    for _ in 0..=MERGED_MAX {
        let opened = own(cx, &at).await?;
        match opened.merged_into.clone() {
            Some(into) => at = into,
            None => return Ok(opened),
        }
    }
    Err(Fault::missing("customer"))
}

/// The account under just this id, whether it leads to another or not.
pub async fn own(cx: &Cx, customer_id: &CustomerId) -> Result<Opened, Fault> {
    let held = cx.find(loyalty::account(customer_id)).await?;
    let fresh = || PointsAccount::open(customer_id.clone(), cx.now());
    let account = held.as_ref().map_or_else(fresh, |held| held.value.clone());
    Ok(Opened { held, account })
}

/// The account of a customer who is on record.
pub async fn known(cx: &Cx, customer_id: &CustomerId) -> Result<Opened, Fault> {
    let opened = open(cx, customer_id).await?;
    if opened.held.is_none() {
        cx.load(keys::identity::customer(customer_id)).await?;
    }
    Ok(opened)
}

impl Opened {
    /// The version that the account has once it is written.
    pub fn next_version(&self) -> u64 {
        self.held.as_ref().map_or(1, Held::next_version)
    }

    /// Adds the account as it is after a change without a movement.
    pub fn saved<R>(&self, done: Done<R>, next: &PointsAccount) -> Done<R> {
        done.save(self.held.as_ref(), next)
    }

    /// Adds the account as it is after a movement, and the entry of it.
    pub fn booked<R>(&self, done: Done<R>, booked: &Booked) -> Done<R> {
        let Booked { account, entry } = booked;
        let (cause, order_id) = told(&entry.cause);
        let event = PointsBookedV1 {
            customer_id: entry.customer_id.clone(),
            number: entry.number,
            cause,
            order_id,
            points: entry.points,
            pending: entry.pending,
            balance: entry.balance,
        };
        let done = done.save(self.held.as_ref(), account).create(entry);
        done.publish(&entry.customer_id, self.next_version(), &event)
    }

    /// Adds what prices know of the customer's tier, and the news, where it is another than before.
    pub async fn tiered<R>(
        &self,
        cx: &Cx,
        done: Done<R>,
        tier: Option<&Slug>,
    ) -> Result<Done<R>, Fault> {
        if self.account.tier.as_ref() == tier {
            return Ok(done);
        }
        let customer_id = &self.account.customer_id;
        let terms = cx.find(keys::pricing::buyer_terms(customer_id)).await?;
        let none = || BuyerTerms::none(customer_id.clone());
        let before = terms.as_ref().map_or_else(none, |held| held.value.clone());
        let next = BuyerTerms { tier: tier.cloned(), ..before };
        let event = TierChangedV1 {
            customer_id: customer_id.clone(),
            tier: tier.cloned(),
            before: self.account.tier.clone(),
        };
        let done = done.save(terms.as_ref(), &next);
        Ok(done.publish(customer_id, self.next_version(), &event))
    }
}

/// As events tell it.
fn told(cause: &PointsCause) -> (PointsMove, Option<primitives::OrderId>) {
    let what = match cause {
        PointsCause::Purchase { order } => return (PointsMove::Purchase, Some(order.clone())),
        PointsCause::Matured { order } => return (PointsMove::Matured, Some(order.clone())),
        PointsCause::Corrected { order } => return (PointsMove::Corrected, Some(order.clone())),
        PointsCause::Action { .. } => PointsMove::Action,
        PointsCause::Invited | PointsCause::Welcomed => PointsMove::Referral,
        PointsCause::Redeemed { .. } => PointsMove::Redeemed,
        PointsCause::Credited { .. } => PointsMove::Credited,
        PointsCause::Returned { .. } => PointsMove::Returned,
        PointsCause::Expired => PointsMove::Expired,
        PointsCause::Adjusted { .. } => PointsMove::Adjusted,
        PointsCause::Sent { .. } | PointsCause::Received { .. } => PointsMove::Transferred,
    };
    (what, None)
}
