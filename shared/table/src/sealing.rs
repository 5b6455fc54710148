//! What is personal of an entity lies in the table sealed, under a key of whoever it is about.
//!
//! Invariant: no attribute that [`Indexed::personal`](crate::Indexed::personal) names is ever written in clear. A function that was
//! given no keys reads such an entity without them, and whatever it writes keeps them as they were.
use crate::{
    Done, Place, Table, TableError,
    done::{How, Write},
    entity::{self, Item, PK, SEALED, SK},
};
use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use futures_util::future::try_join_all;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    future::Future,
    pin::Pin,
    sync::Arc,
};
use vault::{DataKey, SealError};

/// Some attributes of an entity, and whose they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal {
    /// By what name their key is kept: whoever destroys it has destroyed them, in every copy of the table.
    pub subject: String,
    /// Their names; within another attribute `plan.address`, within the entries of a list `photos.*.caption`. A struct
    /// without them has to be readable: so it reads once the key is gone.
    pub attributes: &'static [&'static str],
}

impl Personal {
    /// Attributes of a subject.
    pub fn of(subject: impl ToString, attributes: &'static [&'static str]) -> Self {
        Self { subject: subject.to_string(), attributes }
    }
}

/// A key, later.
pub type KeyLater<'a, T> = Pin<Box<dyn Future<Output = Result<T, String>> + Send + 'a>>;

/// Where keys are kept: not in the table.
pub trait Keys: Send + Sync {
    /// The key of a subject, if there is one.
    fn find<'a>(&'a self, subject: &'a str) -> KeyLater<'a, Option<Arc<DataKey>>>;
    /// The key of a subject; made where there is none.
    fn own<'a>(&'a self, subject: &'a str) -> KeyLater<'a, Arc<DataKey>>;
}

/// Sealed attributes by subject, as they lie in an item.
pub(crate) type Sealed = HashMap<String, AttributeValue>;

impl Table {
    /// The table for whoever may seal and open.
    #[must_use]
    pub fn with_keys(self, keys: Arc<dyn Keys>) -> Self {
        Self { keys: Some(keys), ..self }
    }

    /// The table for whoever may not.
    #[must_use]
    pub fn without_keys(self) -> Self {
        Self { keys: None, ..self }
    }

    /// Puts what is sealed in items where it was before. Where its key is gone, it is gone. Keys are asked for all at once:
    /// each is some milliseconds away.
    pub(crate) async fn open<'a>(
        &self,
        items: impl IntoIterator<Item = &'a mut Item>,
    ) -> Result<(), TableError> {
        let Some(keys) = self.keys.as_deref() else { return Ok(()) };
        let (mut all, mut subjects) = (Vec::new(), BTreeSet::new());
        for item in items {
            let Some(AttributeValue::M(sealed)) = item.remove(SEALED) else { continue };
            subjects.extend(sealed.keys().cloned());
            all.push((item, sealed));
        }
        let found = subjects.iter().map(|subject| keys.find(subject));
        let found = try_join_all(found).await.map_err(TableError::Failed)?;
        let found: BTreeMap<_, _> = subjects.iter().map(String::as_str).zip(found).collect();
        for (item, sealed) in all {
            let place = place(item)?;
            for (subject, text) in sealed {
                if let Some(Some(key)) = found.get(subject.as_str()) {
                    opened(item, key, at(&place, &subject), text)?;
                }
            }
        }
        Ok(())
    }

    /// Seals what is personal in what is about to be written.
    pub(crate) async fn seal<R>(&self, done: &mut Done<R>) -> Result<(), TableError> {
        for write in &mut done.writes {
            let Write { entity, place, how, personal, carried } = write;
            let (How::Create(item) | How::Replace(item, _) | How::Put(item)) = how else {
                continue;
            };
            let mut sealed = Sealed::new();
            for Personal { subject, attributes } in personal.iter() {
                let clear = taken(item, attributes)?;
                if clear.is_empty() {
                    continue;
                }
                let keys = self.keys.as_deref().ok_or(TableError::Corrupt {
                    entity,
                    why: "has something personal in it, and this function was given no keys".into(),
                })?;
                let key = keys.own(subject).await.map_err(TableError::Failed)?;
                let clear = serde_json::to_vec(&clear).map_err(|_| broken("cannot be written"))?;
                let text = key
                    .seal(at(place, subject), &clear)
                    .map_err(|error| broken(&error.to_string()))?;
                sealed.insert(subject.clone(), AttributeValue::B(Blob::new(text)));
            }
            if self.keys.is_none() {
                sealed.extend(carried.take().into_iter().flatten());
            }
            if !sealed.is_empty() {
                item.insert(SEALED.into(), AttributeValue::M(sealed));
            }
        }
        Ok(())
    }
}

