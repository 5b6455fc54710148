use contract::{
    Page, PageQuery,
    giftcards::{GrantStoreCredit, ListStoreCreditEntries, ViewStoreCredit},
};
use domain::pricing::gift_card::{CardEntry, GiftCard, GiftCardSummary, Owner};
use primitives::CustomerId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{keys, keys::giftcards};

/// Grants store credit: a card of the customer's own, with a day of its own on which it expires.
pub async fn grant(cx: Cx, req: Req<GrantStoreCredit>) -> Outcome<GiftCardSummary> {
    let customer = req.path.customer_id.clone();
    cx.load(keys::identity::customer(&customer)).await?;
    let owner = Owner::Customer { customer };
    let (worth, end) = (req.body.amount, req.body.expires_at);
    let (card, entry) = GiftCard::issue(cx.new_id(), owner, worth, end, cx.now())?;
    Ok(credit::issued(Done::new(GiftCardSummary::from(&card)), &card, &entry))
}

/// A customer's store credit; after their own, that of whomever they took in.
pub async fn view(cx: Cx, req: Req<ViewStoreCredit>) -> Outcome<Page<GiftCardSummary>> {
    let customer = &req.path.customer_id;
    req.who.may_see(Some(customer), "customer")?;
    let owners = credit::owners(&cx, customer).await?;
    let (own, query) = place(&owners, &req.query)?;
    let [owner, rest @ ..] = owners.get(own..).unwrap_or_default() else {
        return Err(Fault::missing("customer"));
    };
    let mut page = cx.page(&giftcards::store_credit(owner), &query).await?;
    page.next = match (page.next, rest.first()) {
        (Some(next), _) if owners.len() > 1 => Some(format!("{owner}{BETWEEN}{next}")),
        (None, Some(other)) => Some(format!("{other}{BETWEEN}")),
        (next, _) => next,
    };
    Ok(Done::new(page))
}

/// Between whose store credit a page went on with, and where in that.
const BETWEEN: char = '~';

/// Which of a customer's ids a page is of, and where it begins there.
fn place(owners: &[CustomerId], query: &PageQuery) -> Result<(usize, PageQuery), Fault> {
    let Some((owner, inner)) = query.cursor.as_deref().and_then(|at| at.split_once(BETWEEN)) else {
        return Ok((0, query.clone()));
    };
    let own = owners.iter().position(|one| one.as_ref() == owner);
    let own = own.ok_or_else(|| Fault::malformed("the cursor is not one of this list"))?;
    let cursor = Some(inner.to_owned()).filter(|inner| !inner.is_empty());
    Ok((own, PageQuery { cursor, ..query.clone() }))
}

/// What moved on one of them.
pub async fn entries(cx: Cx, req: Req<ListStoreCreditEntries>) -> Outcome<Page<CardEntry>> {
    let customer = &req.path.customer_id;
    req.who.may_see(Some(customer), "customer")?;
    let held = cx.load(giftcards::card(&req.path.card_id)).await?;
    let owners = credit::owners(&cx, customer).await?;
    if !held.customer().is_some_and(|owner| owners.contains(owner)) {
        return Err(Fault::missing("GiftCard"));
    }
    Ok(Done::new(cx.page(&giftcards::entries(&held.card_id), &req.query).await?))
}
