//! How many ask, and when.
use crate::chance::Chance;

/// Shoppers who ask for one unit each, whether or not those before them were served: an open model,
/// so that a slow shop does not slow its own load down.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Shoppers a second.
    pub rate: u64,
    /// Seconds for which they come.
    pub seconds: u64,
    /// Units on the shelf.
    pub units: u32,
    /// What chance follows from.
    pub seed: u64,
}

impl Load {
    /// When each of them comes, in milliseconds, in order.
    pub fn arrivals(&self) -> Vec<u64> {
        let mut chance = Chance::seeded(self.seed);
        let all = self.rate * self.seconds;
        let mut times: Vec<u64> = (0..all).map(|_| chance.below(self.seconds * 1_000)).collect();
        times.sort_unstable();
        times
    }
}
