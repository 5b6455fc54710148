//! Things of several kinds, read together: one round trip instead of one per kind.
use crate::{
    Entity, Held, Key, Place, Table, TableError,
    entity::{self, Item},
};
use std::collections::{BTreeSet, HashMap};

/// Keys of several kinds.
#[derive(Clone, Debug, Default)]
pub struct Wanted(BTreeSet<Place>);

impl Wanted {
    /// These as well.
    #[must_use]
    pub fn and<E: Entity>(mut self, keys: impl IntoIterator<Item = Key<E>>) -> Self {
        self.0.extend(keys.into_iter().map(|key| key.place));
        self
    }
}

/// What was found.
#[derive(Debug)]
pub struct Found(HashMap<Place, Item>);

impl Found {
    /// What is at a key, if it was asked for and is there.
    pub fn get<E: Entity>(&self, key: &Key<E>) -> Result<Option<Held<E>>, TableError> {
        self.0.get(&key.place).cloned().map(entity::from_item).transpose()
    }
}

impl Table {
    /// Everything at these keys, as of now, in as few round trips as it takes.
    pub async fn collect(&self, wanted: &Wanted) -> Result<Found, TableError> {
        let places: Vec<&Place> = wanted.0.iter().collect();
        self.items(&places, true).await.map(Found)
    }

    /// Everything at these keys, as it was a moment ago, in as few round trips as it takes.
    pub async fn gather(&self, wanted: &Wanted) -> Result<Found, TableError> {
        let places: Vec<&Place> = wanted.0.iter().collect();
        self.items(&places, false).await.map(Found)
    }
}
