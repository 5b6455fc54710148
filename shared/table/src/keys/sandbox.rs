//! Keys of `sandbox`: the make-believe provider's ledger, which no other function may read.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::sandbox::{Authorisation, FiledCredit, FiledTax, Notice};
use primitives::{EventId, ExternalKey, OrderId, SandboxId, Timestamp};
use serde::{Deserialize, Serialize};

keys! {
    /// One authorisation, with all that was done to it.
    authorisation(reference: SandboxId) -> Authorisation: "SANDBOX#{reference}" / "AUTHORISATION";
    /// How often an order was sent, for the cards that fail a few times.
    attempt(reference: SandboxId) -> Attempt: "SANDBOX#{reference}" / "ATTEMPT";
    /// A webhook on its way.
    notice(notice_id: EventId) -> Notice: "SANDBOX#{notice_id}" / "NOTICE";
    /// What was filed of an order with the make-believe tax service.
    filed_tax(order_id: OrderId) -> FiledTax: "SANDBOX#{order_id}" / "TAX";
    /// What was filed under a credit note's number with the make-believe tax service.
    filed_credit(order_id: OrderId, number: ExternalKey) -> FiledCredit: "SANDBOX#{order_id}" / "CREDIT#{number}";
}

lists! {
    /// Tests and people count what a merchant's payment led to.
    authorisations_of(payment: ExternalKey) -> Authorisation: gsi1 "SANDBOX#{payment}" / "" oldest;
    /// The provider looks for webhooks that are due.
    notices() -> NoticeSummary: gsi1 "SANDBOX-NOTICES#" / "" oldest;
}

/// How often an order was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The authorisation that it will lead to.
    pub reference: SandboxId,
    /// How many requests have failed.
    pub failed: u32,
    /// The last request that failed.
    pub request: String,
    /// When it may be forgotten.
    pub until: Timestamp,
}

/// What lists show of a webhook on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeSummary {
    /// The message.
    pub notice_id: EventId,
    /// Not before then.
    pub due_at: Timestamp,
}

/// Days for which delivered messages stay readable.
const NOTICE_DAYS: i64 = 7;

impl Indexed for Authorisation {
    fn entries(&self) -> Vec<(Index, Place)> {
        vec![(Index::gsi1, entry(format!("SANDBOX#{}", self.payment), self.reference.to_string()))]
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(self))
    }
}

impl Indexed for FiledTax {}
impl Indexed for FiledCredit {}

impl Indexed for Attempt {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

impl Indexed for Notice {
    fn entries(&self) -> Vec<(Index, Place)> {
        if self.delivered_at.is_some() {
            return Vec::new();
        }
        vec![(
            Index::gsi1,
            entry("SANDBOX-NOTICES#", format!("{}#{}", self.due_at, self.notice_id)),
        )]
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        let (notice_id, due_at) = (self.notice_id.clone(), self.due_at);
        Some(summary::<Self, _>(&NoticeSummary { notice_id, due_at }))
    }
    fn expires(&self) -> Option<Timestamp> {
        self.delivered_at.map(|at| at.plus_seconds(NOTICE_DAYS * 86_400))
    }
}
