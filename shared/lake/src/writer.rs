//! From rows to bytes.
use crate::{Cell, Column, LakeError, Record, Schema, digest, footer};
use parquet::{
    basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical},
    data_type::{ByteArray, ByteArrayType, Int64Type},
    file::{
        properties::{EnabledStatistics, WriterProperties},
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::{Type, TypePtr},
};
use std::sync::Arc;

/// Rows of one group: what a reader holds at once.
pub(crate) const GROUP_ROWS: usize = 100_000;

/// The rows as a file. `holds`: the keys of the files that it was merged of. The same rows in the same
/// order give the same bytes.
pub fn write<R: Record>(rows: &[R], holds: &[String]) -> Result<Vec<u8>, LakeError> {
    let schema = R::SCHEMA;
    let properties = WriterProperties::builder()
        .set_created_by("kontor".into())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_key_value_metadata(Some(footer::says(&schema, holds)))
        .build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, shape(&schema)?, Arc::new(properties))?;
    for rows in rows.chunks(GROUP_ROWS) {
        let mut group = file.next_row_group()?;
        for (at, column) in schema.columns.iter().enumerate() {
            let Some(mut writer) = group.next_column()? else { break };
            let cells = rows.iter().map(|row| row.cell(at));
            write_column(*column, cells, &mut writer)?;
            writer.close()?;
        }
        group.close()?;
    }
    file.close()?;
    digest::put(&mut bytes);
    Ok(bytes)
}

fn write_column<'a>(
    column: Column,
    cells: impl Iterator<Item = Cell<'a>>,
    writer: &mut SerializedColumnWriter<'_>,
) -> Result<(), LakeError> {
    let (mut texts, mut numbers, mut levels) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells {
        match cell {
            Cell::Text(text) if column.is_text() => texts.push(ByteArray::from(text)),
            Cell::Number(number) if !column.is_text() => numbers.push(number),
            Cell::Nothing if column.is_optional() => {
                levels.push(0);
                continue;
            }
            _ => return Err(LakeError::Lacks(column.name())),
        }
        levels.push(1);
    }
    let levels = column.is_optional().then_some(levels.as_slice());
    if column.is_text() {
        writer.typed::<ByteArrayType>().write_batch(&texts, levels, None)?;
    } else {
        writer.typed::<Int64Type>().write_batch(&numbers, levels, None)?;
    }
    Ok(())
}

/// The schema as Parquet has it.
fn shape(schema: &Schema) -> Result<TypePtr, LakeError> {
    let fields = schema.columns.iter().map(|column| field(*column)).collect::<Result<_, _>>()?;
    Ok(Arc::new(Type::group_type_builder(schema.name).with_fields(fields).build()?))
}

fn field(column: Column) -> Result<TypePtr, LakeError> {
    let physical = if column.is_text() { Physical::BYTE_ARRAY } else { Physical::INT64 };
    let logical = match column {
        Column::Time(_) => Some(LogicalType::timestamp(true, TimeUnit::MILLIS)),
        _ if column.is_text() => Some(LogicalType::String),
        _ => None,
    };
    let repetition = if column.is_optional() { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let field = Type::primitive_type_builder(column.name(), physical)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .build()?;
    Ok(Arc::new(field))
}
