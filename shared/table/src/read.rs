//! Reads by key.
use crate::{
    Entity, Held, Key, Place, Table, TableError,
    entity::{self, Item},
    error::classify,
};
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity};
use primitives::limits::BATCH_GET_MAX;
use std::{collections::HashMap, time::Duration};

impl Table {
    /// The entity at a key, as of now, or [`TableError::Missing`].
    pub async fn load<E: Entity>(&self, key: &Key<E>) -> Result<Held<E>, TableError> {
        self.find(key).await?.ok_or(TableError::Missing { entity: E::ROW.entity })
    }

    /// The entity at a key, as of now, if there is one.
    pub async fn find<E: Entity>(&self, key: &Key<E>) -> Result<Option<Held<E>>, TableError> {
        self.get(key, true).await
    }

    /// The entity at a key, as it was a moment ago: half the price, for pages that only show.
    pub async fn peek<E: Entity>(&self, key: &Key<E>) -> Result<Option<Held<E>>, TableError> {
        self.get(key, false).await
    }

    async fn get<E: Entity>(
        &self,
        key: &Key<E>,
        consistent: bool,
    ) -> Result<Option<Held<E>>, TableError> {
        let found = self
            .client
            .get_item()
            .table_name(&*self.name)
            .set_key(Some(key_item(&key.place)))
            .consistent_read(consistent)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(classify)?;
        let units = found.consumed_capacity.and_then(|c| c.capacity_units).unwrap_or_default();
        self.meter.count(units, 0.0);
        let Some(mut item) = found.item else { return Ok(None) };
        self.open([&mut item]).await?;
        entity::from_item(item).map(Some)
    }

    /// The entities at many keys, in the keys' order; `None` where there is none.
    pub async fn load_many<E: Entity>(
        &self,
        keys: &[Key<E>],
    ) -> Result<Vec<Option<Held<E>>>, TableError> {
        self.many(keys, true).await
    }

    /// The entities at many keys, as they were a moment ago: half the price.
    pub async fn peek_many<E: Entity>(
        &self,
        keys: &[Key<E>],
    ) -> Result<Vec<Option<Held<E>>>, TableError> {
        self.many(keys, false).await
    }

    async fn many<E: Entity>(
        &self,
        keys: &[Key<E>],
        consistent: bool,
    ) -> Result<Vec<Option<Held<E>>>, TableError> {
        let mut wanted: Vec<&Place> = keys.iter().map(|key| &key.place).collect();
        wanted.sort();
        wanted.dedup();
        let found = self.items(&wanted, consistent).await?;
        keys.iter()
            .map(|key| found.get(&key.place).cloned().map(entity::from_item).transpose())
            .collect()
    }

    /// The items at these places, none of which may be there twice.
    pub(crate) async fn items(
        &self,
        places: &[&Place],
        consistent: bool,
    ) -> Result<HashMap<Place, Item>, TableError> {
        let mut found: HashMap<Place, Item> = HashMap::new();
        for chunk in places.chunks(BATCH_GET_MAX) {
            let keys = chunk.iter().map(|place| key_item(place)).collect();
            self.batch(keys, consistent, &mut found).await?;
        }
        self.open(found.values_mut()).await?;
        Ok(found)
    }

    /// One `BatchGetItem`, repeated for what DynamoDB left over.
    async fn batch(
        &self,
        mut keys: Vec<Item>,
        consistent: bool,
        found: &mut HashMap<Place, Item>,
    ) -> Result<(), TableError> {
        let mut pause = Duration::from_millis(20);
        for _ in 0..8 {
            let ask = KeysAndAttributes::builder()
                .set_keys(Some(keys))
                .consistent_read(consistent)
                .build()
                .map_err(|e| TableError::Failed(e.to_string()))?;
            let page = self
                .client
                .batch_get_item()
                .request_items(&*self.name, ask)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(classify)?;
            let units = page.consumed_capacity.unwrap_or_default();
            self.meter.count(units.iter().filter_map(|c| c.capacity_units).sum(), 0.0);
            for item in page.responses.unwrap_or_default().into_values().flatten() {
                found.insert(place_of(&item)?, item);
            }
            let left = page.unprocessed_keys.unwrap_or_default().into_values().next();
            match left {
                Some(left) if !left.keys.is_empty() => keys = left.keys,
                _ => return Ok(()),
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(TableError::Throttled)
    }
}

fn place_of(item: &Item) -> Result<Place, TableError> {
    match (item.get(entity::PK), item.get(entity::SK)) {
        (Some(AttributeValue::S(pk)), Some(AttributeValue::S(sk))) => {
            Ok(Place { pk: pk.clone(), sk: sk.clone() })
        }
        _ => Err(TableError::Corrupt { entity: "item", why: "has no key".into() }),
    }
}

/// The key attributes of a place.
pub(crate) fn key_item(place: &Place) -> Item {
    Item::from([
        (entity::PK.into(), AttributeValue::S(place.pk.clone())),
        (entity::SK.into(), AttributeValue::S(place.sk.clone())),
    ])
}
