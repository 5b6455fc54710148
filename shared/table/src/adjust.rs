//! Changes that commute: counters that many commands move at once without reading them first.
use crate::{Entity, Key};

/// Adds to counters of one item, if they are large enough.
///
/// Two adjustments of one item never make each other stale; only a guard that fails does.
#[derive(Debug)]
pub struct Adjust<E> {
    pub(crate) key: Key<E>,
    pub(crate) add: Vec<(&'static str, i64)>,
    pub(crate) at_least: Vec<(&'static str, i64)>,
    pub(crate) at_most: Vec<(&'static str, i64)>,
}

impl<E: Entity> Adjust<E> {
    /// An adjustment of an item that exists.
    pub fn of(key: Key<E>) -> Self {
        Self { key, add: Vec::new(), at_least: Vec::new(), at_most: Vec::new() }
    }

    /// Adds to a counter, or takes from it. Adding nothing is left out.
    #[must_use]
    pub fn add(mut self, counter: &'static str, by: i64) -> Self {
        if by != 0 {
            self.add.push((counter, by));
        }
        self
    }

    /// Only if the counter is at least so much before.
    #[must_use]
    pub fn at_least(mut self, counter: &'static str, least: i64) -> Self {
        self.at_least.push((counter, least));
        self
    }

    /// Only if the counter is at most so much before.
    #[must_use]
    pub fn at_most(mut self, counter: &'static str, most: i64) -> Self {
        self.at_most.push((counter, most));
        self
    }
}
