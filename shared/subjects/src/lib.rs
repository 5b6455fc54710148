//! By what customers are found without being named: digests of terms under a key of the shop. And the key of a customer, for what
//! `customers` seals by itself; everything else the table seals (`table::Personal`).
use domain::customers::Term;
use primitives::CustomerId;
use runtime::{Cx, Fault};
use std::{collections::BTreeSet, sync::Arc};
use table::{Keys, Place};
use vault::{DataKey, IndexKey, SealError};

/// The file of the key that terms are digested with.
const INDEX: &str = "index";

/// The shop's key for marks.
pub struct Index(IndexKey);

impl Index {
    /// The marks of these terms.
    pub fn marks(&self, terms: &BTreeSet<Term>) -> BTreeSet<String> {
        terms.iter().map(|term| self.mark(term)).collect()
    }

    /// The mark of a term.
    pub fn mark(&self, term: &Term) -> String {
        term.mark(|kind, text| self.0.hash(kind, text))
    }
}

/// The key for marks; made when it is first asked for.
pub async fn index(cx: &Cx) -> Result<Arc<Index>, Fault> {
    if let Some(index) = cx.recall::<Index>() {
        return Ok(index);
    }
    let index = Arc::new(Index(IndexKey::new(&cx.keyring()?.own_bits(INDEX).await?)));
    cx.keep(Arc::clone(&index));
    Ok(index)
}

/// The key for marks, if anything was ever marked: for whoever may look, and make none.
pub async fn known_index(cx: &Cx) -> Result<Option<Arc<Index>>, Fault> {
    if let Some(index) = cx.recall::<Index>() {
        return Ok(Some(index));
    }
    let Some(bits) = cx.keyring()?.bits(INDEX).await? else { return Ok(None) };
    let index = Arc::new(Index(IndexKey::new(&bits)));
    cx.keep(Arc::clone(&index));
    Ok(Some(index))
}

/// The key of a customer, if there is one: there is none of whom nothing was sealed, or who was erased.
pub async fn key(cx: &Cx, customer_id: &CustomerId) -> Result<Option<Arc<DataKey>>, Fault> {
    cx.keyring()?.find(customer_id.as_ref()).await.map_err(Fault::Outside)
}

/// The key of a customer; made when it is first asked for.
pub async fn own_key(cx: &Cx, customer_id: &CustomerId) -> Result<Arc<DataKey>, Fault> {
    cx.keyring()?.own(customer_id.as_ref()).await.map_err(Fault::Outside)
}

/// Where something sealed stands in the table.
pub fn at(place: &Place) -> vault::Place<'_> {
    vault::Place { pk: &place.pk, sk: &place.sk, attribute: "sealed" }
}

/// What could not be sealed or opened. It tells nothing of what was in it.
pub fn broken(error: SealError) -> Fault {
    Fault::Internal(error.to_string())
}
