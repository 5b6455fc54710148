//! A guest's order, by what only its buyer knows.
use credit::Tries;
use domain::{
    Refuse,
    order::{Order, OrderNumber, OrderRefusal},
};
use primitives::Email;
use runtime::{Cx, Done, Fault, HttpRequest, Step};
use table::{Held, keys};

/// What came of number and address.
pub enum Guest {
    /// They belong to this order.
    Order(Box<Held<Order>>),
    /// They do not: the attempt is to be written down before the refusal goes out.
    Wrong(Done<()>),
}

impl Guest {
    /// What a stranger is told: whether it is number or address that is wrong, is not.
    pub fn refused<R>(attempt: Done<()>) -> Step<R> {
        Step::Refuse(attempt, Fault::missing("order"))
    }
}

/// The order that a guest means. All that guests may do counts together: whoever guesses here has to wait there, too.
pub async fn guest(
    cx: &Cx,
    request: &HttpRequest,
    number: &OrderNumber,
    email: &Email,
) -> Result<Guest, Fault> {
    let tries = Tries::of(cx, request, "order of a guest ").await?;
    tries.allow(cx).map_err(|why| OrderRefusal::TooManyAttempts(why.retry_after().unwrap_or(0)))?;
    let found = numbered(cx, number).await?;
    let same = |order: &Held<Order>| {
        let known = order.email.as_ref();
        known.is_some_and(|known| known.as_ref().eq_ignore_ascii_case(email.as_ref()))
    };
    Ok(match found.filter(same) {
        Some(order) => Guest::Order(Box::new(order)),
        None => Guest::Wrong(tries.wrong(cx)),
    })
}

/// The placed order of a number.
pub async fn numbered(cx: &Cx, number: &OrderNumber) -> Result<Option<Held<Order>>, Fault> {
    let Some(taken) = cx.find(keys::order::number(number)).await? else { return Ok(None) };
    let order = cx.find(keys::order::order(&taken.order_id)).await?;
    Ok(order.filter(|order| order.is_public()))
}
