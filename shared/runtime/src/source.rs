//! Time and chance: the two things a decision may not reach for itself.
use primitives::Timestamp;

/// Where time and randomness come from.
pub trait Source: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
    /// Sixteen random bytes, fit for secrets.
    fn random(&self) -> [u8; 16];
}

/// The machine's clock and the operating system's randomness.
#[derive(Debug, Default)]
pub struct SystemSource;

impl Source for SystemSource {
    #[allow(clippy::disallowed_methods)] // The one place that may.
    fn now(&self) -> Timestamp {
        let since =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // Without randomness no id and no secret can be made: stopping is the only safe answer.
        if getrandom::fill(&mut bytes).is_err() {
            std::process::abort();
        }
        bytes
    }
}
