//! A file has come: cut it into batches, and send each to the queue.
use crate::apply_batch::finish;
use domain::catalog::import::{
    BatchJob, Column, Cut, Cutter, Format, Import, ImportState, RowPlace, header, key_of,
};
use primitives::{
    ImportId,
    limits::{IMPORT_BATCH_ROWS, IMPORT_BYTES_MAX, IMPORT_ROW_BYTES_MAX},
};
use runtime::{Cx, Done, Fault, Progress, Step, ports::Files};
use std::collections::HashMap;
use table::keys::catalog as keys;

/// Bytes read at a time: several times what one row may have, so that the cutter always gets on.
const PIECE_BYTES: u64 = 1_024 * 1_024;
/// Bytes of the rows of one batch, which a worker reads at once.
const BATCH_BYTES: u64 = 512 * 1_024;

/// Cuts the file. Stopped halfway, it is begun again and sends the same batches; what has been
/// applied of them by then counts once.
pub async fn handle(cx: Cx, key: String) -> Progress<()> {
    let Some(import_id) = Import::of_file(&key) else { return Ok(Done::new(()).into()) };
    let Some(held) = cx.find(keys::import(&import_id)).await? else {
        return Ok(Done::new(()).into());
    };
    match held.state {
        ImportState::AwaitingUpload => {
            Ok(Step::Continue(Done::new(()).replace(&held, &held.reading())))
        }
        ImportState::Reading => {
            let next = match split(&cx, &held.value).await? {
                Ok((rows, batches)) => held.applying(rows, batches),
                Err(why) => held.failed(why, cx.now()),
            };
            Ok(Step::Continue(Done::new(()).replace(&held, &next)))
        }
        ImportState::Applying => finish(&cx, &import_id).await,
        ImportState::Finished | ImportState::Failed => Ok(Done::new(()).into()),
    }
}

/// Rows and batches of a file that was sent off, or why it cannot be read.
type Split = Result<(u64, u64), String>;

async fn split(cx: &Cx, import: &Import) -> Result<Split, Fault> {
    let (files, key) = (cx.files()?, import.file());
    let size = files.size(&key).await.map_err(Fault::Outside)?;
    let size = size.ok_or_else(|| Fault::Outside("the file is not there yet".into()))?;
    if size > IMPORT_BYTES_MAX {
        return Ok(Err(format!("the file has {size} bytes; {IMPORT_BYTES_MAX} are taken")));
    }
    let mut cutter = Cutter::new(import.format);
    let mut batches = Batches::new(import.import_id.clone());
    let mut named = import.format == Format::Jsonl;
    while cutter.offset() < size {
        let piece = Piece::read(files, &key, cutter.offset()).await?;
        for cut in cutter.cut(&piece.bytes, piece.end() >= size) {
            let row = piece.row(&cut).unwrap_or_default();
            if named {
                let name = key_of(import.format, &batches.columns, row);
                batches.add(cut, name);
            } else {
                match header(row) {
                    Ok(columns) => batches.columns = columns,
                    Err(why) => return Ok(Err(why)),
                }
                named = true;
            }
        }
        let messages = batches.take(cutter.offset() >= size);
        cx.jobs()?.send(messages).await.map_err(Fault::Outside)?;
    }
    if batches.rows == 0 {
        return Ok(Err("the file has no rows".into()));
    }
    Ok(Ok((batches.rows, batches.number)))
}

/// A part of the file.
struct Piece {
    from: u64,
    bytes: Vec<u8>,
}

impl Piece {
    async fn read(files: &dyn Files, key: &str, from: u64) -> Result<Self, Fault> {
        let bytes = files.read(key, from, PIECE_BYTES).await.map_err(Fault::Outside)?;
        if bytes.is_empty() {
            return Err(Fault::Outside("the file ended before its end".into()));
        }
        Ok(Self { from, bytes })
    }

    fn end(&self) -> u64 {
        self.from.saturating_add(u64::try_from(self.bytes.len()).unwrap_or(u64::MAX))
    }

    /// The bytes of a row, if all of it is here.
    fn row(&self, cut: &Cut) -> Option<&[u8]> {
        let from = usize::try_from(cut.from.checked_sub(self.from)?).ok()?;
        let length = usize::try_from(cut.length).ok()?;
        (length <= IMPORT_ROW_BYTES_MAX).then(|| self.bytes.get(from..from + length)).flatten()
    }
}

/// Rows on their way into batches.
struct Batches {
    import_id: ImportId,
    columns: Vec<Column>,
    /// Keys, and the lines they were first seen on.
    seen: HashMap<String, u64>,
    /// The batch that is being filled.
    open: Vec<RowPlace>,
    bytes: u64,
    full: Vec<String>,
    rows: u64,
    number: u64,
}

impl Batches {
    fn new(import_id: ImportId) -> Self {
        let (columns, seen, open, full) = Default::default();
        Self { import_id, columns, seen, open, bytes: 0, full, rows: 0, number: 0 }
    }

    fn add(&mut self, cut: Cut, name: Option<String>) {
        if !self.open.is_empty() && self.bytes + cut.length > BATCH_BYTES {
            self.close();
        }
        let repeats = name.and_then(|name| {
            let first = *self.seen.entry(name).or_insert(cut.line);
            (first != cut.line).then_some(first)
        });
        self.rows += 1;
        self.bytes += cut.length;
        self.open.push(RowPlace { cut, repeats });
        if self.open.len() == IMPORT_BATCH_ROWS {
            self.close();
        }
    }

    fn close(&mut self) {
        let rows = std::mem::take(&mut self.open);
        self.bytes = 0;
        if rows.is_empty() {
            return;
        }
        let (import_id, columns) = (self.import_id.clone(), self.columns.clone());
        let job = BatchJob { import_id, number: self.number, columns, rows };
        self.full.push(job.message());
        self.number += 1;
    }

    /// The messages that are ready; at the end of the file, all of them.
    fn take(&mut self, end: bool) -> Vec<String> {
        if end {
            self.close();
        }
        std::mem::take(&mut self.full)
    }
}
