//! What is asked of companies that buy, and told of them.
use domain::customers::{Company, CompanyDetails, CompanyMember, CompanyRole};
use primitives::{CustomerId, Money, Slug, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which company.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompanyPath {
    /// What prices know it by.
    pub company: Slug,
}

/// Who, of which company.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompanyMemberPath {
    /// The company.
    pub company: Slug,
    /// The customer.
    pub customer_id: CustomerId,
}

/// A company.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompanyView {
    /// What prices know it by.
    pub company: Slug,
    /// What staff wrote.
    #[serde(flatten)]
    pub details: CompanyDetails,
    /// How far it is from the top of its tree: 1 is the top.
    pub level: u8,
    /// Companies that belong to it directly.
    pub children: u32,
    /// Customers who buy for it.
    pub members: u32,
    /// When it was first written.
    pub created_at: Timestamp,
}

impl From<&Company> for CompanyView {
    fn from(company: &Company) -> Self {
        let Company { company, details, level, children, members, created_at } = company.clone();
        Self { company, details, level, children, members, created_at }
    }
}

/// What a list shows of a company.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompanyListed {
    /// What prices know it by.
    pub company: Slug,
    /// What it is called.
    pub name: Title,
    /// The company that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Slug>,
}

/// As what somebody buys for a company.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompanyMemberBody {
    /// As what.
    pub role: CompanyRole,
    /// What they may spend by themselves in one order.
    #[serde(default)]
    pub spending_limit: Option<Money>,
}

/// Somebody who buys for a company.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompanyMemberView {
    /// The company.
    pub company: Slug,
    /// Who.
    pub customer_id: CustomerId,
    /// As what.
    pub role: CompanyRole,
    /// What they may spend by themselves in one order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spending_limit: Option<Money>,
    /// Since when.
    pub since: Timestamp,
}

impl From<CompanyMember> for CompanyMemberView {
    fn from(member: CompanyMember) -> Self {
        let CompanyMember { company, customer_id, role, spending_limit, since } = member;
        Self { company, customer_id, role, spending_limit, since }
    }
}
