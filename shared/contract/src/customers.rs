//! Operations of `customers`: what the shop knows of a customer beside their record.
use crate::{
    Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, identity::CustomerPath, patch::given,
    row::operations,
};
use domain::customers::{
    CompanyDetails, ConsentChannel, ConsentStatement, Consents, CustomerAttribute,
    CustomerAttributeValue, CustomerAttributes, CustomerNote, HistoryEntry, KnownAddress,
    MergeConflicts, Shared, Worth,
};
use domain::order::OrderNumber;
use events::Actor;
use primitives::{
    Code, Currency, CustomerId, Email, EntryId, Line, OrderId, Slug, Timestamp, Title,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who serves customers.
const SERVICE: Caller = Caller::Staff(&[Role::Service]);

operations! { "customers":
    /// The attributes that customers may have.
    ListCustomerAttributes: GET "/customer-attributes" (NoPath, NoQuery, NoBody) -> 200 CustomerAttributes,
        by SERVICE, with [];
    /// Defines an attribute, or defines it anew. Values that no longer fit stay until they are changed.
    DefineCustomerAttribute: PUT "/customer-attributes/{name}" (AttributePath, NoQuery, CustomerAttribute)
        -> 200 CustomerAttributes, by Caller::Staff(&[]), with [];
    /// Takes an attribute away. Values that customers have of it stay until they are changed.
    RetireCustomerAttribute: DELETE "/customer-attributes/{name}" (AttributePath, NoQuery, NoBody)
        -> 200 CustomerAttributes, by Caller::Staff(&[]), with [];

    /// What is kept of a customer beside their record.
    ViewCustomerProfile: GET "/customers/{customer_id}/profile" (CustomerPath, NoQuery, NoBody)
        -> 200 ProfileView, by SERVICE, with [Versioned];
    /// Changes what is kept of a customer. What is left out stays; null forgets it.
    ChangeCustomerProfile: PATCH "/customers/{customer_id}/profile" (CustomerPath, NoQuery, ChangeProfileBody)
        -> 200 ProfileView, by SERVICE, with [Versioned];
    /// The addresses that the customer keeps.
    ViewMyAddresses: GET "/me/addresses" (NoPath, NoQuery, NoBody) -> 200 AddressesView,
        by Caller::Customer, with [Versioned];
    /// Replaces the addresses that the customer keeps.
    ReplaceMyAddresses: PUT "/me/addresses" (NoPath, NoQuery, AddressesView) -> 200 AddressesView,
        by Caller::Customer, with [Versioned];

    /// What the customer agrees to. Where nothing was said, nothing is agreed to.
    ViewMyConsents: GET "/me/consents" (NoPath, NoQuery, NoBody) -> 200 Consents,
        by Caller::Customer, with [];
    /// The customer agrees to being addressed in some way for some purpose, or no longer does.
    StateMyConsent: POST "/me/consents" (NoPath, NoQuery, StateConsentBody) -> 200 Consents,
        by Caller::Customer, with [Keyed];
    /// What a customer agrees to.
    ViewCustomerConsents: GET "/customers/{customer_id}/consents" (CustomerPath, NoQuery, NoBody)
        -> 200 Consents, by SERVICE, with [];
    /// Enters what a customer said, such as on the telephone.
    StateCustomerConsent: POST "/customers/{customer_id}/consents" (CustomerPath, NoQuery, StateConsentBody)
        -> 200 Consents, by SERVICE, with [Keyed];
    /// Every statement a customer made on what they agree to, the newest first: the proof.
    ListConsentStatements: GET "/customers/{customer_id}/consents/statements" (CustomerPath, PageQuery, NoBody)
        -> 200 Page<ConsentStatement>, by SERVICE, with [];

    /// Writes something down about a customer.
    WriteCustomerNote: POST "/customers/{customer_id}/notes" (CustomerPath, NoQuery, WriteNoteBody)
        -> 201 NoteWritten, by SERVICE, with [Keyed];
    /// What was written down about a customer, the newest first.
    ListCustomerNotes: GET "/customers/{customer_id}/notes" (CustomerPath, PageQuery, NoBody)
        -> 200 Page<CustomerNote>, by SERVICE, with [];
    /// Everything that happened with a customer, the newest first.
    ListCustomerHistory: GET "/customers/{customer_id}/history" (CustomerPath, PageQuery, NoBody)
        -> 200 Page<HistoryEntry>, by SERVICE, with [];
    /// What a customer's orders come to: lifetime value, average order value, first and last order.
    ViewCustomerFigures: GET "/customers/{customer_id}/figures" (CustomerPath, NoQuery, NoBody)
        -> 200 FiguresView, by SERVICE, with [];

    /// Companies that buy, by code.
    ListCompanies: GET "/companies" (NoPath, PageQuery, NoBody) -> 200 Page<CompanyListed>,
        by SERVICE, with [];
    /// One company.
    ViewCompany: GET "/companies/{company}" (CompanyPath, NoQuery, NoBody) -> 200 CompanyView,
        by SERVICE, with [Versioned];
    /// Writes a company, new or anew. One that others belong to keeps its parent.
    PutCompany: PUT "/companies/{company}" (CompanyPath, NoQuery, CompanyDetails) -> 200 CompanyView,
        by SERVICE, with [Versioned];
    /// Deletes a company for which nobody buys and to which none belongs.
    DeleteCompany: DELETE "/companies/{company}" (CompanyPath, NoQuery, NoBody) -> 200 CompanyView,
        by SERVICE, with [];
    /// Companies that belong to another directly, by code.
    ListCompanyChildren: GET "/companies/{company}/children" (CompanyPath, PageQuery, NoBody)
        -> 200 Page<CompanyListed>, by SERVICE, with [];
    /// Who buys for a company.
    ListCompanyMembers: GET "/companies/{company}/members" (CompanyPath, PageQuery, NoBody)
        -> 200 Page<CompanyMemberView>, by SERVICE, with [];
    /// Has a customer buy for a company, or says anew as what. Their carts have its prices from then on.
    PutCompanyMember: PUT "/companies/{company}/members/{customer_id}" (CompanyMemberPath, NoQuery, CompanyMemberBody)
        -> 200 CompanyMemberView, by SERVICE, with [];
    /// Has a customer buy for a company no more. Doing it again changes nothing.
    RemoveCompanyMember: DELETE "/companies/{company}/members/{customer_id}" (CompanyMemberPath, NoQuery, NoBody)
        -> 200 CompanyView, by SERVICE, with [];
    /// The company that a customer buys for.
    ViewCustomerCompany: GET "/customers/{customer_id}/company" (CustomerPath, NoQuery, NoBody)
        -> 200 CompanyMemberView, by SERVICE, with [];

    /// Finds customers by e-mail address, telephone number, words of their name, or an order.
    SearchCustomers: GET "/customer-search" (NoPath, CustomerSearchQuery, NoBody) -> 200 FoundView,
        by SERVICE, with [];
    /// Customers who are likely the same person: one mailbox, one telephone number, or one name at one postal code. The likeliest first.
    ListCustomerDuplicates: GET "/customers/{customer_id}/duplicates" (CustomerPath, NoQuery, NoBody)
        -> 200 DuplicatesView, by SERVICE, with [];

    /// Takes another customer in, who is the same person: whatever names them means the survivor from now on. It cannot be undone.
    MergeCustomers: POST "/customers/{customer_id}/merges" (CustomerPath, NoQuery, MergeCustomersBody)
        -> 200 UnionView, by SERVICE, with [Keyed];
    /// Whom a customer took in, and what was said of those otherwise than of the survivor.
    ViewCustomerMerges: GET "/customers/{customer_id}/merges" (CustomerPath, NoQuery, NoBody)
        -> 200 MergesView, by SERVICE, with [];

    /// Erases what is personal of a customer, and of whom they took in, for good. The answer says what went, what stays and why. Asked again, it says the same.
    EraseCustomer: POST "/customers/{customer_id}/erasure" (CustomerPath, NoQuery, NoBody)
        -> 200 ErasureView, by SERVICE, with [Keyed];
    /// Erases what is personal of the customer who asks, for good.
    EraseMe: POST "/me/erasure" (NoPath, NoQuery, NoBody) -> 200 ErasureView,
        by Caller::Customer, with [Keyed];
    /// What was erased of a customer, what stays and why.
    ViewErasure: GET "/customers/{customer_id}/erasure" (CustomerPath, NoQuery, NoBody)
        -> 200 ErasureView, by SERVICE, with [];
    /// Everything that is known here of a customer, as one document.
    ExportCustomer: GET "/customers/{customer_id}/export" (CustomerPath, NoQuery, NoBody)
        -> 200 CustomerExport, by SERVICE, with [];
    /// Everything that is known here of the customer who asks, as one document. It does not tell which of the shop's people did what.
    ExportMe: GET "/me/export" (NoPath, NoQuery, NoBody) -> 200 CustomerExport,
        by Caller::Customer, with [];
}

mod companies;
mod rights;
pub use companies::{
    CompanyListed, CompanyMemberBody, CompanyMemberPath, CompanyMemberView, CompanyPath,
    CompanyView,
};
pub use rights::{CustomerExport, ErasureView, KeptView};

/// Who is taken in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeCustomersBody {
    /// The customer who is the same person.
    pub merged: CustomerId,
}

