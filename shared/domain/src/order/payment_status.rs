//! What the payments of an order add up to.
use crate::payment::{Buckets, Payment};
use primitives::Money;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the payments of an order add up to. Never set by hand: derived from the payments' own sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// Nothing is authorised or paid.
    #[default]
    Unpaid,
    /// Promised by the buyer's bank, not yet taken.
    Authorised,
    /// Some of what is due has been taken.
    PartPaid,
    /// All that is due has been taken.
    Paid,
    /// Some of what was taken has been given back.
    PartRefunded,
    /// All that was taken has been given back.
    Refunded,
    /// What was promised has been let go without being taken.
    Voided,
}

/// Settled sums over the payments of an order, in minor units of its currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaymentSums {
    /// Promised in all.
    pub authorised: i64,
    /// Taken.
    pub captured: i64,
    /// Given back of what was taken, as money or as store credit, and taken back by banks for good.
    pub refunded: i64,
    /// Let go of what was promised.
    pub cancelled: i64,
}

impl PaymentSums {
    /// The sums with one payment more.
    #[must_use]
    pub fn with(mut self, payment: &Payment) -> Self {
        let Buckets { authorised, captured, cancelled, refunded, converted } = payment.buckets;
        self.authorised += authorised.settled;
        self.captured += captured.settled;
        self.cancelled += cancelled.settled;
        self.refunded += refunded.settled + converted.settled + payment.disputed().settled;
        self
    }
}

impl PaymentStatus {
    /// The status, by what is due: the total less what was cancelled.
    pub fn of(due: Money, sums: PaymentSums) -> Self {
        let PaymentSums { authorised, captured, refunded, cancelled } = sums;
        if captured > 0 {
            return match refunded {
                0 if captured >= due.minor => Self::Paid,
                0 => Self::PartPaid,
                _ if refunded >= captured => Self::Refunded,
                _ => Self::PartRefunded,
            };
        }
        if authorised > cancelled {
            Self::Authorised
        } else if cancelled > 0 {
            Self::Voided
        } else {
            Self::Unpaid
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Currency;

    #[test]
    fn the_status_follows_from_the_sums() {
        let due = Money::new(100, Currency::GBP);
        let status = |authorised, captured, refunded, cancelled| {
            PaymentStatus::of(due, PaymentSums { authorised, captured, refunded, cancelled })
        };
        assert_eq!(status(0, 0, 0, 0), PaymentStatus::Unpaid);
        assert_eq!(status(100, 0, 0, 0), PaymentStatus::Authorised);
        assert_eq!(status(120, 0, 0, 20), PaymentStatus::Authorised);
        assert_eq!(status(100, 0, 0, 100), PaymentStatus::Voided);
        assert_eq!(status(100, 40, 0, 0), PaymentStatus::PartPaid);
        assert_eq!(status(100, 100, 0, 0), PaymentStatus::Paid);
        assert_eq!(status(100, 100, 30, 0), PaymentStatus::PartRefunded);
        assert_eq!(status(100, 100, 100, 0), PaymentStatus::Refunded);
    }
}
