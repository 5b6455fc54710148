//! Keys of `customers`. A mark is a digest: nothing personal is in a key.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::customers::{
    Company, CompanyDebt, CompanyMember, ConsentStatement, Consents, CustomerAttributes, Erasure,
    Figures, HistoryEntry, Mark, Membership, OrderDebt, OrderFigures, SealedNote, SealedProfile,
    Union,
};
use primitives::{CustomerId, EntryId, OrderId, Slug, Timestamp, Title};
use serde::{Deserialize, Serialize};

keys! {
    /// What is kept of a customer beside their record; what is personal is sealed.
    profile(customer_id: CustomerId) -> SealedProfile: "PROFILE#{customer_id}" / "PROFILE";
    /// What their orders come to, kept current.
    figures(customer_id: CustomerId) -> Figures: "PROFILE#{customer_id}" / "FIGURES";
    /// What one of their orders came to when it was last heard of: what the figures hold of it.
    order_figures(customer_id: CustomerId, order_id: OrderId) -> OrderFigures: "PROFILE#{customer_id}" / "ORDER#{order_id}";
    /// What they agree to.
    consents(customer_id: CustomerId) -> Consents: "PROFILE#{customer_id}" / "CONSENTS";
    /// What proves it: every statement, for good.
    statement(customer_id: CustomerId, at: Timestamp, entry_id: EntryId) -> ConsentStatement: "PROFILE#{customer_id}" / "STATEMENT#{at}#{entry_id}";
    /// What staff wrote down, sealed.
    note(customer_id: CustomerId, at: Timestamp, entry_id: EntryId) -> SealedNote: "PROFILE#{customer_id}" / "NOTE#{at}#{entry_id}";
    /// Everything that happened with them.
    history_entry(customer_id: CustomerId, at: Timestamp, entry_id: EntryId) -> HistoryEntry: "PROFILE#{customer_id}" / "HISTORY#{at}#{entry_id}";
    /// Whom they took in, and who took them in: once merged, who stands for them.
    union(customer_id: CustomerId) -> Union: "PROFILE#{customer_id}" / "UNION";
    /// That they were erased, with whom, and when all was done.
    erasure(customer_id: CustomerId) -> Erasure: "PROFILE#{customer_id}" / "ERASURE";
    /// The company that they buy for.
    membership(customer_id: CustomerId) -> Membership: "COMPANYOF#{customer_id}" / "COMPANY";
    /// A company that buys.
    company(company: Slug) -> Company: "COMPANY#{company}" / "COMPANY";
    /// Somebody who buys for a company.
    company_member(company: Slug, customer_id: CustomerId) -> CompanyMember: "COMPANY#{company}" / "MEMBER#{customer_id}";
    /// What a company owes.
    company_debt(company: Slug) -> CompanyDebt: "COMPANYDEBT#{company}" / "DEBT";
    /// What one order of a company owes.
    order_debt(order_id: OrderId) -> OrderDebt: "ORDERDEBT#{order_id}" / "DEBT";
    /// By what they are found: a digest of an e-mail address, a telephone number or a name.
    mark(mark: String, customer_id: CustomerId) -> Mark: "CUSTOMERMARK#{mark}" / "{customer_id}";
    /// The attributes that customers may have.
    attribute_book() -> CustomerAttributes: "CUSTOMERATTRIBUTES#BOOK" / "BOOK";
}

lists! {
    /// Staff: companies by code.
    companies() -> CompanySummary: gsi1 "COMPANIES#" / "" oldest;
    /// Staff: companies that belong to another.
    companies_of(company: Slug) -> CompanySummary: gsi2 "COMPANIES#OF#{company}" / "" oldest;
    /// Staff: who buys for a company.
    company_members(company: Slug) -> CompanyMember: table "COMPANY#{company}" / "MEMBER#" oldest;
    /// Staff: what happened with a customer, newest first.
    history(customer_id: CustomerId) -> HistoryEntry: table "PROFILE#{customer_id}" / "HISTORY#" newest;
    /// Staff: what was written down about a customer, newest first.
    notes(customer_id: CustomerId) -> SealedNote: table "PROFILE#{customer_id}" / "NOTE#" newest;
    /// Whoever has to show what a customer agreed to, newest first.
    statements(customer_id: CustomerId) -> ConsentStatement: table "PROFILE#{customer_id}" / "STATEMENT#" newest;
    /// Staff look for somebody by what they are called, or by where they are reached.
    marked(mark: String) -> Mark: table "CUSTOMERMARK#{mark}" / "" oldest;
}

impl Indexed for SealedProfile {}
impl Indexed for Figures {}
impl Indexed for OrderFigures {}
impl Indexed for Consents {}
impl Indexed for ConsentStatement {}
impl Indexed for SealedNote {}
impl Indexed for HistoryEntry {}
impl Indexed for Mark {}
impl Indexed for Union {}
impl Indexed for Erasure {}
impl Indexed for CustomerAttributes {}
impl Indexed for CompanyDebt {}
impl Indexed for OrderDebt {}
impl Indexed for CompanyMember {}
impl Indexed for Membership {}

/// What a list says of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanySummary {
    /// The company.
    pub company: Slug,
    /// What it is called.
    pub name: Title,
    /// The company that it belongs to.
    #[serde(default)]
    pub parent: Option<Slug>,
}

impl Indexed for Company {
    fn entries(&self) -> Vec<(Index, Place)> {
        let code = self.company.to_string();
        let all = (Index::gsi1, entry("COMPANIES#", code.clone()));
        let parent = self.details.parent.as_ref();
        let below =
            parent.map(|parent| (Index::gsi2, entry(format!("COMPANIES#OF#{parent}"), code)));
        [Some(all), below].into_iter().flatten().collect()
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        let (company, name) = (self.company.clone(), self.details.name.clone());
        let parent = self.details.parent.clone();
        Some(summary::<Self, _>(&CompanySummary { company, name, parent }))
    }
}
