//! Companies that buy, what they belong to, and who buys for them.
//!
//! Invariant: companies form trees of at most [`LEVELS_MAX`] levels. A company stays where it is as long as others belong
//! to it, so a level is known without looking at any other company and no circle can come about.
use crate::{Kind, Refuse, pricing::tax::VatId};
use primitives::{CustomerId, Line, Money, Slug, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Levels of a tree of companies.
pub const LEVELS_MAX: u8 = 5;
/// Characters of a company's id: prices know it as a code of as many.
const ID_MAX: usize = 64;
/// Days in which an invoice may be due: a year.
const PAYMENT_DAYS_MAX: u16 = 366;

/// What staff write of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompanyDetails {
    /// What it is called.
    pub name: Title,
    /// Its VAT id: format and check digits are right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_id: Option<VatId>,
    /// Its number in a register, such as `HRB 12345`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Line>,
    /// The company that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Slug>,
    /// Days in which it pays an invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 366))]
    pub payment_days: Option<u16>,
    /// What it may owe: what its orders come to that was neither taken nor cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_limit: Option<Money>,
}

/// A company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// What prices know it by.
    pub company: Slug,
    /// What staff wrote.
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

/// What somebody may do for a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CompanyRole {
    /// Says who else buys for it.
    Admin,
    /// Buys.
    Buyer,
    /// Approves what others want to buy.
    Approver,
}

/// Somebody who buys for a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyMember {
    /// The company.
    pub company: Slug,
    /// Who.
    pub customer_id: CustomerId,
    /// As what.
    pub role: CompanyRole,
    /// What they may spend by themselves in one order.
    #[serde(default)]
    pub spending_limit: Option<Money>,
    /// Since when.
    pub since: Timestamp,
}

/// Whom a customer buys for: one company at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Who.
    pub customer_id: CustomerId,
    /// For whom.
    pub company: Slug,
}

/// Why a company is not written as it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompanyRefusal {
    /// It would belong to itself.
    #[error("a company does not belong to itself: name another parent, or none")]
    OwnParent,
    /// Nobody wrote that parent.
    #[error("there is no company {0} to belong to: write it first")]
    UnknownParent(Slug),
    /// The tree would be too deep.
    #[error("companies stand in at most {0} levels: choose a parent further up")]
    Deep(u8),
    /// Others belong to it.
    #[error(
        "{0} companies belong to this one, which stays where it is as long as they do: move them first"
    )]
    HasChildren(u32),
    /// Customers buy for it.
    #[error("{0} customers buy for this company: let them leave first")]
    HasMembers(u32),
    /// They buy for another company.
    #[error("the customer buys for the company {0}: let them leave it first")]
    MemberElsewhere(Slug),
    /// Its id is too long.
    #[error("the id of a company has at most {ID_MAX} characters")]
    Id,
    /// Days or amounts are out of bounds.
    #[error("payment days are at most {PAYMENT_DAYS_MAX}, and limits are not below nothing")]
    Bounds,
}

impl Refuse for CompanyRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::OwnParent => "company.own_parent",
            Self::UnknownParent(_) => "company.unknown_parent",
            Self::Deep(_) => "company.too_deep",
            Self::HasChildren(_) => "company.has_children",
            Self::HasMembers(_) => "company.has_members",
            Self::MemberElsewhere(_) => "company.member_elsewhere",
            Self::Id => "company.id",
            Self::Bounds => "company.bounds",
        }
    }
    fn kind(&self) -> Kind {
        match self {
            Self::HasChildren(_) | Self::HasMembers(_) | Self::MemberElsewhere(_) => Kind::Conflict,
            _ => Kind::Wrong,
        }
    }
}

impl Company {
    /// A company that is new, below its parent if it has one.
    pub fn founded(
        company: Slug,
        details: CompanyDetails,
        parent: Option<&Self>,
        now: Timestamp,
    ) -> Result<Self, CompanyRefusal> {
        let level = placed(&company, &details, parent)?;
        Ok(Self { company, details, level, children: 0, members: 0, created_at: now })
    }

    /// With other details. It moves only as long as nothing belongs to it.
    pub fn written(
        &self,
        details: CompanyDetails,
        parent: Option<&Self>,
    ) -> Result<Self, CompanyRefusal> {
        let level = placed(&self.company, &details, parent)?;
        if details.parent != self.details.parent && self.children > 0 {
            return Err(CompanyRefusal::HasChildren(self.children));
        }
        Ok(Self { details, level, ..self.clone() })
    }

    /// With so many more companies that belong to it, or fewer.
    #[must_use]
    pub fn with_children(&self, by: i32) -> Self {
        Self { children: self.children.saturating_add_signed(by), ..self.clone() }
    }

    /// With so many more customers who buy for it, or fewer.
    #[must_use]
    pub fn with_members(&self, by: i32) -> Self {
        Self { members: self.members.saturating_add_signed(by), ..self.clone() }
    }

    /// Whether it may be deleted.
    pub fn is_empty(&self) -> Result<(), CompanyRefusal> {
        match (self.children, self.members) {
            (0, 0) => Ok(()),
            (0, members) => Err(CompanyRefusal::HasMembers(members)),
            (children, _) => Err(CompanyRefusal::HasChildren(children)),
        }
    }
}

