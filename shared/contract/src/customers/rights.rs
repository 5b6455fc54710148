//! What a customer may demand: to see all, and to be erased.
use super::{CompanyMemberView, FiguresView, ProfileView};
use crate::identity::CustomerView;
use domain::customers::{
    ConsentStatement, Consents, CustomerNote, Gone, HistoryEntry, OrdersGone, Stays,
};
use primitives::{CustomerId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was erased, and what was not.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ErasureView {
    /// Whom it was done for.
    pub customer_id: CustomerId,
    /// Everybody who was that customer.
    pub all: Vec<CustomerId>,
    /// When it was decided: nothing personal was kept from then on.
    pub erased_at: Timestamp,
    /// When all keys were destroyed and nobody was found any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// What is gone.
    pub erased: Vec<Gone>,
    /// Orders from which everything went that no invoice needs, of everybody who was that customer, as far as was told.
    pub orders: BTreeMap<CustomerId, OrdersGone>,
    /// What stays.
    pub kept: Vec<KeptView>,
}

/// What stays, why, and by which law.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct KeptView {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// Where that is written.
    pub source: String,
}

impl From<Stays> for KeptView {
    fn from(stays: Stays) -> Self {
        let Stays { what, why, source } = stays;
        Self { what: what.into(), why: why.into(), source: source.into() }
    }
}

/// Everything that is known of a customer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CustomerExport {
    /// The customer.
    pub customer_id: CustomerId,
    /// When it was written.
    pub exported_at: Timestamp,
    /// Their record, and those of whom they took in.
    pub records: Vec<CustomerView>,
    /// Whom they took in, and when.
    pub merged: BTreeMap<CustomerId, Timestamp>,
    /// What is kept beside it, of each of these.
    pub profiles: Vec<ProfileView>,
    /// The company that they buy for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyMemberView>,
    /// What they agree to.
    pub consents: Consents,
    /// Every statement on that, newest first.
    pub statements: Vec<ConsentStatement>,
    /// What was written down about them, newest first.
    pub notes: Vec<CustomerNote>,
    /// What their orders come to.
    pub figures: FiguresView,
    /// Everything that happened, newest first.
    pub history: Vec<HistoryEntry>,
    /// Whether that is all. Of each list at most 5,000 are in one document.
    pub complete: bool,
}