/// Opens one ciphertext of an item.
fn opened(
    item: &mut Item,
    key: &DataKey,
    at: vault::Place<'_>,
    text: AttributeValue,
) -> Result<(), TableError> {
    let AttributeValue::B(text) = text else { return Err(broken("is sealed in no known way")) };
    let clear = match key.open(at, text.as_ref()) {
        Ok(clear) => clear,
        // A key that was made anew opens nothing that was sealed before the first was destroyed.
        Err(SealError::Opening) => return Ok(()),
        Err(error) => return Err(broken(&error.to_string())),
    };
    let clear: Map<String, Value> =
        serde_json::from_slice(&clear).map_err(|_| broken("holds no attributes"))?;
    for (name, value) in clear {
        let value = serde_dynamo::to_attribute_value(value);
        put(item, &name, value.map_err(|_| broken("holds no attributes"))?);
    }
    Ok(())
}

/// These attributes, by their full names. The item then has them no more.
fn taken(item: &mut Item, attributes: &[&str]) -> Result<Map<String, Value>, TableError> {
    let mut found = Vec::new();
    for path in attributes {
        take(item, "", path, &mut found);
    }
    let plain = |(name, value)| {
        serde_dynamo::from_attribute_value(value)
            .map(|value| (name, value))
            .map_err(|_| broken("has something that cannot be sealed"))
    };
    found.into_iter().map(plain).collect()
}

/// Takes what is at a path out of a map that is itself at `before`.
fn take(map: &mut Item, before: &str, path: &str, found: &mut Vec<(String, AttributeValue)>) {
    let Some((head, rest)) = path.split_once('.') else {
        let value = map.remove(path).filter(|value| !value.is_null());
        found.extend(value.map(|value| (format!("{before}{path}"), value)));
        return;
    };
    match (map.get_mut(head), rest.strip_prefix("*.")) {
        (Some(AttributeValue::M(inner)), None) => {
            take(inner, &format!("{before}{head}."), rest, found);
        }
        (Some(AttributeValue::L(list)), Some(rest)) => {
            for (at, entry) in list.iter_mut().enumerate() {
                if let AttributeValue::M(inner) = entry {
                    take(inner, &format!("{before}{head}.{at}."), rest, found);
                }
            }
        }
        _ => {}
    }
}

/// Puts a value where it was taken from, if there is such a place.
fn put(map: &mut Item, path: &str, value: AttributeValue) {
    let Some((head, rest)) = path.split_once('.') else {
        map.insert(path.to_owned(), value);
        return;
    };
    match map.get_mut(head) {
        Some(AttributeValue::M(inner)) => put(inner, rest, value),
        Some(AttributeValue::L(list)) => {
            let Some((at, rest)) = rest.split_once('.') else { return };
            let entry = at.parse().ok().and_then(|at: usize| list.get_mut(at));
            if let Some(AttributeValue::M(inner)) = entry {
                put(inner, rest, value);
            }
        }
        _ => {}
    }
}

/// What is sealed and could not be opened, for lack of keys.
pub(crate) fn unopened(item: &mut Item) -> Option<Sealed> {
    match item.remove(SEALED) {
        Some(AttributeValue::M(sealed)) => Some(sealed),
        _ => None,
    }
}

fn place(item: &Item) -> Result<Place, TableError> {
    match (item.get(PK), item.get(SK)) {
        (Some(AttributeValue::S(pk)), Some(AttributeValue::S(sk))) => {
            Ok(entity::Place { pk: pk.clone(), sk: sk.clone() })
        }
        _ => Err(broken("has no key")),
    }
}

/// Where something sealed stands: it does not open anywhere else, nor as another subject's.
fn at<'a>(place: &'a Place, subject: &'a str) -> vault::Place<'a> {
    vault::Place { pk: &place.pk, sk: &place.sk, attribute: subject }
}

/// Says what is wrong, and nothing of what was in it.
fn broken(why: &str) -> TableError {
    TableError::Corrupt { entity: "sealed item", why: why.into() }
}
