//! Time that stands still until a test turns it, and chance that is the same in every run.
use primitives::Timestamp;
use runtime::Source;
use std::sync::Mutex;

/// A clock and a random source for tests.
#[derive(Debug)]
pub struct TestSource {
    state: Mutex<(i64, u64)>,
}

/// 2026-11-21T09:30:00Z.
const BEGIN: i64 = 1_795_253_400_000;

impl TestSource {
    /// A source whose randomness follows from `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self { state: Mutex::new((BEGIN, seed)) }
    }

    /// Lets time pass.
    pub fn advance(&self, seconds: i64) {
        if let Ok(mut state) = self.state.lock() {
            state.0 += seconds * 1_000;
        }
    }
}

/// SplitMix64: enough for ids that differ.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Source for TestSource {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.state.lock().map_or(BEGIN, |state| state.0))
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        if let Ok(mut state) = self.state.lock() {
            let words = [next(&mut state.1), next(&mut state.1)];
            let all = words.iter().flat_map(|word| word.to_be_bytes());
            bytes.iter_mut().zip(all).for_each(|(to, from)| *to = from);
        }
        bytes
    }
}
