//! Asks the lake.
use domain::{
    Refuse,
    reports::{Question, ReportRefusal, Sheet, Span},
};
use primitives::Day;
use runtime::{Cx, Fault};
use std::time::Duration;

/// For so long somebody waits: the gateway hangs up after thirty seconds.
const PATIENCE: Duration = Duration::from_secs(24);

/// For so long who has two questions waits for each. The first is answered from memory when somebody comes again for the second.
pub const HALF: Duration = Duration::from_secs(12);

/// The answer to a question over some days. Refuses one with more rows than anybody reads.
pub async fn ask(cx: &Cx, question: &Question, from: Day, to: Day) -> Result<Sheet, Fault> {
    ask_within(cx, question, from, to, PATIENCE).await
}

/// The same, for whoever waits less long.
pub async fn ask_within(
    cx: &Cx,
    question: &Question,
    from: Day,
    to: Day,
    patience: Duration,
) -> Result<Sheet, Fault> {
    let span = Span::new(from, to).map_err(wrong)?;
    let asked = question.asked(&span);
    let answered = cx.queries()?.ask(&asked.statement, patience).await.map_err(Fault::Outside)?;
    // What it finds is kept for some minutes: whoever asks again gets it.
    let rows = answered.ok_or(Fault::Late)?;
    if rows.len() > question.rows_max() {
        return Err(wrong(ReportRefusal::TooMany(question.rows_max())));
    }
    Sheet::read(asked.report, &asked.columns, rows).map_err(|e| Fault::Outside(e.to_string()))
}

/// What is wrong with a question is wrong with its query.
pub fn wrong(refusal: ReportRefusal) -> Fault {
    Fault::Malformed { code: refusal.code(), status: 400, detail: refusal.to_string() }
}
