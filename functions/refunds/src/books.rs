//! What decisions on refunds look at, read as of now.
use domain::{
    order::{LinePage, Order},
    payment::Payment,
    refunds::{Books, CreditNoteCounter, RefundAccount, RefundPolicy},
};
use primitives::OrderId;
use runtime::{Cx, Fault};
use table::{Held, Key, keys, keys::refunds as own};

/// An order with what was taken for it and given back of it.
pub struct Read {
    pub order: Held<Order>,
    pub pages: Vec<LinePage>,
    pub account: Option<Held<RefundAccount>>,
    money: Vec<Payment>,
    given: RefundAccount,
}

impl Read {
    /// Reads an order that the caller may see.
    pub async fn of(cx: &Cx, order_id: &OrderId) -> Result<Self, Fault> {
        let order = order(cx, order_id).await?;
        let keys: Vec<Key<LinePage>> =
            (0..order.page_count).map(|page| keys::order::line_page(order_id, &page)).collect();
        let pages = cx.load_many(&keys).await?;
        let payments = payments(cx, &order).await?;
        let account = cx.find(own::account(order_id)).await?;
        let given = account_of(&order, account.as_ref());
        Ok(Self {
            pages: pages.into_iter().flatten().map(|page| page.value).collect(),
            money: payments.into_iter().map(|held| held.value).collect(),
            order,
            account,
            given,
        })
    }

    /// As decisions take it.
    pub fn books(&self) -> Books<'_> {
        Books {
            order: &self.order,
            pages: &self.pages,
            account: &self.given,
            payments: &self.money,
        }
    }
}

/// An order that the caller may see, and that was placed; to strangers there is no such order.
pub async fn order(cx: &Cx, order_id: &OrderId) -> Result<Held<Order>, Fault> {
    let held = cx.load(keys::order::order(order_id)).await?;
    cx.who().may_see(held.customer_id.as_ref(), "order")?;
    if held.is_public() { Ok(held) } else { Err(Fault::missing("order")) }
}

/// The order's payments, oldest first.
pub async fn payments(cx: &Cx, order: &Order) -> Result<Vec<Held<Payment>>, Fault> {
    let keys: Vec<_> = order.payment_ids.iter().map(keys::payment::payment).collect();
    Ok(cx.load_many(&keys).await?.into_iter().flatten().collect())
}

/// What was given back of the order: nothing where nobody wrote anything down.
pub fn account_of(order: &Order, held: Option<&Held<RefundAccount>>) -> RefundAccount {
    held.map_or_else(
        || RefundAccount::new(order.order_id.clone(), order.currency),
        |held| held.value.clone(),
    )
}

/// What the shop has decided.
pub async fn policy(cx: &Cx) -> Result<RefundPolicy, Fault> {
    let settings = cx.peek(keys::cart::settings()).await?;
    Ok(settings.and_then(|held| held.value.refunds).unwrap_or_default())
}

/// The last number of a credit note.
pub async fn counter(
    cx: &Cx,
) -> Result<(Option<Held<CreditNoteCounter>>, CreditNoteCounter), Fault> {
    let held = cx.find(own::credit_note_counter()).await?;
    let last = held.as_ref().map(|held| held.value.clone()).unwrap_or_default();
    Ok((held, last))
}
