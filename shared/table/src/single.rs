//! A commit of one write needs no transaction, and costs half as much without.
use crate::{
    Place, Table, TableError, Write,
    commit::{Condition, Moves},
    done::How,
    entity::Item,
    error::classify,
    read::key_item,
};
use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    types::{ConsumedCapacity, ReturnConsumedCapacity},
};

impl Table {
    /// Commits one write.
    pub(crate) async fn write_one(&self, write: Write) -> Result<(), TableError> {
        let Write { entity, place, how, .. } = write;
        let sent = match how {
            How::Create(item) => self.put(item, Condition::absent()).await,
            How::Replace(item, version) => self.put(item, Condition::version(version)).await,
            How::Put(item) => self.put(item, Condition::default()).await,
            How::Remove(version) => self.delete(&place, Condition::version(version)).await,
            How::Erase => self.delete(&place, Condition::default()).await,
            // To check one thing and write nothing is to read it.
            How::Unchanged(version) => {
                let item = self
                    .client
                    .get_item()
                    .table_name(&*self.name)
                    .set_key(Some(key_item(&place)))
                    .consistent_read(true)
                    .send()
                    .await
                    .map_err(classify)?
                    .item;
                let same = item.is_some_and(|item| {
                    item.get(crate::entity::VERSION).and_then(|v| v.as_n().ok())
                        == Some(&version.to_string())
                });
                return if same { Ok(()) } else { Err(TableError::Stale { entity }) };
            }
            How::Adjust { add, at_least, at_most } => {
                let moves = Moves::of(&add, &at_least, &at_most);
                self.client
                    .update_item()
                    .table_name(&*self.name)
                    .set_key(Some(key_item(&place)))
                    .update_expression(moves.update)
                    .condition_expression(moves.condition)
                    .set_expression_attribute_names(Some(moves.names))
                    .set_expression_attribute_values(Some(moves.values))
                    .return_consumed_capacity(ReturnConsumedCapacity::Total)
                    .send()
                    .await
                    .map(|answer| answer.consumed_capacity)
                    .map_err(|e| failed(entity, e))
            }
        };
        // A put carries its entity's name in the item; what failed is named here for all.
        let consumed = sent.map_err(|error| match error {
            TableError::Stale { .. } if matches!(entity, "Remembered" | "Seen") => {
                TableError::Answered
            }
            TableError::Stale { .. } => TableError::Stale { entity },
            other => other,
        })?;
        let units = consumed.and_then(|c| c.capacity_units).unwrap_or_default();
        self.meter.count(0.0, units);
        Ok(())
    }

    async fn delete(
        &self,
        place: &Place,
        condition: Condition,
    ) -> Result<Option<ConsumedCapacity>, TableError> {
        self.client
            .delete_item()
            .table_name(&*self.name)
            .set_key(Some(key_item(place)))
            .set_condition_expression(condition.expression)
            .set_expression_attribute_names(condition.names)
            .set_expression_attribute_values(condition.values)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map(|answer| answer.consumed_capacity)
            .map_err(|e| failed("item", e))
    }

    async fn put(
        &self,
        item: Item,
        condition: Condition,
    ) -> Result<Option<ConsumedCapacity>, TableError> {
        self.client
            .put_item()
            .table_name(&*self.name)
            .set_item(Some(item))
            .set_condition_expression(condition.expression)
            .set_expression_attribute_names(condition.names)
            .set_expression_attribute_values(condition.values)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map(|answer| answer.consumed_capacity)
            .map_err(|e| failed("item", e))
    }
}

fn failed<E, R>(entity: &'static str, error: SdkError<E, R>) -> TableError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    match error.code() {
        Some("ConditionalCheckFailedException") => TableError::Stale { entity },
        _ => classify(error),
    }
}
