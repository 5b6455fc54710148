//! A service that fails again and again is left alone for a while, so that shoppers need not wait for it.
use primitives::Timestamp;

/// Failures in a row after which it is left alone.
const FAILURES: u32 = 3;
/// Seconds for which it is.
const REST_SECONDS: i64 = 30;

/// How a service has answered of late, as one process saw it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaxBreaker {
    failures: u32,
    rests_until: Option<Timestamp>,
}

impl TaxBreaker {
    /// Whether it may be asked.
    pub fn lets(&self, now: Timestamp) -> bool {
        self.rests_until.is_none_or(|until| until <= now)
    }

    /// After it answered, or did not. Whoever asks after the rest decides by one failure.
    #[must_use]
    pub fn after(&self, answered: bool, now: Timestamp) -> Self {
        if answered {
            return Self::default();
        }
        let failures = self.failures.saturating_add(1);
        let rests = failures >= FAILURES;
        Self { failures, rests_until: rests.then(|| now.plus_seconds(REST_SECONDS)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_failures_in_a_row_give_it_a_rest_and_one_more_after_it_another() {
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        let two = TaxBreaker::default().after(false, at(0)).after(false, at(1));
        assert!(two.lets(at(1)));
        assert_eq!(two.after(true, at(1)), TaxBreaker::default(), "an answer forgives all");
        let three = two.after(false, at(2));
        assert!(!three.lets(at(2)) && !three.lets(at(31)));
        assert!(three.lets(at(32)));
        assert!(!three.after(false, at(32)).lets(at(61)));
        assert!(three.after(true, at(32)).after(false, at(33)).lets(at(33)));
    }
}
