//! Lists: one partition of the table or of an index, page by page.
use crate::{
    Entity, Place, Table, TableError,
    entity::{self, Item},
    error::classify,
};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::marker::PhantomData;

/// Where to read: the table's own order, or a secondary index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)] // Spelled as in the template.
pub enum Index {
    /// The table itself: whole entities.
    table,
    /// Index 1: summaries.
    gsi1,
    /// Index 2: summaries.
    gsi2,
    /// Index 3: summaries.
    gsi3,
}

impl Index {
    pub(crate) const SECONDARY: [Self; 3] = [Self::gsi1, Self::gsi2, Self::gsi3];

    /// The attributes that are its keys.
    pub const fn attributes(self) -> (&'static str, &'static str) {
        match self {
            Self::table => (entity::PK, entity::SK),
            Self::gsi1 => ("gsi1pk", "gsi1sk"),
            Self::gsi2 => ("gsi2pk", "gsi2sk"),
            Self::gsi3 => ("gsi3pk", "gsi3sk"),
        }
    }

    /// Its name in the template.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::table => None,
            Self::gsi1 => Some("gsi1"),
            Self::gsi2 => Some("gsi2"),
            Self::gsi3 => Some("gsi3"),
        }
    }
}

/// One partition to read, and in which order.
#[derive(Clone, Debug)]
pub struct List<T> {
    index: Index,
    pk: String,
    from: String,
    to: String,
    newest: bool,
    of: PhantomData<fn() -> T>,
}

/// Above every character of a sort key.
const LAST: char = '\u{10FFFF}';
/// Below every sort key: DynamoDB takes no empty string where a key is compared.
const FIRST: &str = " ";

impl<T> List<T> {
    /// Ascending by sort key.
    pub(crate) fn oldest(index: Index, pk: String, prefix: String) -> Self {
        let to = format!("{prefix}{LAST}");
        Self { index, pk, from: prefix, to, newest: false, of: PhantomData }
    }

    /// Descending by sort key.
    pub(crate) fn newest(index: Index, pk: String, prefix: String) -> Self {
        Self { newest: true, ..Self::oldest(index, pk, prefix) }
    }

    /// Only up to this end of the prefix, inclusive: for "all that is due by now".
    #[must_use]
    pub fn up_to(mut self, end: impl std::fmt::Display) -> Self {
        self.to = format!("{}{end}{LAST}", self.from);
        self
    }

    /// Only up to this key, and that itself if it is there: for whoever reads several lists as one, newest first.
    #[must_use]
    pub fn until(mut self, key: impl std::fmt::Display) -> Self {
        self.to = format!("{}{key}", self.from);
        self
    }

    fn begin(&self) -> &str {
        if self.from.is_empty() { FIRST } else { &self.from }
    }

    /// Says which list a cursor was made by, so that it serves no other.
    fn mark(&self) -> String {
        let text = format!("{:?}|{}|{}|{}", self.index, self.pk, self.from, self.newest);
        URL_SAFE_NO_PAD.encode(Sha256::digest(text).iter().take(6).copied().collect::<Vec<_>>())
    }
}

/// Where a page ended. Opaque to callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// A cursor that came from outside; it is checked when it is used.
    pub fn from_outside(raw: String) -> Self {
        Self(raw)
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> String {
        cursor.0
    }
}

/// One page.
#[derive(Clone, Debug)]
pub struct Listing<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
}

impl Table {
    /// One page of a list. By index it is eventually consistent, and gives summaries.
    pub async fn list<T: DeserializeOwned>(
        &self,
        list: &List<T>,
        limit: u32,
        after: Option<&Cursor>,
    ) -> Result<Listing<T>, TableError> {
        let (pk, sk) = list.index.attributes();
        let page = self
            .client
            .query()
            .table_name(&*self.name)
            .set_index_name(list.index.name().map(Into::into))
            .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
            .expression_attribute_names("#pk", pk)
            .expression_attribute_names("#sk", sk)
            .expression_attribute_values(":pk", AttributeValue::S(list.pk.clone()))
            .expression_attribute_values(":from", AttributeValue::S(list.begin().into()))
            .expression_attribute_values(":to", AttributeValue::S(list.to.clone()))
            .scan_index_forward(!list.newest)
            .set_consistent_read((list.index == Index::table).then_some(true))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(after.map(|cursor| start(list, cursor)).transpose()?)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(classify)?;
        let units = page.consumed_capacity.and_then(|c| c.capacity_units).unwrap_or_default();
        self.meter.count(units, 0.0);
        let next = page.last_evaluated_key.map(|key| cursor(list, &key)).transpose()?;
        let mut items = page.items.unwrap_or_default();
        self.open(&mut items).await?;
        let items = items.into_iter().map(|item| read(list.index, item));
        Ok(Listing { items: items.collect::<Result<_, _>>()?, next })
    }
}

fn read<T: DeserializeOwned>(index: Index, mut item: Item) -> Result<T, TableError> {
    let broken = |why: String| TableError::Corrupt { entity: "list item", why };
    if index == Index::table {
        return serde_dynamo::from_item(item).map_err(|e| broken(e.to_string()));
    }
    let summary = item.remove(entity::SUMMARY).ok_or_else(|| broken("has no summary".into()))?;
    serde_dynamo::from_attribute_value(summary).map_err(|e| broken(e.to_string()))
}

/// A cursor holds the list's mark and the keys at which the page ended.
fn cursor<T>(list: &List<T>, last: &Item) -> Result<Cursor, TableError> {
    let text = |name: &str| match last.get(name) {
        Some(AttributeValue::S(text)) => Ok(text.clone()),
        _ => Err(TableError::Cursor),
    };
    let (_, index_sk) = list.index.attributes();
    let parts = [list.mark(), text(entity::PK)?, text(entity::SK)?, text(index_sk)?];
    let json = serde_json::to_vec(&parts).map_err(|_| TableError::Cursor)?;
    Ok(Cursor(URL_SAFE_NO_PAD.encode(json)))
}

fn start<T>(list: &List<T>, cursor: &Cursor) -> Result<Item, TableError> {
    let json = URL_SAFE_NO_PAD.decode(&cursor.0).map_err(|_| TableError::Cursor)?;
    let [mark, pk, sk, index_sk]: [String; 4] =
        serde_json::from_slice(&json).map_err(|_| TableError::Cursor)?;
    let (index_pk_name, index_sk_name) = list.index.attributes();
    let within = (list.from.as_str()..=list.to.as_str()).contains(&index_sk.as_str());
    let own = list.index != Index::table || (pk == list.pk && sk == index_sk);
    if mark != list.mark() || !within || !own {
        return Err(TableError::Cursor);
    }
    Ok(Item::from([
        (entity::PK.into(), AttributeValue::S(pk)),
        (entity::SK.into(), AttributeValue::S(sk)),
        (index_pk_name.into(), AttributeValue::S(list.pk.clone())),
        (index_sk_name.into(), AttributeValue::S(index_sk)),
    ]))
}

/// A summary attribute of any serialisable value.
pub fn summary<E: Entity, S: serde::Serialize>(value: &S) -> Result<AttributeValue, TableError> {
    serde_dynamo::to_attribute_value(value)
        .map_err(|e| TableError::Corrupt { entity: E::ROW.entity, why: e.to_string() })
}

/// A place in an index.
pub fn entry(pk: impl Into<String>, sk: impl Into<String>) -> Place {
    Place { pk: pk.into(), sk: sk.into() }
}
