use primitives::{CustomerId, GiftCardId, Money, Timestamp};
use serde::{Deserialize, Serialize};

/// Store credit that points became. What comes back to it becomes points again, at the rate at which it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsCredit {
    /// The store credit.
    pub card_id: GiftCardId,
    /// Whose.
    pub customer_id: CustomerId,
    /// What it cost.
    pub points: i64,
    /// What it was worth.
    pub worth: Money,
    /// What of that has become points again.
    pub returned: i64,
    /// When it was made.
    pub made_at: Timestamp,
}

impl PointsCredit {
    /// So much of it becomes points again: the credit then, and the points. In whatever portions it comes back,
    /// they come to what the whole cost, and never to more.
    pub fn give_back(&self, minor: i64) -> (Self, i64) {
        let upto = |minor: i64| {
            let exact = i128::from(self.points) * i128::from(minor);
            let points = exact.div_euclid(i128::from(self.worth.minor.max(1)));
            i64::try_from(points).unwrap_or(self.points)
        };
        let left = self.worth.minor - self.returned;
        let returned = self.returned + minor.clamp(0, left.max(0));
        let points = upto(returned) - upto(self.returned);
        (Self { returned, ..self.clone() }, points)
    }
}
