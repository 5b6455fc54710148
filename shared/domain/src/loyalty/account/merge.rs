//! Two accounts of one person become one.
use super::{Booked, PointsAccount, Referred};
use crate::loyalty::{LotMove, PointsCause};
use primitives::{Code, Timestamp};

impl PointsAccount {
    /// Takes in the account of who was merged: this account after it, and the empty one that leads to this. Whatever can
    /// be spent expires when it would have; what either owes is paid by what the other has; promises, purchases that
    /// count towards tiers and invitations are added up. `None` where the other never had anything.
    pub fn take_in(&self, gone: &Self, reason: Code, now: Timestamp) -> Option<(Booked, Booked)> {
        if gone.entries == 0 && gone.counted.is_empty() && gone.invites_by.is_none() {
            return None;
        }
        let sent = PointsCause::Sent { to: self.customer_id.clone(), reason: reason.clone() };
        let received = PointsCause::Received { from: gone.customer_id.clone(), reason };
        let out = gone.emptied(self, sent, now);
        let mut next = self.clone();
        let mut moves = Vec::new();
        for lot in gone.lots.all() {
            moves.extend(next.credit(lot.points, lot.expires_at));
        }
        moves.extend(next.take_back(gone.owed, None, now));
        next.pending = next.pending.saturating_add(gone.pending);
        for month in &gone.counted {
            next.count(month.month, month.points, &month.spent);
        }
        next.referred = referred(self.referred, gone.referred);
        next.invites_by = self.invites_by.clone().or_else(|| gone.invites_by.clone());
        Some((self.booked(next, received, moves, now), out))
    }

    /// An account that never had anything, and leads to this.
    #[must_use]
    pub fn led_to_by(&self, gone: &Self) -> Self {
        Self { merged_into: Some(self.customer_id.clone()), ..gone.clone() }
    }

    fn emptied(&self, into: &Self, cause: PointsCause, now: Timestamp) -> Booked {
        let lots = self.lots.all().iter();
        let moves =
            lots.map(|lot| LotMove { expires_at: lot.expires_at, points: -lot.points }).collect();
        let empty = Self::open(self.customer_id.clone(), now);
        let next = Self {
            entries: self.entries,
            last_at: self.last_at,
            opened_at: self.opened_at,
            merged_into: Some(into.customer_id.clone()),
            ..empty
        };
        self.booked(next, cause, moves, now)
    }
}

/// Of two months, the later one: those of the earlier limit nothing any more.
fn referred(one: Option<Referred>, other: Option<Referred>) -> Option<Referred> {
    match (one, other) {
        (Some(one), Some(other)) if one.month == other.month => {
            Some(Referred { count: one.count.saturating_add(other.count), ..one })
        }
        (Some(one), Some(other)) => Some(if one.month > other.month { one } else { other }),
        (one, other) => one.or(other),
    }
}
