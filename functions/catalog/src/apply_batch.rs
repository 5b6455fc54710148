//! One batch of an import: as many rows as one transaction holds, again and again until none is
//! left; then the tally; then, if it was the last batch, the end.
use crate::write::{self, Author, Written};
use domain::catalog::{
    Refusal,
    import::{Batch, BatchJob, Import, ImportState, RowOutcome, RowPlace, Tally, describe, report},
};
use primitives::{
    ImportId,
    limits::{IMPORT_ROW_BYTES_MAX, TRANSACTION_BYTES_MAX, TRANSACTION_WRITES_MAX},
};
use runtime::{Cx, Done, Fault, Progress, Step};
use std::collections::BTreeSet;
use table::{Adjust, keys::catalog as keys};

/// Writes left for products, beside the batch, the tally and the outbox row.
const WRITES_MAX: usize = TRANSACTION_WRITES_MAX - 3;
/// Bytes of products in one transaction; their offers and their history come on top.
const BYTES_MAX: usize = TRANSACTION_BYTES_MAX / 4;

pub async fn handle(cx: Cx, job: BatchJob) -> Progress<()> {
    let import = cx.load(keys::import(&job.import_id)).await?;
    if matches!(import.state, ImportState::Finished | ImportState::Failed) {
        return Ok(Done::new(()).into());
    }
    let held = cx.find(keys::batch(&job.import_id, &job.number)).await?;
    if held.as_ref().is_some_and(|batch| batch.done) {
        return finish(&cx, &job.import_id).await;
    }
    let fresh = || Batch::new(job.import_id.clone(), job.number);
    let mut batch = held.as_ref().map_or_else(fresh, |held| held.value.clone());
    let (from, bytes) = read(&cx, &import, &job).await?;
    let mut load = Load::default();
    while let Some(place) = job.rows.get(batch.next) {
        let row = slice(&bytes, from, place);
        match apply(&cx, &import, &job, place, row).await {
            Ok(done) => match load.take(done) {
                Some(outcome) => batch.applied(outcome),
                None => break,
            },
            Err((named, Fault::Refused { code, message, .. })) => {
                batch.rejected(place.cut.line, named, code, &message);
            }
            Err((_, fault)) => return Err(fault),
        }
    }
    batch.done = batch.next >= job.rows.len();
    let done = load.done.save(held.as_ref(), &batch);
    Ok(Step::Continue(if batch.done { count(done, &batch) } else { done }))
}

/// What goes into one transaction.
struct Load {
    done: Done<()>,
    products: BTreeSet<primitives::ProductId>,
    bytes: usize,
}

impl Default for Load {
    fn default() -> Self {
        Self { done: Done::new(()), products: BTreeSet::new(), bytes: 0 }
    }
}

impl Load {
    /// Takes a row's writes in, if there is room, and if they do not touch what is in already: such
    /// a row has to see the others' writes, and waits for the next transaction.
    fn take(&mut self, row: Done<Written>) -> Option<RowOutcome> {
        let outcome = row.reply.outcome;
        let product_id = row.reply.product.product_id.clone();
        let bytes = match outcome {
            RowOutcome::Unchanged => 0,
            RowOutcome::Created | RowOutcome::Updated => row.reply.product.bytes(),
        };
        let full = self.done.count() + row.count() > WRITES_MAX || self.bytes + bytes > BYTES_MAX;
        let first = self.done.count() == 0;
        if self.products.contains(&product_id) || self.done.meets(&row) || (full && !first) {
            return None;
        }
        if outcome != RowOutcome::Unchanged {
            self.products.insert(product_id);
        }
        self.bytes += bytes;
        let done = std::mem::replace(&mut self.done, Done::new(()));
        self.done = done.and(row);
        Some(outcome)
    }
}

/// A row that failed, with the key it names.
type Failed = (Option<String>, Fault);

async fn apply(
    cx: &Cx,
    import: &Import,
    job: &BatchJob,
    place: &RowPlace,
    row: Option<&[u8]>,
) -> Result<Done<Written>, Failed> {
    let long = || Refusal::Unreadable(format!("the row has over {IMPORT_ROW_BYTES_MAX} bytes"));
    let row = row.ok_or_else(|| (None, long().into()))?;
    let said = describe(import.format, &job.columns, row).map_err(|why| (None, why.into()))?;
    let key = said.key();
    let named = |fault: Fault| (Some(key.to_string()), fault);
    if let Some(line) = place.repeats {
        return Err(named(Refusal::Repeated(line).into()));
    }
    let held = write::find(cx, key).await.map_err(named)?;
    let current = held.as_ref().map(|held| &held.value);
    let draft = said.draft(current).map_err(|why| named(why.into()))?;
    let import_id = Some(import.import_id.clone());
    let author = Author { actor: import.started_by.clone(), import_id };
    write::write(cx, key, held, draft, author).await.map_err(named)
}

/// The part of the file that holds the batch's rows, and where it begins. Rows that are too long to
/// be read are left out at the end.
async fn read(cx: &Cx, import: &Import, job: &BatchJob) -> Result<(u64, Vec<u8>), Fault> {
    let fits = |place: &&RowPlace| {
        usize::try_from(place.cut.length).is_ok_and(|n| n <= IMPORT_ROW_BYTES_MAX)
    };
    let mut rows = job.rows.iter().filter(fits);
    let Some(first) = rows.next() else { return Ok((0, Vec::new())) };
    let last = rows.next_back().unwrap_or(first);
    let from = first.cut.from;
    let length = last.cut.from + last.cut.length - from;
    let bytes = cx.files()?.read(&import.file(), from, length).await.map_err(Fault::Outside)?;
    Ok((from, bytes))
}

fn slice<'a>(bytes: &'a [u8], from: u64, place: &RowPlace) -> Option<&'a [u8]> {
    let length = usize::try_from(place.cut.length).ok().filter(|n| *n <= IMPORT_ROW_BYTES_MAX)?;
    let at = usize::try_from(place.cut.from.checked_sub(from)?).ok()?;
    bytes.get(at..at.checked_add(length)?)
}

/// Adds a batch to the tally, in the transaction that ends it.
fn count(done: Done<()>, batch: &Batch) -> Done<()> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let rejected = i64::try_from(batch.rejects.len()).unwrap_or(i64::MAX);
    let tally: Adjust<Tally> = Adjust::of(keys::tally(&batch.import_id))
        .add("batches_done", 1)
        .add("created", number(batch.created))
        .add("updated", number(batch.updated))
        .add("unchanged", number(batch.unchanged))
        .add("rejected", rejected);
    done.adjust(tally)
}

/// Ends the import if every batch is in the tally. Both the last batch and the cutting come here
/// after their own commit, so whichever is later sees the other's.
pub async fn finish(cx: &Cx, import_id: &ImportId) -> Progress<()> {
    let import = cx.load(keys::import(import_id)).await?;
    let tally = cx.load(keys::tally(import_id)).await?;
    if !import.is_due(&tally) {
        return Ok(Done::new(()).into());
    }
    if tally.rejected > 0 {
        let batches = cx.list_all(&keys::batches(import_id)).await?;
        let rejects = batches.into_iter().flat_map(|batch| batch.rejects).collect();
        let file = import.report_file();
        let written = cx.files()?.write(&file, report(rejects), "text/csv; charset=utf-8");
        written.await.map_err(Fault::Outside)?;
    }
    let (next, event) = import.finished(&tally, cx.now());
    let done = Done::new(()).replace(&import, &next);
    Ok(done.publish(import_id, import.next_version(), &event).into())
}
