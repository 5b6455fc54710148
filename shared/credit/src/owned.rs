//! Whose store credit is whose: who was merged is read through, so that a card stays where it is, and is the survivor's.
use domain::{customers::MERGED_MAX, pricing::gift_card::GiftCardSummary};
use primitives::CustomerId;
use runtime::{Cx, Fault};
use table::keys;

/// Everybody who is one person with a customer: whoever stands for them first. One read more for who was never merged.
pub async fn owners(cx: &Cx, customer_id: &CustomerId) -> Result<Vec<CustomerId>, Fault> {
    let mut at = customer_id.clone();
    // A chain is as long as merges are many, at most.
    for _ in 0..=MERGED_MAX {
        let union = cx.find(keys::customers::union(&at)).await?.map(|held| held.value);
        match union {
            Some(union) if union.into.is_some() => at = union.into.unwrap_or(at),
            Some(union) => return Ok(union.all().cloned().collect()),
            None => return Ok(vec![at]),
        }
    }
    Err(Fault::missing("customer"))
}

/// All store credit of a customer, under whatever id it was issued.
pub async fn owned(cx: &Cx, customer_id: &CustomerId) -> Result<Vec<GiftCardSummary>, Fault> {
    let mut all = Vec::new();
    for owner in owners(cx, customer_id).await? {
        all.extend(cx.list_all(&keys::giftcards::store_credit(&owner)).await?);
    }
    Ok(all)
}
