use contract::{
    Page,
    giftcards::{GrantStoreCredit, ListStoreCreditEntries, ViewStoreCredit},
};
use domain::pricing::gift_card::{CardEntry, GiftCard, GiftCardSummary, Owner};
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

/// A customer's store credit.
pub async fn view(cx: Cx, req: Req<ViewStoreCredit>) -> Outcome<Page<GiftCardSummary>> {
    let customer = &req.path.customer_id;
    req.who.may_see(Some(customer), "customer")?;
    Ok(Done::new(cx.page(&giftcards::store_credit(customer), &req.query).await?))
}

/// What moved on one of them.
pub async fn entries(cx: Cx, req: Req<ListStoreCreditEntries>) -> Outcome<Page<CardEntry>> {
    let customer = &req.path.customer_id;
    req.who.may_see(Some(customer), "customer")?;
    let held = cx.load(giftcards::card(&req.path.card_id)).await?;
    if held.customer() != Some(customer) {
        return Err(Fault::missing("GiftCard"));
    }
    Ok(Done::new(cx.page(&giftcards::entries(&held.card_id), &req.query).await?))
}
