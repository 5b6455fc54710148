//! Every night: where do the fifths of customers begin? Segments score by it.
use crate::ask::{ask, wrong};
use domain::{
    prediction::Fifths,
    reports::{ASKED_DAYS_MAX, Question, fifths},
};
use runtime::{Cx, Done, Progress, Step};
use table::{Held, keys::reports as keys};

/// Drawn again only after so many seconds: a clock that comes twice draws once.
const DAY_SECONDS: i64 = 72_000;

/// Draws them of the orders of three years.
pub async fn draw(cx: Cx) -> Progress<()> {
    let held = cx.find(keys::fifths()).await?;
    let fresh = |held: &Held<Fifths>| cx.now() < held.drawn_at.plus_seconds(DAY_SECONDS);
    if held.as_ref().is_some_and(fresh) {
        return Ok(Step::Finish(Done::new(())));
    }
    let (to, days) = (cx.now().day(), ASKED_DAYS_MAX - 1);
    let from = cx.now().plus_seconds(-days * 86_400).day();
    let sheet = ask(&cx, &Question::Fifths, from, to).await?;
    let next = fifths(&sheet, cx.now()).map_err(wrong)?;
    Ok(Step::Finish(Done::new(()).save(held.as_ref(), &next)))
}
