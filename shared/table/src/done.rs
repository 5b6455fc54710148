//! What a handler wants: the reply, and the one transaction that makes it true.
use crate::{
    Adjust, Entity, Held, Key, Personal, Place, TableError,
    entity::{Item, to_item},
    sealing::Sealed,
};
use events::{Event, Outgoing};

/// A reply, and the writes and events that have to become true with it.
#[derive(Debug)]
pub struct Done<R> {
    /// What the caller gets.
    pub reply: R,
    /// The version that the caller may send back in `If-Match`.
    pub etag: Option<u64>,
    pub(crate) writes: Vec<Write>,
    pub(crate) outbox: Vec<Outgoing>,
    pub(crate) broken: Option<TableError>,
}

/// One write of the transaction.
#[derive(Debug)]
pub struct Write {
    pub(crate) entity: &'static str,
    pub(crate) place: Place,
    pub(crate) how: How,
    /// What of it is to be sealed.
    pub(crate) personal: Vec<Personal>,
    /// What was sealed in it when it was read, by whoever has no keys.
    pub(crate) carried: Option<Sealed>,
}

impl Write {
    /// A write of something that has nothing personal in it.
    pub(crate) fn plain(entity: &'static str, place: Place, how: How) -> Self {
        Self { entity, place, how, personal: Vec::new(), carried: None }
    }
}

/// How an item is written.
#[derive(Debug)]
pub(crate) enum How {
    /// Must not exist.
    Create(Item),
    /// Must be at this version.
    Replace(Item, u64),
    /// Whatever is there.
    Put(Item),
    /// Must be at this version, and goes.
    Remove(u64),
    /// Goes, if it is there at all.
    Erase,
    /// Must still be at this version, and stays.
    Unchanged(u64),
    /// Counters move.
    Adjust {
        add: Vec<(&'static str, i64)>,
        at_least: Vec<(&'static str, i64)>,
        at_most: Vec<(&'static str, i64)>,
    },
}

impl<R> Done<R> {
    /// A reply that needs nothing written.
    pub fn new(reply: R) -> Self {
        Self { reply, etag: None, writes: Vec::new(), outbox: Vec::new(), broken: None }
    }

    /// Tells the caller the version of what it got.
    #[must_use]
    pub fn etag(mut self, version: u64) -> Self {
        self.etag = Some(version);
        self
    }

    /// Writes an entity that must not exist yet.
    #[must_use]
    pub fn create<E: Entity>(self, entity: &E) -> Self {
        self.put_as(entity, 1, None, How::Create)
    }

    /// Writes over an entity that must be as it was read.
    #[must_use]
    pub fn replace<E: Entity>(self, held: &Held<E>, next: &E) -> Self {
        let carried = held.sealed.clone();
        self.put_as(next, held.version + 1, carried, |item| How::Replace(item, held.version))
    }

    /// Creates or replaces, by whether one was found.
    #[must_use]
    pub fn save<E: Entity>(self, held: Option<&Held<E>>, next: &E) -> Self {
        match held {
            Some(held) => self.replace(held, next),
            None => self.create(next),
        }
    }

    /// Writes whatever is there: for copies of what another item decides.
    #[must_use]
    pub fn put<E: Entity>(self, entity: &E) -> Self {
        self.put_as(entity, 1, None, How::Put)
    }

    /// Removes an entity that must be as it was read.
    #[must_use]
    pub fn remove<E: Entity>(mut self, held: &Held<E>) -> Self {
        let place = held.value.key().place;
        self.writes.push(Write::plain(E::ROW.entity, place, How::Remove(held.version)));
        self
    }

    /// Removes whatever is there: for copies of what another item decides.
    #[must_use]
    pub fn erase<E: Entity>(mut self, key: &Key<E>) -> Self {
        self.writes.push(Write::plain(E::ROW.entity, key.place.clone(), How::Erase));
        self
    }

    /// Commits only if the entity is still as it was read.
    #[must_use]
    pub fn unchanged<E: Entity>(mut self, held: &Held<E>) -> Self {
        let place = held.value.key().place;
        self.writes.push(Write::plain(E::ROW.entity, place, How::Unchanged(held.version)));
        self
    }

    /// Moves counters.
    #[must_use]
    pub fn adjust<E: Entity>(mut self, adjust: Adjust<E>) -> Self {
        let Adjust { key, add, at_least, at_most } = adjust;
        let how = How::Adjust { add, at_least, at_most };
        self.writes.push(Write::plain(E::ROW.entity, key.place, how));
        self
    }

    /// Publishes an event about `aggregate`, which is at `version` once this is committed.
    #[must_use]
    pub fn publish<E: Event>(mut self, aggregate: impl ToString, version: u64, event: &E) -> Self {
        self.outbox.push(Outgoing::new(aggregate, version, event));
        self
    }

    /// Both, in one transaction, with this reply. The two must not write the same item.
    #[must_use]
    pub fn and<S>(mut self, other: Done<S>) -> Self {
        self.writes.extend(other.writes);
        self.outbox.extend(other.outbox);
        self.broken = self.broken.or(other.broken);
        self
    }

    /// Whether both write the same item, so that they cannot be one transaction.
    pub fn meets<S>(&self, other: &Done<S>) -> bool {
        self.writes.iter().any(|one| other.writes.iter().any(|two| one.place == two.place))
    }

    /// The same writes with another reply.
    pub fn reply<S>(self, reply: S) -> Done<S> {
        let Self { etag, writes, outbox, broken, .. } = self;
        Done { reply, etag, writes, outbox, broken }
    }

    /// The same writes with a reply made of this one.
    pub fn map<S>(self, make: impl FnOnce(R) -> S) -> Done<S> {
        let Self { reply, etag, writes, outbox, broken } = self;
        Done { reply: make(reply), etag, writes, outbox, broken }
    }

    /// How many items it writes so far, without the rows that the runtime adds at the commit: one
    /// for events, one for the memory of the request.
    pub fn count(&self) -> usize {
        self.writes.len()
    }

    /// Whether nothing needs committing.
    pub fn is_read_only(&self) -> bool {
        self.writes.is_empty() && self.outbox.is_empty()
    }

    /// Whether doing it again changes nothing: it tells nobody, and only overwrites.
    pub fn is_repeatable(&self) -> bool {
        self.outbox.is_empty() && self.writes.iter().all(|write| matches!(write.how, How::Put(_)))
    }

    fn put_as<E: Entity>(
        mut self,
        entity: &E,
        version: u64,
        carried: Option<Sealed>,
        how: impl Fn(Item) -> How,
    ) -> Self {
        match to_item(entity, version) {
            Ok(item) => self.writes.push(Write {
                entity: E::ROW.entity,
                place: entity.key().place,
                how: how(item),
                personal: entity.personal(),
                carried,
            }),
            Err(error) => self.broken = Some(error),
        }
        self
    }
}
