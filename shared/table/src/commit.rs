//! The commit: everything a handler wants, in one transaction.
use crate::{
    Done, Entity, Outbox, Published, Remembered, SealedAnswer, Seen, Table, TableError, Write,
    done::How,
    entity::{self, Item, to_item},
    error::{classify, is_busy},
    read::key_item,
};
use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::{
        TransactWriteItemsError, builders::TransactWriteItemsFluentBuilder,
    },
    types::{
        AttributeValue, ConditionCheck, Delete, Put, ReturnConsumedCapacity, TransactWriteItem,
        Update,
    },
};
use events::Actor;
use primitives::{EventId, Timestamp, limits};
use std::collections::{BTreeSet, HashMap};

/// The circumstances of a commit.
pub struct Commit<'a> {
    /// Now.
    pub now: Timestamp,
    /// Runs through everything one request causes.
    pub correlation_id: &'a str,
    /// Who caused it.
    pub actor: &'a Actor,
    /// Gives ids to events.
    pub new_event_id: &'a (dyn Fn() -> EventId + Sync),
    /// What to remember of the request or event that asked for it.
    pub memory: Memory,
}

/// What to remember, so that a repeat has no second effect.
pub enum Memory {
    /// Nothing: the command is idempotent by nature.
    None,
    /// The answer to a keyed request.
    Answer {
        /// Digest of caller, operation and key.
        request: String,
        /// Digest of path and body.
        fingerprint: String,
        /// What was answered.
        answer: SealedAnswer,
    },
    /// The event that was consumed.
    Event {
        /// The consuming function.
        consumer: String,
        /// The event.
        event_id: EventId,
    },
}

/// Days for which an event is remembered as seen: SQS keeps messages 14 days at the most.
const SEEN_DAYS: i64 = 15;
/// Days for which outbox rows stay readable, for whoever has to look after a fault.
const OUTBOX_DAYS: i64 = 7;
const DAY_SECONDS: i64 = 86_400;

impl Table {
    /// Makes a handler's result true, or nothing of it.
    pub async fn commit<R>(&self, mut done: Done<R>, how: Commit<'_>) -> Result<R, TableError> {
        if let Some(error) = done.broken.take() {
            return Err(error);
        }
        self.seal(&mut done).await?;
        let Done { reply, mut writes, outbox, .. } = done;
        if writes.is_empty() && outbox.is_empty() && matches!(how.memory, Memory::None) {
            return Ok(reply);
        }
        if !outbox.is_empty() {
            writes.push(created(&outbox_row(outbox, &how))?);
        }
        match how.memory {
            Memory::None => {}
            Memory::Answer { request, fingerprint, answer } => {
                let until = how.now.plus_seconds(limits::IDEMPOTENCY_HOURS * 3_600);
                writes.push(created(&Remembered { request, fingerprint, answer, until })?);
            }
            Memory::Event { consumer, event_id } => {
                let until = how.now.plus_seconds(SEEN_DAYS * DAY_SECONDS);
                writes.push(created(&Seen { consumer, event_id, until })?);
            }
        }
        self.write(writes).await?;
        Ok(reply)
    }

    async fn write(&self, mut writes: Vec<Write>) -> Result<(), TableError> {
        check_limits(&writes)?;
        if writes.len() == 1
            && let Some(write) = writes.pop()
        {
            return self.write_one(write).await;
        }
        let names: Vec<&'static str> = writes.iter().map(|write| write.entity).collect();
        let request = writes.into_iter().try_fold(
            self.client.transact_write_items(),
            |request, write| -> Result<TransactWriteItemsFluentBuilder, TableError> {
                Ok(request.transact_items(self.action(write)?))
            },
        )?;
        let sent = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        match sent {
            Ok(answer) => {
                let units = answer.consumed_capacity.unwrap_or_default();
                self.meter.count(0.0, units.iter().filter_map(|c| c.capacity_units).sum());
                Ok(())
            }
            Err(error) => {
                self.meter.count(0.0, 0.0);
                Err(refused(error, &names))
            }
        }
    }

    fn action(&self, write: Write) -> Result<TransactWriteItem, TableError> {
        let name = self.name.to_string();
        let broken = |e: aws_sdk_dynamodb::error::BuildError| TableError::Failed(e.to_string());
        let put = |item: Item, condition: Condition| {
            Put::builder()
                .table_name(name.clone())
                .set_item(Some(item))
                .set_condition_expression(condition.expression)
                .set_expression_attribute_names(condition.names)
                .set_expression_attribute_values(condition.values)
                .build()
                .map(|put| TransactWriteItem::builder().put(put).build())
        };
        let key = key_item(&write.place);
        let action = match write.how {
            How::Create(item) => put(item, Condition::absent()),
            How::Replace(item, version) => put(item, Condition::version(version)),
            How::Put(item) => put(item, Condition::default()),
            How::Remove(version) => {
                let Condition { expression, names, values } = Condition::version(version);
                Delete::builder()
                    .table_name(name)
                    .set_key(Some(key))
                    .set_condition_expression(expression)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .build()
                    .map(|delete| TransactWriteItem::builder().delete(delete).build())
            }
            How::Erase => Delete::builder()
                .table_name(name)
                .set_key(Some(key))
                .build()
                .map(|delete| TransactWriteItem::builder().delete(delete).build()),
            How::Unchanged(version) => {
                let Condition { expression, names, values } = Condition::version(version);
                ConditionCheck::builder()
                    .table_name(name)
                    .set_key(Some(key))
                    .set_condition_expression(expression)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .build()
                    .map(|check| TransactWriteItem::builder().condition_check(check).build())
            }
            How::Adjust { add, at_least, at_most } => {
                let moves = Moves::of(&add, &at_least, &at_most);
                Update::builder()
                    .table_name(name)
                    .set_key(Some(key))
                    .update_expression(moves.update)
                    .condition_expression(moves.condition)
                    .set_expression_attribute_names(Some(moves.names))
                    .set_expression_attribute_values(Some(moves.values))
                    .build()
                    .map(|update| TransactWriteItem::builder().update(update).build())
            }
        };
        action.map_err(broken)
    }
}

