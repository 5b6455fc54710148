//! Bulk imports: a file of products, cut into rows, applied in batches, each row once.
//!
//! The file is read once, from the beginning, and cut into batches whose numbers follow from the
//! file alone; whoever starts over after a crash sends the same batches. A batch keeps how far it is
//! in the same transaction as the products it writes, and is added to the tally in the transaction
//! that ends it: a message that comes twice counts once.
mod columns;
mod cut;
mod report;
mod row;

pub use columns::{Column, fields, header};
pub use cut::{Cut, Cutter};
pub use report::{cell, report};
pub use row::{Described, describe, key_of};

use super::Refusal;
use crate::Refuse;
use events::{Actor, catalog::ImportFinishedV1};
use primitives::{ImportId, Line, Timestamp, limits::IMPORT_BYTES_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma-separated values with a header, by RFC 4180, in UTF-8; one row is one product with one
    /// variant.
    Csv,
    /// One JSON object a line, each a whole product with its `external_key`.
    Jsonl,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is to be sent to the upload address.
    AwaitingUpload,
    /// The file is being cut into batches, and the first of them are being applied.
    Reading,
    /// Every batch is known; they are being applied.
    Applying,
    /// Every row has been applied or rejected.
    Finished,
    /// The file as a whole cannot be read; nothing was applied.
    Failed,
}

/// One run of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// The import.
    pub import_id: ImportId,
    /// What the file is written in.
    pub format: Format,
    /// What its sender calls it.
    pub file_name: Option<Line>,
    /// How far it is.
    pub state: ImportState,
    /// Who began it.
    pub started_by: Actor,
    /// Rows, once the file has been read.
    pub rows: Option<u64>,
    /// Batches, once the file has been read.
    pub batches: Option<u64>,
    /// Why it failed.
    pub failure: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// An import as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportCard {
    /// The import.
    pub import_id: ImportId,
    /// What the file is written in.
    pub format: Format,
    /// What its sender calls it.
    pub file_name: Option<Line>,
    /// How far it is.
    pub state: ImportState,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// What the rows came to so far. An item of its own, which batches add to without reading it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The import.
    pub import_id: ImportId,
    /// Batches dealt with.
    pub batches_done: u64,
    /// Products made.
    pub created: u64,
    /// Products changed.
    pub updated: u64,
    /// Rows that changed nothing.
    pub unchanged: u64,
    /// Rows that could not be applied.
    pub rejected: u64,
}

/// One batch, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The import.
    pub import_id: ImportId,
    /// Its number, from 0.
    pub number: u64,
    /// Rows dealt with.
    pub next: usize,
    /// Whether it is in the tally.
    pub done: bool,
    /// Products made.
    pub created: u64,
    /// Products changed.
    pub updated: u64,
    /// Rows that changed nothing.
    pub unchanged: u64,
    /// Rows that could not be applied.
    pub rejects: Vec<Reject>,
}

/// A row that could not be applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Its line in the file, from 1; where a row has several lines, the first.
    pub line: u64,
    /// The key it names, where that could be read.
    pub external_key: Option<String>,
    /// Stable.
    pub code: String,
    /// For a person.
    pub reason: String,
}

/// The message of one batch: where its rows lie in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchJob {
    /// The import.
    pub import_id: ImportId,
    /// Its number, from 0.
    pub number: u64,
    /// The columns of a CSV file.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<RowPlace>,
}

/// Where a row lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowPlace {
    /// What the cut says.
    pub cut: Cut,
    /// The earlier line with the same external key, if there is one.
    pub repeats: Option<u64>,
}

/// What a row came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// A product was made.
    Created,
    /// A product was changed.
    Updated,
    /// The product is as the row says.
    Unchanged,
}

impl Import {
    /// Begins one, of a file of so many bytes.
    pub fn begin(
        import_id: ImportId,
        (format, bytes, file_name): (Format, u64, Option<Line>),
        started_by: Actor,
        now: Timestamp,
    ) -> Result<(Self, Tally), Refusal> {
        if !(1..=IMPORT_BYTES_MAX).contains(&bytes) {
            return Err(Refusal::FileSize(IMPORT_BYTES_MAX));
        }
        let tally = Tally::of(import_id.clone());
        let import = Self {
            import_id,
            format,
            file_name,
            state: ImportState::AwaitingUpload,
            started_by,
            rows: None,
            batches: None,
            failure: None,
            created_at: now,
            finished_at: None,
        };
        Ok((import, tally))
    }

