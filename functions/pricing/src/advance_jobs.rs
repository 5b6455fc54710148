//! Work on prices goes on, a transaction at a time: what is under way first, then files that came.
use crate::{clear_list, make_codes, take_competitors, take_prices};
use domain::pricing::work::{JobState, PRICE_FILE_BYTES_MAX, PriceJob, Task, report};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys::pricing as keys};

/// Open pieces of work that are looked at.
const OPEN_MAX: u32 = 200;

pub async fn handle(cx: Cx) -> Progress<()> {
    let mut open = cx.list(&keys::open_price_jobs(), OPEN_MAX, None).await?.items;
    // What waits for its file costs a look into the bucket.
    open.sort_by_key(|card| card.state == JobState::AwaitingUpload);
    for card in open {
        // The list may be a moment old.
        let job = cx.find(keys::price_job(&card.job_id)).await?;
        let Some(job) = job.filter(|job| job.is_open()) else { continue };
        let step = match step(&cx, &job).await {
            // What is refused now will be refused for ever.
            Err(Fault::Refused { message, .. }) => {
                Some(Done::new(()).replace(&job, &job.failed(message, cx.now())))
            }
            step => step?,
        };
        if let Some(done) = step {
            return Ok(Step::Continue(done));
        }
    }
    Ok(Step::Finish(Done::new(())))
}

/// The next step of a piece of work, if there is one now.
async fn step(cx: &Cx, job: &Held<PriceJob>) -> Result<Option<Done<()>>, Fault> {
    if job.state == JobState::AwaitingUpload {
        return upload(cx, job).await;
    }
    match &job.task {
        Task::Prices { list_id } => take_prices::step(cx, job, list_id).await,
        Task::Competitors => take_competitors::step(cx, job).await,
        Task::Codes { promotion_id, .. } => make_codes::step(cx, job, promotion_id).await,
        Task::Clearing { list_id } => clear_list::step(cx, job, list_id).await,
    }
    .map(Some)
}

/// Whether the file has come.
async fn upload(cx: &Cx, job: &Held<PriceJob>) -> Result<Option<Done<()>>, Fault> {
    let size = cx.files()?.size(&job.file()).await.map_err(Fault::Outside)?;
    let next = match size {
        None if job.is_forgotten(cx.now()) => job.failed("the file never came", cx.now()),
        None => return Ok(None),
        Some(1..=PRICE_FILE_BYTES_MAX) => job.working(),
        Some(size) => {
            let why = format!("the file has {size} bytes; 1 to {PRICE_FILE_BYTES_MAX} are taken");
            job.failed(why, cx.now())
        }
    };
    Ok(Some(Done::new(()).replace(job, &next)))
}

/// The end of work with a file: the rows that could not be taken are one file, for people.
pub async fn finish_file(cx: &Cx, job: &Held<PriceJob>) -> Result<Done<()>, Fault> {
    if job.done == 0 {
        let next = job.failed("the file has no rows", cx.now());
        return Ok(Done::new(()).replace(job, &next));
    }
    if job.rejected > 0 {
        let pages = cx.list_all(&keys::rejects_of(&job.job_id)).await?;
        let rows = pages.into_iter().flat_map(|page| page.rows).collect();
        let file = job.result_file();
        let written = cx.files()?.write(&file, report(rows), "text/csv; charset=utf-8");
        written.await.map_err(Fault::Outside)?;
    }
    Ok(Done::new(()).replace(job, &job.finished(cx.now())))
}
