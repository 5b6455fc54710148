//! Typed keys, and values held at the version they were read at.
use crate::{
    EntityRow, Personal, TableError,
    sealing::{self, Sealed},
};
use aws_sdk_dynamodb::types::AttributeValue;
use primitives::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::HashMap, fmt, marker::PhantomData, ops::Deref};

/// An item as DynamoDB knows it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Attributes that the table itself keeps on items. No entity may have a field of such a name.
pub(crate) const PK: &str = "pk";
pub(crate) const SK: &str = "sk";
/// Version of the item, from 1.
pub(crate) const VERSION: &str = "v";
/// Which entity it is.
pub(crate) const KIND: &str = "t";
/// What an index projects: the entity's summary.
pub(crate) const SUMMARY: &str = "s";
/// When DynamoDB may delete it, in epoch seconds.
pub(crate) const TTL: &str = "ttl";
/// What is personal of it, sealed, by subject.
pub(crate) const SEALED: &str = "x";

/// Where an item lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

/// Where one `E` lives. Typed, so a load knows what comes back.
pub struct Key<E> {
    pub(crate) place: Place,
    of: PhantomData<fn() -> E>,
}

impl<E> Key<E> {
    /// The key of a place. Only key rows call this.
    pub(crate) fn at(pk: String, sk: String) -> Self {
        Self { place: Place { pk, sk }, of: PhantomData }
    }

    /// The place.
    pub fn place(&self) -> &Place {
        &self.place
    }
}

impl<E> Clone for Key<E> {
    fn clone(&self) -> Self {
        Self { place: self.place.clone(), of: PhantomData }
    }
}

impl<E> fmt::Debug for Key<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.place.pk, self.place.sk)
    }
}

/// Something the table keeps, at a key of its own.
pub trait Entity: Indexed + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The key row.
    const ROW: &'static EntityRow;
    /// Its own key.
    fn key(&self) -> Key<Self>;
}

/// Under which further keys an entity is found, and for how long. The default: none, for ever.
pub trait Indexed: Sized {
    /// Entries in the indexes `gsi1`, `gsi2`, `gsi3`.
    fn entries(&self) -> Vec<(crate::Index, Place)> {
        Vec::new()
    }
    /// What listings by index give back. Required where there are entries.
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        None
    }
    /// What is personal of it, and so is sealed wherever it is written. Nothing of it may be in a key or a summary.
    fn personal(&self) -> Vec<Personal> {
        Vec::new()
    }
    /// When the item may vanish. Nothing may depend on it having vanished.
    fn expires(&self) -> Option<Timestamp> {
        None
    }
}

/// A value and the version it was read at: the only pass for writing over it.
#[derive(Clone, Debug)]
pub struct Held<E> {
    /// The value.
    pub value: E,
    pub(crate) version: u64,
    /// What is personal of it, where whoever read it has no keys.
    pub(crate) sealed: Option<Sealed>,
}

impl<E> Held<E> {
    /// The version it was read at.
    pub fn version(&self) -> u64 {
        self.version
    }
    /// The version it will have once replaced.
    pub fn next_version(&self) -> u64 {
        self.version + 1
    }
}

impl<E> Deref for Held<E> {
    type Target = E;
    fn deref(&self) -> &E {
        &self.value
    }
}

/// The item of an entity at a version.
pub(crate) fn to_item<E: Entity>(entity: &E, version: u64) -> Result<Item, TableError> {
    let broken = |why: String| TableError::Corrupt { entity: E::ROW.entity, why };
    let mut item: Item = serde_dynamo::to_item(entity).map_err(|e| broken(e.to_string()))?;
    // What is not there takes no room, and reads as not there.
    item.retain(|_, value| !value.is_null());
    if [PK, SK, VERSION, KIND, SUMMARY, TTL, SEALED].iter().any(|name| item.contains_key(*name)) {
        return Err(broken("has a field of a name that the table keeps for itself".into()));
    }
    let place = entity.key().place;
    item.insert(PK.into(), AttributeValue::S(place.pk));
    item.insert(SK.into(), AttributeValue::S(place.sk));
    item.insert(VERSION.into(), AttributeValue::N(version.to_string()));
    item.insert(KIND.into(), AttributeValue::S(E::ROW.entity.into()));
    for (index, place) in entity.entries() {
        let (pk, sk) = index.attributes();
        item.insert(pk.into(), AttributeValue::S(place.pk));
        item.insert(sk.into(), AttributeValue::S(place.sk));
    }
    if let Some(summary) = entity.summary() {
        item.insert(SUMMARY.into(), summary?);
    }
    if let Some(at) = entity.expires() {
        item.insert(TTL.into(), AttributeValue::N(at.seconds().to_string()));
    }
    Ok(item)
}

/// The entity of an item, with its version.
pub(crate) fn from_item<E: Entity>(mut item: Item) -> Result<Held<E>, TableError> {
    let broken = |why: String| TableError::Corrupt { entity: E::ROW.entity, why };
    let version = match item.remove(VERSION) {
        Some(AttributeValue::N(digits)) => digits.parse().map_err(|_| broken("version".into()))?,
        _ => return Err(broken("has no version".into())),
    };
    let sealed = sealing::unopened(&mut item);
    for name in [PK, SK, KIND, SUMMARY, TTL] {
        item.remove(name);
    }
    for index in crate::Index::SECONDARY {
        let (pk, sk) = index.attributes();
        item.remove(pk);
        item.remove(sk);
    }
    let value = serde_dynamo::from_item(item).map_err(|e| broken(e.to_string()))?;
    Ok(Held { value, version, sealed })
}
