//! What a row is to a file: cells under columns.
use crate::LakeError;
use std::collections::HashMap;

/// A value under a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Text.
    Text(&'a str),
    /// A number; points in time are milliseconds since 1970.
    Number(i64),
    /// Nothing.
    Nothing,
}

/// Text where there is any.
pub(crate) fn maybe(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Nothing, Cell::Text)
}

/// A column of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// UTF-8, always there.
    Text(&'static str),
    /// UTF-8 or nothing.
    MaybeText(&'static str),
    /// 64 bits, always there.
    Number(&'static str),
    /// 64 bits or nothing.
    MaybeNumber(&'static str),
    /// Milliseconds since 1970 (UTC), always there.
    Time(&'static str),
}

impl Column {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text(name)
            | Self::MaybeText(name)
            | Self::Number(name)
            | Self::MaybeNumber(name)
            | Self::Time(name) => name,
        }
    }

    /// Whether it may be empty.
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::MaybeText(_) | Self::MaybeNumber(_))
    }

    /// Whether it holds text.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text(_) | Self::MaybeText(_))
    }
}

/// The columns of a table, and their version.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The table.
    pub name: &'static str,
    /// Raised when columns are added.
    pub version: u32,
    /// The columns, in their order. Never taken away, never changed.
    pub columns: &'static [Column],
}

/// A row that has a table.
pub trait Record: Sized {
    /// Its table.
    const SCHEMA: Schema;

    /// The value under the column of a number.
    fn cell(&self, column: usize) -> Cell<'_>;

    /// The row of what was read, column by column.
    fn from_cells(cells: &Cells<'_>) -> Result<Self, LakeError>;
}

/// A column as it was read.
#[derive(Debug)]
pub(crate) enum Values {
    Texts(Vec<Option<String>>),
    Numbers(Vec<Option<i64>>),
}

/// The cells of one row that was read.
#[derive(Debug)]
pub struct Cells<'a> {
    pub(crate) columns: &'a HashMap<&'static str, Values>,
    pub(crate) row: usize,
}

impl Cells<'_> {
    /// The text under a column, if there is any. A file written before the column was has none.
    pub fn maybe_text(&self, name: &'static str) -> Option<String> {
        match self.columns.get(name)? {
            Values::Texts(texts) => texts.get(self.row)?.clone(),
            Values::Numbers(_) => None,
        }
    }

    /// The number under a column, if there is any.
    pub fn maybe_number(&self, name: &'static str) -> Option<i64> {
        match self.columns.get(name)? {
            Values::Numbers(numbers) => numbers.get(self.row).copied()?,
            Values::Texts(_) => None,
        }
    }

    /// The text under a column that must be there.
    pub fn text(&self, name: &'static str) -> Result<String, LakeError> {
        self.maybe_text(name).ok_or(LakeError::Lacks(name))
    }

    /// The number under a column that must be there.
    pub fn number(&self, name: &'static str) -> Result<i64, LakeError> {
        self.maybe_number(name).ok_or(LakeError::Lacks(name))
    }
}
