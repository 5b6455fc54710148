//! What the shop knows of a customer beside their record: what they bought and what came of it, what they agreed
//! to, what staff wrote down, and by what they are found.
//!
//! Invariant: figures are the sum of what each order came to, whatever order the news came in; what a customer agreed
//! to follows from the statements, none of which is ever taken away. Nothing personal is in a key: marks are digests.
mod allowance;
mod attribute;
mod company;
mod consent;
mod erasure;
mod figures;
mod history;
mod marks;
mod merge;
#[cfg(test)]
mod merge_laws;
mod profile;
mod sealed;

pub use allowance::{AllowanceRefusal, CompanyDebt, OrderDebt};
pub use attribute::{
    ATTRIBUTES_MAX, CustomerAttribute, CustomerAttributeKind, CustomerAttributeValue,
    CustomerAttributes,
};
pub use company::{
    Company, CompanyDetails, CompanyMember, CompanyRefusal, CompanyRole, LEVELS_MAX, Membership,
};
pub use consent::{Consent, ConsentChannel, ConsentStatement, Consents, PURPOSES_MAX, Stated};
pub use erasure::{Erasure, GONE, Gone, OrdersGone, STAYS, Stays};
pub use figures::{Figures, OrderFigures, Worth};
pub use history::{CustomerNote, HistoryEntry, WhatHappened};
pub use marks::{
    Found, Mark, Particulars, Shared, Term, beginnings, country_term, tag_term, terms, wanted_words,
};
pub use merge::{MERGED_MAX, MergeConflicts, Union};
pub use profile::{ADDRESSES_MAX, KnownAddress, Profile, ProfileChange, TAGS_MAX};
pub use sealed::{Personal, SealedNote, SealedProfile};

use crate::{Kind, Refuse};
use primitives::{CustomerId, Slug};

/// Why what is known of a customer says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileRefusal {
    /// Nobody defined the attribute.
    #[error("there is no customer attribute {0}: define it first")]
    UnknownAttribute(Slug),
    /// The value is not of the attribute's kind.
    #[error("the customer attribute {name} must be {wanted}")]
    WrongValue {
        /// Which.
        name: Slug,
        /// What it has to be.
        wanted: String,
    },
    /// A choice needs something to choose from, and nothing else has it.
    #[error("an attribute of the kind choice has 1 to 50 choices, and no other has any")]
    Choices,
    /// There are as many attributes, tags, addresses or purposes as there may be.
    #[error("at most {max} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: usize,
    },
    /// Two addresses cannot both be the first choice.
    #[error("at most one address is the default for {0}")]
    TwoDefaults(&'static str),
    /// Nobody is two people.
    #[error("a customer cannot be merged with itself: name another customer in merged")]
    MergeWithItself,
    /// Who was merged stands for nobody any more.
    #[error("{customer_id} was merged into {into} already: name that customer instead")]
    MergedAlready {
        /// Who.
        customer_id: CustomerId,
        /// Who stands for them.
        into: CustomerId,
    },
    /// Who was erased is nobody of whom anything is kept any more.
    #[error("{0} was erased: nothing personal is kept of them any more")]
    Erased(CustomerId),
    /// Nobody is looked for.
    #[error("name one of email, phone, name or order to search for")]
    NothingToSearch,
}

impl Refuse for ProfileRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownAttribute(_) => "customer.unknown_attribute",
            Self::WrongValue { .. } => "customer.wrong_value",
            Self::Choices => "customer.choices",
            Self::TooMany { .. } => "customer.too_many",
            Self::TwoDefaults(_) => "customer.two_defaults",
            Self::MergeWithItself => "customer.merge_with_itself",
            Self::MergedAlready { .. } => "customer.merged_already",
            Self::Erased(_) => "customer.erased",
            Self::NothingToSearch => "customer.nothing_to_search",
        }
    }
    fn kind(&self) -> Kind {
        Kind::Wrong
    }
}
