//! Codes of a pool are made, some at a time. They follow from the pool's seed, so that whoever makes
//! them again makes the same; the last step writes all of them into one file.
use crate::price_jobs::takes;
use domain::pricing::{
    CodeLead,
    promotion::{CodePool, PROMOTION_CODES_MAX, PoolSeed},
    work::PriceJob,
};
use primitives::{Code, Invalid, PromotionId};
use runtime::{Cx, Done, Fault};
use table::{Held, keys::pricing as keys};

pub async fn step(
    cx: &Cx,
    job: &Held<PriceJob>,
    promotion_id: &PromotionId,
) -> Result<Done<()>, Fault> {
    let Some((pool, seed)) = job.task.pool() else {
        return Err(Fault::Internal("there is no pool in this work".into()));
    };
    let made = u32::try_from(job.done).unwrap_or(u32::MAX);
    if made >= pool.count {
        return finish(cx, job, &pool, seed).await;
    }
    let promotion = cx.load(keys::promotion(promotion_id)).await?;
    takes(&promotion, &pool)?;
    let most = u32::try_from(PROMOTION_CODES_MAX).unwrap_or(u32::MAX);
    let end = pool.count.min(made.saturating_add(most));
    let mut done = Done::new(()).unchanged(&promotion);
    for code in codes(&pool, seed, made..end) {
        done = done.create(&CodeLead { code: code?, promotion_id: promotion_id.clone() });
    }
    let count = u64::from(end);
    let next = PriceJob { done: count, changed: count, ..job.value.clone() };
    Ok(done.replace(job, &next))
}

fn codes(
    pool: &CodePool,
    seed: &PoolSeed,
    numbers: std::ops::Range<u32>,
) -> impl Iterator<Item = Result<Code, Invalid>> {
    numbers.map(|number| Ok(pool.numbered(seed, number)?.code))
}

async fn finish(
    cx: &Cx,
    job: &Held<PriceJob>,
    pool: &CodePool,
    seed: &PoolSeed,
) -> Result<Done<()>, Fault> {
    let mut text = String::from("code\r\n");
    for code in codes(pool, seed, 0..pool.count) {
        text.push_str(code?.as_ref());
        text.push_str("\r\n");
    }
    let file = job.result_file();
    let written = cx.files()?.write(&file, text.into_bytes(), "text/csv; charset=utf-8");
    written.await.map_err(Fault::Outside)?;
    Ok(Done::new(()).replace(job, &job.finished(cx.now())))
}
