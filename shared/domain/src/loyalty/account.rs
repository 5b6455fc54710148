mod merge;

use super::{
    Lot, LotMove, Lots, LoyaltyRefusal, Month, POINTS_MAX, PointsCause, PointsEntry, Tiers,
    due_group,
};
use primitives::{Code, Currency, CustomerId, Money, OrderId, Slug, Timestamp};
use serde::{Deserialize, Serialize};

/// Months of purchases that are kept for tiers: as many as a window may have, and some to spare.
const COUNTED_MONTHS: u32 = 30;

/// A customer's points: the running state of their ledger, and what is left of every lot. Everything that is asked of
/// points now is answered by this one item, however long the ledger is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsAccount {
    /// Whose.
    pub customer_id: CustomerId,
    /// What can be spent, and what has expired and is not written off yet: the lots less what is owed.
    pub balance: i64,
    /// What orders promise that are not past their hold.
    pub pending: i64,
    /// What is left, by when it expires.
    #[serde(default)]
    pub lots: Lots,
    /// Points that were taken back after they had been spent: what comes next pays them first.
    #[serde(default)]
    pub owed: i64,
    /// Entries of the ledger: the next has this number.
    pub entries: u64,
    /// When the last was made: no entry is older than the one before.
    pub last_at: Timestamp,
    /// Purchases that count towards tiers, month by month, the oldest first.
    #[serde(default)]
    pub counted: Vec<Counted>,
    /// The tier.
    #[serde(default)]
    pub tier: Option<Slug>,
    /// When the tier ends if nothing is bought until then.
    #[serde(default)]
    pub tier_until: Option<Timestamp>,
    /// The code by which the customer invites others.
    #[serde(default)]
    pub invites_by: Option<Code>,
    /// Invitations that earned something.
    #[serde(default)]
    pub referred: Option<Referred>,
    /// The customer who took this one in: their account has what this one had, and gets what would come here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<CustomerId>,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// What purchases of a month count towards tiers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The month.
    pub month: Month,
    /// Points earned.
    pub points: i64,
    /// Money spent, by currency.
    pub spent: Vec<Money>,
}

/// Invitations of a month that earned something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referred {
    /// The month.
    pub month: Month,
    /// How many.
    pub count: u32,
}

/// An account after a movement, and the entry of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// The account.
    pub account: PointsAccount,
    /// The entry.
    pub entry: PointsEntry,
}

/// What lists know of an account: what it takes to tell what the shop owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSummary {
    /// Whose.
    pub customer_id: CustomerId,
    /// What can be spent.
    pub balance: i64,
    /// What is promised.
    pub pending: i64,
    /// What was taken back after it had been spent.
    pub owed: i64,
    /// What is left, by when it expires.
    pub lots: Lots,
}

impl From<&PointsAccount> for AccountSummary {
    fn from(account: &PointsAccount) -> Self {
        let PointsAccount { customer_id, balance, pending, owed, lots, .. } = account.clone();
        Self { customer_id, balance, pending, owed, lots }
    }
}

type Outcome = Result<Booked, LoyaltyRefusal>;

impl PointsAccount {
    /// An account without points.
    pub fn open(customer_id: CustomerId, now: Timestamp) -> Self {
        Self {
            customer_id,
            balance: 0,
            pending: 0,
            lots: Lots::default(),
            owed: 0,
            entries: 0,
            last_at: now,
            counted: Vec::new(),
            tier: None,
            tier_until: None,
            invites_by: None,
            referred: None,
            merged_into: None,
            opened_at: now,
        }
    }

    /// What can be spent now; below nothing where points were taken back that had been spent.
    pub fn spendable(&self, now: Timestamp) -> i64 {
        self.lots.live(now) - self.owed
    }

    /// The group of the indexes of what is due.
    pub fn due_group(&self) -> u8 {
        due_group(self.customer_id.as_ref())
    }

