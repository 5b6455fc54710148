//! From bytes to rows.
use crate::{Cells, Column, LakeError, Record, column::Values, digest, footer, writer::GROUP_ROWS};
use bytes::Bytes;
use parquet::{
    column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader},
    data_type::{ByteArrayType, DataType, Int64Type},
    errors::ParquetError,
    file::{
        metadata::{ParquetMetaData, RowGroupMetaData},
        reader::{FileReader, RowGroupReader, SerializedFileReader},
    },
};
use std::collections::HashMap;

/// The rows of a file.
pub fn read<R: Record>(mut bytes: Vec<u8>) -> Result<Vec<R>, LakeError> {
    let schema = R::SCHEMA;
    digest::check(&mut bytes)?;
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let file = SerializedFileReader::new(Bytes::from(bytes))?;
    within(file.metadata(), length)?;
    footer::check(&schema, file.metadata().file_metadata())?;
    let there = file.metadata().file_metadata().schema_descr();
    let places: Vec<(usize, Column)> = (0..there.num_columns())
        .filter_map(|at| {
            let name = there.column(at).name().to_owned();
            Some((at, *schema.columns.iter().find(|column| column.name() == name)?))
        })
        .collect();
    let mut rows = Vec::new();
    for at in 0..file.num_row_groups() {
        let group = file.get_row_group(at)?;
        let count = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
        let columns = columns(group.as_ref(), &places, count)?;
        for row in 0..count {
            rows.push(R::from_cells(&Cells { columns: &columns, row })?);
        }
    }
    Ok(rows)
}

/// Whether every column lies within the file: of one whose footer says otherwise the reader would give no error, but end
/// the process.
fn within(metadata: &ParquetMetaData, length: i64) -> Result<(), ParquetError> {
    let chunks = metadata.row_groups().iter().flat_map(RowGroupMetaData::columns);
    for chunk in chunks {
        let from = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
        let until = from.checked_add(chunk.compressed_size());
        let there = from >= 0
            && chunk.data_page_offset() >= 0
            && chunk.compressed_size() >= 0
            && until.is_some_and(|until| until <= length);
        if !there {
            return Err(ParquetError::General("a column is not within the file".into()));
        }
    }
    Ok(())
}

fn columns(
    group: &dyn RowGroupReader,
    places: &[(usize, Column)],
    count: usize,
) -> Result<HashMap<&'static str, Values>, LakeError> {
    let mut columns = HashMap::new();
    for (at, column) in places {
        let values = match (group.get_column_reader(*at)?, column.is_text()) {
            (reader @ ColumnReader::ByteArrayColumnReader(_), true) => {
                let cells =
                    cells::<ByteArrayType>(get_typed_column_reader(reader), *column, count)?;
                let text = |cell: Option<parquet::data_type::ByteArray>| {
                    cell.map(|bytes| bytes.as_utf8().map(str::to_owned)).transpose()
                };
                Values::Texts(cells.into_iter().map(text).collect::<Result<_, ParquetError>>()?)
            }
            (reader @ ColumnReader::Int64ColumnReader(_), false) => {
                Values::Numbers(cells::<Int64Type>(
                    get_typed_column_reader(reader),
                    *column,
                    count,
                )?)
            }
            _ => return Err(LakeError::Lacks(column.name())),
        };
        columns.insert(column.name(), values);
    }
    Ok(columns)
}

/// Every cell of a column; `None` where it is empty.
fn cells<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    column: Column,
    count: usize,
) -> Result<Vec<Option<T::T>>, LakeError> {
    // What a damaged file says of its rows is no reason to ask for as much memory.
    let room = count.min(GROUP_ROWS);
    let (mut values, mut levels) = (Vec::with_capacity(room), Vec::with_capacity(room));
    let mut read = 0;
    while read < count {
        let (records, ..) =
            reader.read_records(count - read, Some(&mut levels), None, &mut values)?;
        if records == 0 {
            return Err(LakeError::Lacks(column.name()));
        }
        read += records;
    }
    if !column.is_optional() {
        return Ok(values.into_iter().map(Some).collect());
    }
    let mut values = values.into_iter();
    Ok(levels.into_iter().map(|level| if level > 0 { values.next() } else { None }).collect())
}
