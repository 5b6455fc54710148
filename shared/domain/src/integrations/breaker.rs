//! The circuit breaker of an endpoint: one that fails again and again is left alone for a while, then
//! tried with a single message, and given up after days of nothing but failures.
use super::delivery::{LEASE_SECONDS, Tally};
use primitives::{DeliveryId, EndpointId, Timestamp};
use serde::{Deserialize, Serialize};

/// Failures in a row after which the endpoint is left alone.
pub const OPENS_AFTER: u32 = 5;
/// Seconds for which it is left alone the first time; twice as long every further time.
const OPEN_SECONDS: i64 = 60;
/// Seconds for which it is left alone at the most.
pub const OPEN_SECONDS_MAX: i64 = 3_600;
/// Days of nothing but failures after which it is given up.
pub const GIVEN_UP_AFTER_DAYS: i64 = 5;

/// How an endpoint has been doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The endpoint.
    pub endpoint_id: EndpointId,
    /// Failures since the last success.
    pub failures: u32,
    /// When the first of these was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    /// Until when nothing is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_until: Option<Timestamp>,
    /// How often it was left alone since the last success.
    #[serde(default)]
    pub trips: u32,
    /// The one delivery that tries whether it is back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<DeliveryId>,
}

/// Whether something may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Yes.
    Closed,
    /// Not before then.
    Open(Timestamp),
    /// One message, to see whether it is back.
    Probe,
}

impl Health {
    /// An endpoint of which nothing bad is known.
    pub fn good(endpoint_id: EndpointId) -> Self {
        let (failures, trips) = (0, 0);
        Self { endpoint_id, failures, failing_since: None, open_until: None, trips, probe: None }
    }

    /// Whether something may be sent now.
    pub fn gate(&self, now: Timestamp) -> Gate {
        match self.open_until {
            None => Gate::Closed,
            Some(until) if now < until => Gate::Open(until),
            Some(_) => Gate::Probe,
        }
    }

    /// While one delivery tries, the others wait. If nothing is heard of it, another one tries.
    #[must_use]
    pub fn probing(self, delivery_id: DeliveryId, now: Timestamp) -> Self {
        let open_until = Some(now.plus_seconds(LEASE_SECONDS));
        Self { probe: Some(delivery_id), open_until, ..self }
    }

    /// After an answer, or the lack of one.
    #[must_use]
    pub fn counting(self, delivery_id: &DeliveryId, tally: Tally, now: Timestamp) -> Self {
        if tally == Tally::Success {
            return Self::good(self.endpoint_id);
        }
        let failures = self.failures.saturating_add(1);
        let failing_since = self.failing_since.or(Some(now));
        let probed = self.probe.as_ref() == Some(delivery_id);
        let first = self.open_until.is_none() && failures >= OPENS_AFTER;
        if !(probed || first) {
            return Self { failures, failing_since, ..self };
        }
        let pause = (OPEN_SECONDS << self.trips.min(10)).min(OPEN_SECONDS_MAX);
        Self {
            endpoint_id: self.endpoint_id,
            failures,
            failing_since,
            open_until: Some(now.plus_seconds(pause)),
            trips: self.trips.saturating_add(1),
            probe: None,
        }
    }

    /// Whether it has failed for so long that nobody is there any more.
    pub fn is_hopeless(&self, now: Timestamp) -> bool {
        let patience = GIVEN_UP_AFTER_DAYS * 86_400;
        self.failures >= OPENS_AFTER
            && self.failing_since.is_some_and(|since| since.plus_seconds(patience) <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

    fn good() -> Health {
        Health::good(EndpointId::example())
    }
    fn one() -> DeliveryId {
        DeliveryId::example()
    }
    fn failed(health: Health, times: u32) -> Health {
        (0..times).fold(health, |health, _| health.counting(&one(), Tally::Failure, NOW))
    }

    #[test]
    fn it_opens_after_so_many_failures_in_a_row() {
        assert_eq!(failed(good(), OPENS_AFTER - 1).gate(NOW), Gate::Closed);
        let open = failed(good(), OPENS_AFTER);
        assert_eq!(open.gate(NOW), Gate::Open(NOW.plus_seconds(60)));
        // What was under way when it opened does not keep it open longer.
        assert_eq!(failed(open.clone(), 3).open_until, open.open_until);
        assert_eq!(open.gate(NOW.plus_seconds(60)), Gate::Probe);
    }

    #[test]
    fn one_message_tries_and_decides() {
        let later = NOW.plus_seconds(60);
        let probing = failed(good(), OPENS_AFTER).probing(one(), later);
        assert!(matches!(probing.gate(later), Gate::Open(_)));
        let back = probing.clone().counting(&one(), Tally::Success, later);
        assert_eq!(back, good());
        let still = probing.counting(&one(), Tally::Failure, later);
        assert_eq!(still.gate(later), Gate::Open(later.plus_seconds(120)));
    }

    proptest! {
        /// Whatever happens in whatever order: it is never left alone for more than an hour at a time,
        /// never without a way back, and a success puts everything right.
        #[test]
        fn it_always_comes_back(steps in proptest::collection::vec((0u8..3, 0i64..5_000), 0..60)) {
            let mut health = good();
            let mut now = NOW;
            for (what, pause) in steps {
                now = now.plus_seconds(pause);
                health = match (what, health.gate(now)) {
                    (0, _) => health.counting(&one(), Tally::Failure, now),
                    (1, Gate::Probe) => health.probing(one(), now),
                    (2, _) => health.counting(&one(), Tally::Success, now),
                    _ => health,
                };
                if let Gate::Open(until) = health.gate(now) {
                    prop_assert!(until <= now.plus_seconds(OPEN_SECONDS_MAX));
                    prop_assert_eq!(health.gate(until), Gate::Probe);
                }
                prop_assert_eq!(health.failures == 0, health.failing_since.is_none());
                prop_assert!(health.failures >= OPENS_AFTER || health.open_until.is_none());
            }
            prop_assert_eq!(health.counting(&one(), Tally::Success, now), good());
        }
    }
}