impl CompanyMember {
    /// Somebody who comes to buy for a company, if they buy for no other.
    pub fn joins(
        company: &Company,
        membership: Option<&Membership>,
        customer_id: CustomerId,
        role: CompanyRole,
        spending_limit: Option<Money>,
        now: Timestamp,
    ) -> Result<Self, CompanyRefusal> {
        let elsewhere = membership.map(|one| &one.company).filter(|one| **one != company.company);
        if let Some(other) = elsewhere {
            return Err(CompanyRefusal::MemberElsewhere(other.clone()));
        }
        if spending_limit.is_some_and(|limit| limit.minor < 0) {
            return Err(CompanyRefusal::Bounds);
        }
        let company = company.company.clone();
        Ok(Self { company, customer_id, role, spending_limit, since: now })
    }
}

fn placed(
    company: &Slug,
    details: &CompanyDetails,
    parent: Option<&Company>,
) -> Result<u8, CompanyRefusal> {
    if company.as_ref().len() > ID_MAX {
        return Err(CompanyRefusal::Id);
    }
    let days = details.payment_days.is_some_and(|days| days > PAYMENT_DAYS_MAX);
    if days || details.credit_limit.is_some_and(|limit| limit.minor < 0) {
        return Err(CompanyRefusal::Bounds);
    }
    match (&details.parent, parent) {
        (Some(code), _) if code == company => Err(CompanyRefusal::OwnParent),
        (Some(code), None) => Err(CompanyRefusal::UnknownParent(code.clone())),
        (Some(_), Some(parent)) if parent.level >= LEVELS_MAX => {
            Err(CompanyRefusal::Deep(LEVELS_MAX))
        }
        (Some(_), Some(parent)) => Ok(parent.level.saturating_add(1)),
        (None, _) => Ok(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn code(at: usize) -> Slug {
        Slug::parse(format!("c{at}")).unwrap()
    }

    fn details(parent: Option<usize>) -> CompanyDetails {
        CompanyDetails {
            name: Title::example(),
            vat_id: None,
            registration: None,
            parent: parent.map(code),
            payment_days: None,
            credit_limit: None,
        }
    }

    /// What a function does with one command: both parents are kept right.
    fn write(all: &mut BTreeMap<Slug, Company>, at: usize, parent: Option<usize>) -> bool {
        let (id, details) = (code(at), details(parent));
        let above = details.parent.as_ref().and_then(|code| all.get(code)).cloned();
        let before = all.get(&id).cloned();
        let next = match &before {
            Some(company) => company.written(details.clone(), above.as_ref()),
            None => {
                Company::founded(id.clone(), details.clone(), above.as_ref(), Timestamp::example())
            }
        };
        let Ok(next) = next else { return false };
        let old = before.and_then(|company| company.details.parent);
        all.insert(id, next);
        for (code, by) in [(old, -1), (details.parent, 1)] {
            if let Some(code) = code {
                let company = all[&code].with_children(by);
                all.insert(code, company);
            }
        }
        true
    }

    proptest! {
        #[test]
        fn whatever_is_written_stays_a_tree_of_few_levels(
            commands in proptest::collection::vec((0_usize..9, proptest::option::of(0_usize..9)), 1..80),
        ) {
            let mut all = BTreeMap::new();
            for (at, parent) in commands {
                let before = all.clone();
                if !write(&mut all, at, parent) {
                    prop_assert_eq!(&all, &before);
                }
                for company in all.values() {
                    let (mut up, mut levels) = (company, 1);
                    while let Some(parent) = &up.details.parent {
                        up = &all[parent];
                        levels += 1;
                        prop_assert!(levels <= LEVELS_MAX, "a circle, or too deep");
                    }
                    prop_assert_eq!(company.level, levels);
                    let children = all.values().filter(|one| one.details.parent.as_ref() == Some(&company.company));
                    prop_assert_eq!(usize::try_from(company.children).unwrap(), children.count());
                }
            }
        }
    }

    #[test]
    fn somebody_buys_for_one_company_at_a_time_and_limits_are_amounts() {
        let company = Company::founded(code(1), details(None), None, Timestamp::example()).unwrap();
        let of = |at: usize| Membership { customer_id: CustomerId::example(), company: code(at) };
        let join = |membership: Option<&Membership>, limit: Option<i64>| {
            let limit = limit.map(|minor| Money { minor, ..Money::example() });
            CompanyMember::joins(
                &company,
                membership,
                CustomerId::example(),
                CompanyRole::Buyer,
                limit,
                Timestamp::example(),
            )
        };
        assert!(join(None, Some(0)).is_ok() && join(Some(&of(1)), None).is_ok());
        assert_eq!(join(Some(&of(2)), None), Err(CompanyRefusal::MemberElsewhere(code(2))));
        assert_eq!(join(None, Some(-1)), Err(CompanyRefusal::Bounds));
        let wrong = CompanyDetails { payment_days: Some(367), ..details(None) };
        assert_eq!(company.written(wrong, None), Err(CompanyRefusal::Bounds));
        assert_eq!(company.with_members(2).is_empty(), Err(CompanyRefusal::HasMembers(2)));
    }
}
