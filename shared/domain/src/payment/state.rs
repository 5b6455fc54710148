//! One payment.
use super::{Buckets, Dispute, Entry, Kind, Phase, Provider, fold};
use primitives::{CheckoutId, GiftCardId, MethodToken, Money, OrderId, PaymentId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a payment stands, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// The provider has not said yes or no.
    Requested,
    /// The shopper must act at the provider: see `challenge_url`.
    ActionRequired,
    /// The money is put aside.
    Authorised,
    /// Some or all of it was taken.
    Captured,
    /// All that was taken was given back, and nothing is put aside.
    Refunded,
    /// All that was put aside was let go, or the payment was called off before any was.
    Cancelled,
    /// There was no money.
    Declined,
}

impl PaymentState {
    /// Whether the order may be placed: the money is put aside or taken.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Authorised | Self::Captured)
    }

    /// Whether no money will come of it.
    pub const fn is_lost(self) -> bool {
        matches!(self, Self::Refunded | Self::Cancelled | Self::Declined)
    }
}

/// What the cause of a transaction begins with that staff asked for at the payment itself.
pub const BY_REQUEST: &str = "request ";
/// What the cause of a refund begins with that was made at Stripe itself: its id there.
const ELSEWHERE: &str = "re_";

/// Seconds until a provider that said nothing is asked, at first and at the longest.
const CHECK_SECONDS_MIN: i64 = 120;
const CHECK_SECONDS_MAX: i64 = 6 * 3_600;

/// One amount asked for, and all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The payment.
    pub payment_id: PaymentId,
    /// What it pays for. The order may not have been placed yet.
    pub order_id: OrderId,
    /// The checkout that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkout_id: Option<CheckoutId>,
    /// Who moves the money.
    pub provider: Provider,
    /// The provider's token of card or account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<MethodToken>,
    /// The gift card or store credit that pays, where that is the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift_card_id: Option<GiftCardId>,
    /// What was asked for.
    pub amount: Money,
    /// Where it stands: follows from the log.
    pub state: PaymentState,
    /// Where the money is: the sum of the log.
    pub buckets: Buckets,
    /// What was asked of the provider, and what became of it, oldest first.
    pub log: Vec<Entry>,
    /// The provider's own name for the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Where the shopper must act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge_url: Option<String>,
    /// Why there was no money, by the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// The checkout was closed: what is or gets authorised has to be let go.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub called_off: bool,
    /// What the cardholder disputes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Dispute>,
    /// Since when something is under way; absent when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_since: Option<Timestamp>,
    /// When to look after what is under way, should nobody have told by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_at: Option<Timestamp>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

impl Payment {
    /// The last entry of every transaction, oldest transaction first.
    pub fn transactions(&self) -> Vec<&Entry> {
        let mut list: Vec<&Entry> = Vec::new();
        for entry in &self.log {
            match list.iter_mut().find(|known| known.transaction_id == entry.transaction_id) {
                Some(known) => *known = entry,
                None => list.push(entry),
            }
        }
        list
    }

    /// The last entry of the transaction that puts the money aside, if it was begun.
    pub fn authorisation(&self) -> Option<&Entry> {
        self.log.iter().rfind(|entry| entry.kind == Kind::Authorise)
    }

    /// Whether the provider has still to say whether there is money.
    pub fn authorisation_is_open(&self) -> bool {
        self.authorisation().is_some_and(|entry| !entry.phase.is_final())
    }

    /// The last entry of each transaction that a cause led to.
    pub fn caused_by(&self, cause: &str) -> Vec<&Entry> {
        self.transactions().into_iter().filter(|entry| entry.cause == cause).collect()
    }

    /// What was given back of it past the order's refunds: by staff at the payment itself, or at the provider. It was for
    /// no line, and the order's account counts it as goodwill.
    pub fn given_by_hand(&self) -> i64 {
        let by_hand = |entry: &&Entry| {
            let named = entry.cause.starts_with(BY_REQUEST) || entry.cause.starts_with(ELSEWHERE);
            entry.kind == Kind::Refund && entry.phase != Phase::Failed && named
        };
        self.transactions().into_iter().filter(by_hand).map(|entry| entry.amount.minor).sum()
    }

    /// An amount in the payment's currency.
    pub const fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.amount.currency)
    }

    /// What was put aside and has been neither let go nor given back.
    pub const fn kept(&self) -> Money {
        let Buckets { authorised, cancelled, refunded, .. } = self.buckets;
        self.money(authorised.settled - cancelled.settled - refunded.settled)
    }

    /// Appends entries, and everything that follows from them.
    #[must_use]
    pub(super) fn with(mut self, entries: impl IntoIterator<Item = Entry>, now: Timestamp) -> Self {
        self.log.extend(entries);
        self.buckets = fold(&self.log);
        self.state = self.derived_state();
        let under_way = self.is_under_way();
        self.pending_since = self.pending_since.or(Some(now)).filter(|_| under_way);
        self.check_at = under_way.then(|| now.plus_seconds(CHECK_SECONDS_MIN));
        self
    }

    /// After a look that found nothing new: the next is due when it has been under way for half as
    /// long again, so that what takes long is not asked about for ever, nor in the way of others.
    #[must_use]
    pub fn checked(mut self, now: Timestamp) -> Self {
        self.check_at = self.pending_since.map(|since| {
            let half = (now.seconds() - since.seconds()) / 2;
            now.plus_seconds(half.clamp(CHECK_SECONDS_MIN, CHECK_SECONDS_MAX))
        });
        self
    }

    fn is_under_way(&self) -> bool {
        let held = self.buckets.uncaptured() + self.refundable();
        (self.called_off && held > 0)
            || self.transactions().iter().any(|entry| !entry.phase.is_final())
    }

    fn derived_state(&self) -> PaymentState {
        let Some(authorisation) = self.authorisation() else {
            return PaymentState::Requested;
        };
        match authorisation.phase {
            Phase::Asked | Phase::Accepted => PaymentState::Requested,
            Phase::Challenged => PaymentState::ActionRequired,
            Phase::Failed if self.called_off => PaymentState::Cancelled,
            Phase::Failed => PaymentState::Declined,
            Phase::Succeeded => self.state_of_the_money(),
        }
    }

    fn state_of_the_money(&self) -> PaymentState {
        let Buckets { authorised, captured, cancelled, refunded, converted } = self.buckets;
        let done = |kind| {
            self.log.iter().any(|entry| entry.kind == kind && entry.phase == Phase::Succeeded)
        };
        let free = captured.settled + cancelled.settled == authorised.settled;
        let given = refunded.settled + converted.settled;
        if (done(Kind::Refund) || done(Kind::Convert)) && free && given == captured.settled {
            PaymentState::Refunded
        } else if done(Kind::Capture) {
            PaymentState::Captured
        } else if done(Kind::Cancel) && free {
            PaymentState::Cancelled
        } else {
            PaymentState::Authorised
        }
    }
}
