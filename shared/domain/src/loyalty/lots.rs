use primitives::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LotMove;

/// Points that expire on the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lot {
    /// From then on they cannot be spent; never, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// What is left of them: always more than nothing.
    pub points: i64,
}

/// What is left, by the day on which it expires, the first to expire first. Points expire at the end of a month, so
/// that there are never more lots than months for which points are good, however long the ledger is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lots(Vec<Lot>);

impl Lots {
    /// All of them.
    pub fn all(&self) -> &[Lot] {
        &self.0
    }

    /// What is left in all.
    pub fn sum(&self) -> i64 {
        self.0.iter().map(|lot| lot.points).sum()
    }

    /// What can be spent.
    pub fn live(&self, now: Timestamp) -> i64 {
        self.0.iter().filter(|lot| lives(lot, now)).map(|lot| lot.points).sum()
    }

    /// When the first of them expires.
    pub fn first_end(&self) -> Option<Timestamp> {
        self.0.first().and_then(|lot| lot.expires_at)
    }

    /// Puts points in.
    pub(super) fn put(&mut self, expires_at: Option<Timestamp>, points: i64) -> Vec<LotMove> {
        if points <= 0 {
            return Vec::new();
        }
        match self.0.iter_mut().find(|lot| lot.expires_at == expires_at) {
            Some(lot) => lot.points += points,
            None => self.0.push(Lot { expires_at, points }),
        }
        self.0.sort_by_key(|lot| lot.expires_at.map_or(i64::MAX, Timestamp::millis));
        vec![LotMove { expires_at, points }]
    }

    /// Takes points of whatever can be spent, what expires first before the rest; says how far that went.
    pub(super) fn take(&mut self, points: i64, now: Timestamp) -> Vec<LotMove> {
        self.take_where(points, |lot| lives(lot, now))
    }

    /// Takes points that expire on this day.
    pub(super) fn take_of(&mut self, expires_at: Option<Timestamp>, points: i64) -> Vec<LotMove> {
        self.take_where(points, |lot| lot.expires_at == expires_at)
    }

    /// Takes everything that has expired.
    pub(super) fn expire(&mut self, now: Timestamp) -> Vec<LotMove> {
        self.take_where(i64::MAX, |lot| !lives(lot, now))
    }

    fn take_where(&mut self, points: i64, which: impl Fn(&Lot) -> bool) -> Vec<LotMove> {
        let mut left = points;
        let mut moves = Vec::new();
        for lot in self.0.iter_mut().filter(|lot| which(lot)) {
            let taken = lot.points.min(left);
            if taken > 0 {
                lot.points -= taken;
                left -= taken;
                moves.push(LotMove { expires_at: lot.expires_at, points: -taken });
            }
        }
        self.0.retain(|lot| lot.points > 0);
        moves
    }
}

fn lives(lot: &Lot, now: Timestamp) -> bool {
    lot.expires_at.is_none_or(|end| now < end)
}