    /// As lists show it.
    pub fn card(&self) -> ImportCard {
        ImportCard {
            import_id: self.import_id.clone(),
            format: self.format,
            file_name: self.file_name.clone(),
            state: self.state,
            created_at: self.created_at,
            finished_at: self.finished_at,
        }
    }

    /// Where its file lies.
    pub fn file(&self) -> String {
        format!("imports/{}", self.import_id)
    }

    /// Where the report of its rejected rows lies. Not below `imports/`, or it would be imported.
    pub fn report_file(&self) -> String {
        format!("import-reports/{}.csv", self.import_id)
    }

    /// Reads the id out of the name of an uploaded file.
    pub fn of_file(key: &str) -> Option<ImportId> {
        key.strip_prefix("imports/").and_then(|id| ImportId::parse(id).ok())
    }

    /// The file has come.
    #[must_use]
    pub fn reading(&self) -> Self {
        Self { state: ImportState::Reading, ..self.clone() }
    }

    /// The file has been cut.
    #[must_use]
    pub fn applying(&self, rows: u64, batches: u64) -> Self {
        let state = ImportState::Applying;
        Self { state, rows: Some(rows), batches: Some(batches), ..self.clone() }
    }

    /// The file cannot be read.
    #[must_use]
    pub fn failed(&self, why: impl Into<String>, now: Timestamp) -> Self {
        let (failure, finished_at) = (Some(why.into()), Some(now));
        Self { state: ImportState::Failed, failure, finished_at, ..self.clone() }
    }

    /// Whether every batch is in the tally, and the end has yet to be told.
    pub fn is_due(&self, tally: &Tally) -> bool {
        self.state == ImportState::Applying && self.batches == Some(tally.batches_done)
    }

    /// Every row has been dealt with.
    pub fn finished(&self, tally: &Tally, now: Timestamp) -> (Self, ImportFinishedV1) {
        let event = ImportFinishedV1 {
            import_id: self.import_id.clone(),
            created: tally.created,
            updated: tally.updated,
            unchanged: tally.unchanged,
            rejected: tally.rejected,
            finished_at: now,
        };
        (Self { state: ImportState::Finished, finished_at: Some(now), ..self.clone() }, event)
    }
}

impl BatchJob {
    /// The message, as the queue carries it.
    pub fn message(&self) -> String {
        // Numbers and strings serialise; the queue's consumer reads the same type.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Tally {
    /// Nothing yet.
    fn of(import_id: ImportId) -> Self {
        Self { import_id, batches_done: 0, created: 0, updated: 0, unchanged: 0, rejected: 0 }
    }
}

/// Characters kept of a reason: it may quote what was sent.
const REASON_MAX: usize = 300;

impl Batch {
    /// A batch of which nothing is done.
    pub fn new(import_id: ImportId, number: u64) -> Self {
        let rejects = Vec::new();
        let (next, done, created, updated, unchanged) = (0, false, 0, 0, 0);
        Self { import_id, number, next, done, created, updated, unchanged, rejects }
    }

    /// Its next row has been applied.
    pub fn applied(&mut self, outcome: RowOutcome) {
        self.next += 1;
        match outcome {
            RowOutcome::Created => self.created += 1,
            RowOutcome::Updated => self.updated += 1,
            RowOutcome::Unchanged => self.unchanged += 1,
        }
    }

    /// Its next row cannot be applied.
    pub fn rejected(&mut self, line: u64, external_key: Option<String>, code: &str, why: &str) {
        self.next += 1;
        let reason = why.chars().take(REASON_MAX).collect();
        self.rejects.push(Reject { line, external_key, code: code.into(), reason });
    }

    /// Its next row cannot be applied, by a refusal.
    pub fn refused(&mut self, line: u64, external_key: Option<String>, refusal: &Refusal) {
        self.rejected(line, external_key, refusal.code(), &refusal.to_string());
    }
}