/// Who is one customer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct UnionView {
    /// Who stands for all of them.
    pub customer_id: CustomerId,
    /// Whom they took in, and when.
    pub merged: BTreeMap<CustomerId, Timestamp>,
}

/// A note that was written: what it says is with the notes alone.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NoteWritten {
    /// About whom.
    pub customer_id: CustomerId,
    /// The note.
    pub entry_id: EntryId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
}

/// Whom a customer took in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MergesView {
    /// Who stands for all of them.
    pub customer_id: CustomerId,
    /// At most 20, by id.
    pub merged: Vec<MergedCustomerView>,
}

/// A customer who was taken in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MergedCustomerView {
    /// Who.
    pub customer_id: CustomerId,
    /// When.
    pub merged_at: Timestamp,
    /// What their profile says otherwise than the survivor's.
    pub conflicts: MergeConflicts,
}

/// Which attribute.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AttributePath {
    /// Its name.
    pub name: Slug,
}

/// What is kept of a customer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProfileView {
    /// The customer.
    pub customer_id: CustomerId,
    /// Where they are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Line>,
    /// By name.
    pub attributes: BTreeMap<Slug, CustomerAttributeValue>,
    /// In the order of the alphabet.
    pub tags: BTreeSet<Code>,
    /// In the customer's order.
    pub addresses: Vec<KnownAddress>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
}

