use super::GiftCardRefusal;
use crate::digest;
use primitives::Timestamp;
use serde::{Deserialize, Serialize};

/// Wrong codes of one caller within [`WINDOW_SECONDS`].
pub const ATTEMPTS_MAX: u32 = 10;
/// Seconds after which wrong codes are forgotten.
pub const WINDOW_SECONDS: i64 = 3_600;

/// Wrong codes of one caller. With eighty bits nobody guesses a code; this keeps them from trying.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// How many.
    pub wrong: u32,
    /// When the first of them came.
    pub since: Option<Timestamp>,
}

impl Attempts {
    /// Whether one more may be tried.
    pub fn allow(&self, now: Timestamp) -> Result<(), GiftCardRefusal> {
        match self.since.map(|since| since.plus_seconds(WINDOW_SECONDS)) {
            Some(end) if now < end && self.wrong >= ATTEMPTS_MAX => {
                Err(GiftCardRefusal::TooManyAttempts(end.seconds() - now.seconds()))
            }
            _ => Ok(()),
        }
    }

    /// After a wrong code.
    #[must_use]
    pub fn wrong(self, now: Timestamp) -> Self {
        match self.since {
            Some(since) if now < since.plus_seconds(WINDOW_SECONDS) => {
                Self { wrong: self.wrong.saturating_add(1), since: self.since }
            }
            _ => Self { wrong: 1, since: Some(now) },
        }
    }
}

/// Wrong codes that came from one bucket of callers, as they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guesses {
    /// Which bucket.
    pub bucket: String,
    /// How many.
    pub attempts: Attempts,
    /// When they may be forgotten.
    pub until: Timestamp,
}

impl Guesses {
    /// One wrong code more.
    #[must_use]
    pub fn and_one(bucket: String, before: Attempts, now: Timestamp) -> Self {
        let attempts = before.wrong(now);
        Self { bucket, attempts, until: now.plus_seconds(2 * WINDOW_SECONDS) }
    }
}

/// The bucket of a caller: twenty bits of a digest of who or where they are. An address is somebody's; of
/// four billion of them some four thousand share a bucket, so that it names nobody, and still a
/// stranger hardly ever waits for what another tried.
pub fn bucket(caller: &str) -> String {
    digest::hex(format!("gift card attempts {caller}")).chars().take(5).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_guesses_has_to_wait_an_hour() {
        let at = |seconds| Timestamp::from_millis(0).plus_seconds(seconds);
        let mut attempts = Attempts::default();
        for second in 0..10 {
            assert_eq!(attempts.allow(at(second)), Ok(()));
            attempts = attempts.wrong(at(second));
        }
        assert_eq!(attempts.allow(at(600)), Err(GiftCardRefusal::TooManyAttempts(3_000)));
        assert_eq!(attempts.allow(at(3_600)), Ok(()));
        assert_eq!(attempts.wrong(at(3_600)).wrong, 1);
    }
}