    /// An order promises so many points more; below nothing, fewer.
    pub fn promise(&self, order: OrderId, points: i64, now: Timestamp) -> Booked {
        let next = Self { pending: self.pending.saturating_add(points), ..self.clone() };
        self.booked(next, PointsCause::Purchase { order }, Vec::new(), now)
    }

    /// What an order promised can be spent.
    pub fn mature(
        &self,
        order: OrderId,
        points: i64,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Booked {
        let mut next = self.clone();
        next.pending = next.pending.saturating_sub(points);
        let moves = next.credit(points, expires_at);
        self.booked(next, PointsCause::Matured { order }, moves, now)
    }

    /// What an order earned, and could be spent, is so many points more; below nothing, fewer. They are taken out of
    /// the lot that they went into, then of what else can be spent, and what is left then had been spent: it is owed.
    pub fn correct(
        &self,
        order: OrderId,
        points: i64,
        lot: Option<Timestamp>,
        now: Timestamp,
    ) -> Booked {
        let mut next = self.clone();
        let moves = if points > 0 {
            next.credit(points, lot)
        } else {
            next.take_back(points.saturating_neg(), lot, now)
        };
        self.booked(next, PointsCause::Corrected { order }, moves, now)
    }

    /// Gives points.
    pub fn grant(
        &self,
        cause: PointsCause,
        points: i64,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Outcome {
        positive(points)?;
        let mut next = self.clone();
        let moves = next.credit(points, expires_at);
        Ok(self.booked(next, cause, moves, now))
    }

    /// Spends points, those that expire first before the rest.
    pub fn spend(&self, cause: PointsCause, points: i64, now: Timestamp) -> Outcome {
        positive(points)?;
        let have = self.spendable(now);
        if points > have {
            return Err(LoyaltyRefusal::Insufficient { have, asked: points });
        }
        let mut next = self.clone();
        let moves = next.lots.take(points, now);
        Ok(self.booked(next, cause, moves, now))
    }

    /// Changes the points by hand, upwards or downwards, never below nothing.
    pub fn adjust(
        &self,
        by: i64,
        reason: Code,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Outcome {
        let cause = PointsCause::Adjusted { reason };
        if by < 0 {
            self.spend(cause, by.saturating_neg(), now)
        } else {
            self.grant(cause, by, expires_at, now)
        }
    }

    /// Gives points to another customer. They expire when they would have.
    pub fn transfer(
        &self,
        to: &Self,
        points: i64,
        reason: Code,
        now: Timestamp,
    ) -> Result<(Booked, Booked), LoyaltyRefusal> {
        if self.customer_id == to.customer_id {
            return Err(LoyaltyRefusal::SameCustomer);
        }
        let sent = PointsCause::Sent { to: to.customer_id.clone(), reason: reason.clone() };
        let out = self.spend(sent, points, now)?;
        let mut next = to.clone();
        let mut moves = Vec::new();
        for lot in &out.entry.lots {
            moves.extend(next.credit(lot.points.saturating_neg(), lot.expires_at));
        }
        let received = PointsCause::Received { from: self.customer_id.clone(), reason };
        let into = to.booked(next, received, moves, now);
        Ok((out, into))
    }

    /// Writes off what has expired; nothing, where nothing has.
    pub fn expire(&self, now: Timestamp) -> Option<Booked> {
        let mut next = self.clone();
        let moves = next.lots.expire(now);
        if moves.is_empty() {
            return None;
        }
        Some(self.booked(next, PointsCause::Expired, moves, now))
    }

    /// Counts a purchase towards tiers, or with negative numbers what is taken back of one.
    #[must_use]
    pub fn counting(mut self, month: Month, points: i64, spent: Money) -> Self {
        self.count(month, points, &[spent]);
        self
    }

    fn count(&mut self, month: Month, points: i64, spent: &[Money]) {
        if !self.counted.iter().any(|counted| counted.month == month) {
            self.counted.push(Counted { month, points: 0, spent: Vec::new() });
        }
        for counted in self.counted.iter_mut().filter(|counted| counted.month == month) {
            counted.points = counted.points.saturating_add(points);
            for spent in spent {
                match counted.spent.iter_mut().find(|sum| sum.currency == spent.currency) {
                    Some(sum) => sum.minor = sum.minor.saturating_add(spent.minor),
                    None => counted.spent.push(*spent),
                }
            }
        }
        self.counted.sort_by_key(|counted| counted.month);
        let last = self.counted.last().map_or(month, |counted| counted.month);
        self.counted.retain(|counted| counted.month.plus(COUNTED_MONTHS) > last);
    }

    /// Money spent or points earned from a month up to another, both included.
    pub(super) fn counted_between(
        &self,
        from: Month,
        to: Month,
        currency: Option<Currency>,
    ) -> i64 {
        let within = self.counted.iter().filter(|one| (from..=to).contains(&one.month));
        let sums = within.map(|one| match currency {
            None => one.points,
            Some(currency) => {
                let own = one.spent.iter().find(|sum| sum.currency == currency);
                own.map_or(0, |sum| sum.minor)
            }
        });
        sums.sum()
    }

    /// The account in the tier that it has earned by now.
    #[must_use]
    pub fn tiered(self, tiers: &Tiers, now: Timestamp) -> Self {
        let (level, until) = tiers.standing(&self, Month::of(now));
        let tier = level.map(|level| level.tier.clone());
        Self { tier, tier_until: until, ..self }
    }

    /// Invitations that earned something this month.
    pub fn invitations(&self, now: Timestamp) -> u32 {
        let month = Month::of(now);
        self.referred.filter(|referred| referred.month == month).map_or(0, |one| one.count)
    }

    /// One invitation more has earned something.
    #[must_use]
    pub fn and_one_invitation(self, now: Timestamp) -> Self {
        let referred = Referred { month: Month::of(now), count: self.invitations(now) + 1 };
        Self { referred: Some(referred), ..self }
    }

    /// What is left of the lots, those first that expire first.
    pub fn open_lots(&self) -> &[Lot] {
        self.lots.all()
    }

    /// What is owed is paid first: such points never come into a lot.
    fn credit(&mut self, points: i64, expires_at: Option<Timestamp>) -> Vec<LotMove> {
        let paid = self.owed.min(points);
        self.owed -= paid;
        self.lots.put(expires_at, points - paid)
    }

    fn take_back(&mut self, points: i64, lot: Option<Timestamp>, now: Timestamp) -> Vec<LotMove> {
        let taken = |moves: &[LotMove]| -> i64 { moves.iter().map(|one| -one.points).sum() };
        let mut moves = self.lots.take_of(lot, points);
        moves.extend(self.lots.take(points - taken(&moves), now));
        self.owed = self.owed.saturating_add(points - taken(&moves));
        moves
    }

    /// The one place where an entry is made: what it says is the difference that it makes.
    fn booked(&self, next: Self, cause: PointsCause, lots: Vec<LotMove>, now: Timestamp) -> Booked {
        let balance = next.lots.sum() - next.owed;
        let at = now.max(self.last_at);
        let entry = PointsEntry {
            customer_id: self.customer_id.clone(),
            number: self.entries,
            at,
            cause,
            points: balance - self.balance,
            pending: next.pending - self.pending,
            balance,
            pending_balance: next.pending,
            lots,
        };
        let account = Self { balance, entries: self.entries + 1, last_at: at, ..next };
        Booked { account, entry }
    }
}

fn positive(points: i64) -> Result<(), LoyaltyRefusal> {
    if points <= 0 {
        Err(LoyaltyRefusal::Nothing)
    } else if points > POINTS_MAX {
        Err(LoyaltyRefusal::TooMuch(POINTS_MAX))
    } else {
        Ok(())
    }
}
