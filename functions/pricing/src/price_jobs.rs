use contract::{
    Page,
    pricing::{
        FileBody, ListPriceJobs, PriceJobView, PriceUpload, StartCodePool, StartCompetitorImport,
        StartPriceImport, ViewPriceJob,
    },
};
use domain::pricing::{
    PricingRefusal,
    promotion::{CodePool, PoolSeed, Promotion, PromotionState},
    selection::ListWriter,
    work::{PriceJob, PriceJobCard, Task, UPLOAD_SECONDS},
};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::time::Duration;
use table::keys::pricing as keys;

/// How long the address of a result works.
const VALID: Duration = Duration::from_hours(1);

pub async fn prices(cx: Cx, req: Req<StartPriceImport>) -> Outcome<PriceJobView> {
    let list = cx.load(keys::price_list(&req.path.list_id)).await?;
    list.open_to(ListWriter::Staff)?;
    let done = file(&cx, Task::Prices { list_id: list.list_id.clone() }, req.body).await?;
    Ok(done.unchanged(&list))
}

pub async fn competitors(cx: Cx, req: Req<StartCompetitorImport>) -> Outcome<PriceJobView> {
    file(&cx, Task::Competitors, req.body).await
}

/// Begins work with a file, and says where it is to be sent.
async fn file(cx: &Cx, task: Task, body: FileBody) -> Outcome<PriceJobView> {
    PriceJob::check_size(body.bytes)?;
    let mut job = PriceJob::begin(cx.new_id(), task, cx.who().actor(), cx.now());
    job.file_name = body.file_name;
    let valid = Duration::from_secs(UPLOAD_SECONDS.unsigned_abs());
    let url = cx.files()?.upload_url(&job.file(), body.bytes, valid).await;
    let upload = PriceUpload {
        method: "PUT".into(),
        url: url.map_err(Fault::Outside)?,
        expires_at: cx.now().plus_seconds(UPLOAD_SECONDS),
        bytes: body.bytes,
    };
    let view = PriceJobView { upload: Some(upload), ..PriceJobView::of(&job) };
    Ok(Done::new(view).create(&job))
}

pub async fn codes(cx: Cx, req: Req<StartCodePool>) -> Outcome<PriceJobView> {
    let promotion = cx.load(keys::promotion(&req.path.promotion_id)).await?;
    let promotion_id = promotion.id.clone();
    let pool = CodePool { promotion: promotion_id.clone(), count: req.body.count };
    takes(&promotion, &pool)?;
    let seed = PoolSeed::of(cx.new_key());
    let task = Task::Codes { promotion_id, count: pool.count, seed };
    let job = PriceJob::begin(cx.new_id(), task, cx.who().actor(), cx.now());
    Ok(Done::new(PriceJobView::of(&job)).create(&job).unchanged(&promotion))
}

/// Refuses a pool for a promotion that asks for no codes, or whose codes could be used twice.
pub fn takes(promotion: &Promotion, pool: &CodePool) -> Result<(), PricingRefusal> {
    if promotion.state == PromotionState::Ended {
        return Err(PricingRefusal::Ended(promotion.id.clone()));
    }
    if !promotion.by_code {
        return Err(PricingRefusal::NoCodes(promotion.id.clone()));
    }
    Ok(pool.check(&promotion.limits)?)
}

pub async fn view(cx: Cx, req: Req<ViewPriceJob>) -> Outcome<PriceJobView> {
    let job = cx.load(keys::price_job(&req.path.job_id)).await?;
    let mut view = PriceJobView::of(&job);
    if job.has_result() {
        let url = cx.files()?.download_url(&job.result_file(), VALID).await;
        view.result = Some(url.map_err(Fault::Outside)?);
    }
    Ok(Done::new(view))
}

pub async fn list(cx: Cx, req: Req<ListPriceJobs>) -> Outcome<Page<PriceJobCard>> {
    Ok(Done::new(cx.page(&keys::price_jobs(), &req.query).await?))
}
