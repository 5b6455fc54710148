//! What orders of a company owe, after something became of them: what was taken or cancelled is owed no more.
use domain::customers::OrderFigures;
use runtime::{Cx, Done, Fault};
use table::keys::customers as keys;

/// Adds what an order owes by what it comes to now. It is written together with the order's line of figures, so that who
/// has seen less of the order than another never has the last word.
pub async fn reckoned(cx: &Cx, done: Done<()>, after: &OrderFigures) -> Result<Done<()>, Fault> {
    let Some(held) = cx.find(keys::order_debt(&after.order_id)).await? else { return Ok(done) };
    let next = held.reckoned(after);
    if next == held.value {
        return Ok(done);
    }
    let company = cx.load(keys::company_debt(&held.company)).await?;
    let owed = company.moved(Some(&held.value), &next);
    Ok(done.replace(&held, &next).replace(&company, &owed))
}