/// What is to change of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeProfileBody {
    /// Where they are called.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Line>")]
    pub phone: Option<Option<Line>>,
    /// Attributes by name: a value, or null to forget it. Those not named stay.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 100))]
    pub attributes: BTreeMap<Slug, Option<CustomerAttributeValue>>,
    /// Tags to give.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(length(max = 50))]
    pub add_tags: BTreeSet<Code>,
    /// Tags to take.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(length(max = 50))]
    pub remove_tags: BTreeSet<Code>,
    /// All addresses, anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 20))]
    pub addresses: Option<Vec<KnownAddress>>,
}

/// The addresses that a customer keeps.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressesView {
    /// In the customer's order; at most one is the default for shipping, and one for billing.
    #[schemars(length(max = 20))]
    pub addresses: Vec<KnownAddress>,
}

/// What a customer says.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateConsentBody {
    /// By which way they may be addressed.
    pub channel: ConsentChannel,
    /// For what, such as `marketing`.
    pub purpose: Code,
    /// Whether they agree.
    pub granted: bool,
    /// Which text they were shown, such as `newsletter-2026-03`.
    pub wording: Code,
    /// Where they said so, such as `account` or `till 3`.
    pub source: Line,
}

/// What staff write down.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteNoteBody {
    /// What.
    #[schemars(length(min = 1))]
    pub text: primitives::Note,
}

/// What a customer's orders come to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FiguresView {
    /// The customer.
    pub customer_id: CustomerId,
    /// By currency: sums of different currencies are no sums.
    pub worth: BTreeMap<Currency, WorthView>,
    /// When the first order was placed, cancelled or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_order_at: Option<Timestamp>,
    /// When the last one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_order_at: Option<Timestamp>,
    /// Which that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_order_id: Option<OrderId>,
}

/// What the orders in one currency come to, in minor units.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WorthView {
    /// Orders, what they cost, what was taken, and what of that was given back.
    #[serde(flatten)]
    pub worth: Worth,
    /// What was taken and not given back.
    pub lifetime_value: i64,
    /// What an order costs on average, a half rounded up; absent without orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_order_value: Option<i64>,
}

/// Whom to look for. Who is found has everything that is named.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerSearchQuery {
    /// Where mail goes: of the record, or of an order of theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Where they are called; spaces and the country's code do not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Line>,
    /// Words of their name, each whole or its beginning, of three letters at least; of a longer one the first six count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Title>,
    /// An order of theirs, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// An order of theirs, by the number that people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<OrderNumber>,
}

/// Who is likely the same person.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DuplicatesView {
    /// At most 50, the likeliest first.
    pub customers: Vec<DuplicateView>,
    /// Whether there may be more.
    pub more: bool,
}

/// Somebody who is likely the same person.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DuplicateView {
    /// Who.
    #[serde(flatten)]
    pub customer: FoundCustomer,
    /// How likely, from 40 to 100.
    pub score: u32,
    /// What they share.
    pub reasons: BTreeSet<Shared>,
}

/// Who was found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FoundView {
    /// At most 50.
    pub customers: Vec<FoundCustomer>,
    /// Whether there may be more: say more to find fewer.
    pub more: bool,
}

/// A customer who was found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FoundCustomer {
    /// The customer.
    pub customer_id: CustomerId,
    /// How they want to be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<Title>,
    /// Where mail goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
}
