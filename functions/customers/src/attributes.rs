//! The attributes that customers may have.
use contract::customers::{
    DefineCustomerAttribute, ListCustomerAttributes, RetireCustomerAttribute,
};
use domain::customers::CustomerAttributes;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys::customers as keys;

/// All of them.
pub async fn list(cx: Cx, _req: Req<ListCustomerAttributes>) -> Outcome<CustomerAttributes> {
    let held = cx.peek(keys::attribute_book()).await?;
    Ok(Done::new(held.map(|held| held.value).unwrap_or_default()))
}

/// Defines one, or defines it anew.
pub async fn define(cx: Cx, req: Req<DefineCustomerAttribute>) -> Outcome<CustomerAttributes> {
    let held = cx.find(keys::attribute_book()).await?;
    let book = held.as_ref().map(|held| held.value.clone()).unwrap_or_default();
    let next = book.with(req.path.name.clone(), req.body.clone())?;
    if next == book {
        return Ok(Done::new(book));
    }
    Ok(Done::new(next.clone()).save(held.as_ref(), &next))
}

/// Takes one away.
pub async fn retire(cx: Cx, req: Req<RetireCustomerAttribute>) -> Outcome<CustomerAttributes> {
    let held = cx.find(keys::attribute_book()).await?.ok_or(Fault::missing("attribute"))?;
    let next = held.without(&req.path.name).ok_or(Fault::missing("attribute"))?;
    Ok(Done::new(next.clone()).replace(&held, &next))
}