fn created<E: Entity>(entity: &E) -> Result<Write, TableError> {
    let place = entity.key().place;
    Ok(Write::plain(E::ROW.entity, place, How::Create(to_item(entity, 1)?)))
}

fn outbox_row(outbox: Vec<events::Outgoing>, how: &Commit<'_>) -> Outbox {
    let events: Vec<Published> = outbox
        .into_iter()
        .map(|event| Published {
            id: (how.new_event_id)(),
            detail_type: event.detail_type.into(),
            source: event.source().into(),
            occurred_at: how.now,
            correlation_id: how.correlation_id.into(),
            actor: how.actor.clone(),
            aggregate: event.aggregate,
            version: event.version,
            data: event.data,
        })
        .collect();
    let event_id = events.first().map_or_else(how.new_event_id, |event| event.id.clone());
    Outbox { event_id, events, until: how.now.plus_seconds(OUTBOX_DAYS * DAY_SECONDS) }
}

/// DynamoDB would refuse these too, but with less to say.
fn check_limits(writes: &[Write]) -> Result<(), TableError> {
    if writes.len() > limits::TRANSACTION_WRITES_MAX {
        return Err(TableError::Failed(format!("{} writes in one transaction", writes.len())));
    }
    let mut places = BTreeSet::new();
    for write in writes {
        if !places.insert(&write.place) {
            let why = format!("is written twice in one transaction: {:?}", write.place);
            return Err(TableError::Corrupt { entity: write.entity, why });
        }
    }
    Ok(())
}

/// A condition on one item.
#[derive(Default)]
pub(crate) struct Condition {
    pub expression: Option<String>,
    pub names: Option<HashMap<String, String>>,
    pub values: Option<HashMap<String, AttributeValue>>,
}

impl Condition {
    pub fn absent() -> Self {
        Self {
            expression: Some("attribute_not_exists(#pk)".into()),
            names: Some(HashMap::from([("#pk".into(), entity::PK.into())])),
            values: None,
        }
    }

    pub fn version(version: u64) -> Self {
        Self {
            expression: Some("#v = :v".into()),
            names: Some(HashMap::from([("#v".into(), entity::VERSION.into())])),
            values: Some(HashMap::from([(":v".into(), AttributeValue::N(version.to_string()))])),
        }
    }
}

/// The expressions of an adjustment.
pub(crate) struct Moves {
    pub update: String,
    pub condition: String,
    pub names: HashMap<String, String>,
    pub values: HashMap<String, AttributeValue>,
}

impl Moves {
    pub fn of(
        add: &[(&'static str, i64)],
        at_least: &[(&'static str, i64)],
        at_most: &[(&'static str, i64)],
    ) -> Self {
        let number = |n: i64| AttributeValue::N(n.to_string());
        let mut names = HashMap::from([
            ("#pk".into(), entity::PK.into()),
            ("#v".into(), entity::VERSION.into()),
        ]);
        let mut values = HashMap::from([(":one".into(), number(1))]);
        let mut update = String::from("ADD #v :one");
        let mut condition = String::from("attribute_exists(#pk)");
        for (at, (counter, by)) in add.iter().enumerate() {
            update.push_str(&format!(", #a{at} :a{at}"));
            names.insert(format!("#a{at}"), (*counter).into());
            values.insert(format!(":a{at}"), number(*by));
        }
        for (at, (counter, least)) in at_least.iter().enumerate() {
            condition.push_str(&format!(" AND #g{at} >= :g{at}"));
            names.insert(format!("#g{at}"), (*counter).into());
            values.insert(format!(":g{at}"), number(*least));
        }
        for (at, (counter, most)) in at_most.iter().enumerate() {
            condition.push_str(&format!(" AND #h{at} <= :h{at}"));
            names.insert(format!("#h{at}"), (*counter).into());
            values.insert(format!(":h{at}"), number(*most));
        }
        Self { update, condition, names, values }
    }
}

/// Why a transaction was refused, by the first reason that decides.
fn refused<R>(error: SdkError<TransactWriteItemsError, R>, names: &[&'static str]) -> TableError
where
    R: std::fmt::Debug + 'static,
{
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return classify(error);
    };
    let reasons: Vec<(&'static str, &str)> = cancelled
        .cancellation_reasons()
        .iter()
        .enumerate()
        .map(|(at, reason)| {
            (names.get(at).copied().unwrap_or("item"), reason.code().unwrap_or("None"))
        })
        .collect();
    let first = |wanted: &str| reasons.iter().find(|(_, code)| *code == wanted);
    let failed = |entity: &str| {
        reasons.iter().any(|(name, code)| *name == entity && *code == "ConditionalCheckFailed")
    };
    if failed(Remembered::ROW.entity) || failed(Seen::ROW.entity) {
        return TableError::Answered;
    }
    if let Some((entity, _)) = first("ConditionalCheckFailed") {
        return TableError::Stale { entity };
    }
    if let Some((entity, _)) = first("TransactionConflict") {
        return TableError::Conflict { entity };
    }
    if reasons.iter().any(|(_, code)| is_busy(code)) {
        return TableError::Throttled;
    }
    TableError::Failed(format!("{reasons:?}: {}", cancelled.message().unwrap_or_default()))
}
