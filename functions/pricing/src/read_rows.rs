//! The next rows of a file of prices.
use domain::{
    catalog::import::{Cut, Cutter, Format},
    pricing::{
        PricingRefusal,
        work::{PriceJob, REJECTS_MAX, Reject, Rejects, TaskKind, header},
    },
};
use primitives::limits::IMPORT_ROW_BYTES_MAX;
use runtime::{Cx, Done, Fault};
use table::Held;

/// Bytes read at a time: more than one row may have, so that the cutter always gets on.
const PIECE_BYTES: u64 = 256 * 1_024;

/// A row of the file, if it is not too long to be read.
pub struct Row {
    cut: Cut,
    bytes: Option<Vec<u8>>,
}

/// Rows from where the work stands.
pub struct Piece {
    pub rows: Vec<Row>,
    end: (u64, u64),
    /// Whether they are the last of the file.
    pub last: bool,
}

impl Row {
    /// Its line.
    pub fn line(&self) -> u64 {
        self.cut.line
    }

    /// What it says, by whoever can read it.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&[u8]) -> Result<T, PricingRefusal>,
    ) -> Result<T, PricingRefusal> {
        let long =
            || PricingRefusal::Unreadable(format!("the row has over {IMPORT_ROW_BYTES_MAX} bytes"));
        read(self.bytes.as_deref().ok_or_else(long)?)
    }
}

impl Piece {
    /// Reads on.
    pub async fn of(cx: &Cx, job: &PriceJob) -> Result<Self, Fault> {
        let (files, key) = (cx.files()?, job.file());
        let size = files.size(&key).await.map_err(Fault::Outside)?;
        let size = size.ok_or_else(|| Fault::Outside("the file is gone".into()))?;
        let mut cutter = Cutter::at(Format::Csv, job.offset, job.line);
        let mut rows = Vec::new();
        while rows.is_empty() && cutter.offset() < size {
            let from = cutter.offset();
            let piece = files.read(&key, from, PIECE_BYTES).await.map_err(Fault::Outside)?;
            let read = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            if read == 0 {
                return Err(Fault::Outside("the file ended before its end".into()));
            }
            let cuts = cutter.cut(&piece, from.saturating_add(read) >= size);
            rows.extend(cuts.into_iter().map(|cut| Row { cut, bytes: slice(&piece, from, &cut) }));
        }
        let last = cutter.offset() >= size;
        Ok(Self { rows, end: (cutter.offset(), cutter.line()), last })
    }

    /// Where the file goes on after so many of the rows.
    fn after(&self, taken: usize) -> (u64, u64) {
        self.rows.get(taken).map_or(self.end, |row| (row.cut.from, row.cut.line))
    }
}

fn slice(piece: &[u8], from: u64, cut: &Cut) -> Option<Vec<u8>> {
    let at = usize::try_from(cut.from.checked_sub(from)?).ok()?;
    let length = usize::try_from(cut.length).ok().filter(|n| *n <= IMPORT_ROW_BYTES_MAX)?;
    piece.get(at..at.checked_add(length)?).map(<[u8]>::to_vec)
}

/// Reads the first line of a file, as a step of its own.
pub async fn columns(cx: &Cx, job: &Held<PriceJob>, kind: TaskKind) -> Result<Done<()>, Fault> {
    let rows = Piece::of(cx, job).await?;
    let Some(first) = rows.rows.first() else {
        let next = job.failed("the file has no rows", cx.now());
        return Ok(Done::new(()).replace(job, &next));
    };
    let next = match header(kind, first.bytes.as_deref().unwrap_or_default()) {
        Ok(columns) => {
            let (offset, line) = rows.after(1);
            PriceJob { columns, offset, line, ..job.value.clone() }
        }
        Err(why) => job.failed(why, cx.now()),
    };
    Ok(Done::new(()).replace(job, &next))
}

/// What one step made of some rows.
#[derive(Default)]
pub struct Taken {
    /// Rows dealt with.
    pub rows: usize,
    /// Of them, those that changed something.
    pub changed: u64,
    /// Of them, those that could not be taken, each with its place among the rows.
    pub rejects: Vec<(usize, Reject)>,
}

impl Taken {
    /// A row cannot be taken.
    pub fn reject(&mut self, at: usize, row: &Row, sku: Option<String>, why: &PricingRefusal) {
        self.rejects.push((at, Reject::of(row.line(), sku, why)));
    }

    /// Only so many rows are dealt with after all; the others are read again.
    pub fn only(&mut self, rows: usize) {
        self.rows = rows;
        self.rejects.retain(|(at, _)| *at < rows);
    }

    /// The work as far as it is then, beside what is done.
    pub fn keep(self, done: Done<()>, job: &Held<PriceJob>, rows: &Piece) -> Done<()> {
        let (offset, line) = rows.after(self.rows);
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let rejected = job.rejected.saturating_add(count(self.rejects.len()));
        let mut next = PriceJob {
            offset,
            line,
            done: job.done.saturating_add(count(self.rows)),
            changed: job.changed.saturating_add(self.changed),
            rejected,
            ..job.value.clone()
        };
        if self.rejects.is_empty() || job.rejected >= REJECTS_MAX {
            return done.replace(job, &next);
        }
        next.reject_pages = job.reject_pages.saturating_add(1);
        let rows = self.rejects.into_iter().map(|(_, reject)| reject).collect();
        let page = Rejects { job_id: job.job_id.clone(), page: job.reject_pages, rows };
        done.replace(job, &next).create(&page)
    }
}
