//! Operations of `giftcards`: what the shop owes on gift cards and as store credit.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::pricing::gift_card::{CardEntry, GiftCardSummary};
use primitives::{Code, CustomerId, GiftCardId, Money, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who makes money out of nothing: the books are theirs.
const FINANCE: Caller = Caller::Staff(&[Role::Finance]);
/// Who helps a buyer with a card.
const SERVICE: Caller = Caller::Staff(&[Role::Finance, Role::Service]);
/// The customer, or who helps them.
const OWNER: Caller = Caller::CustomerOrStaff(&[Role::Finance, Role::Service]);

operations! { "giftcards":
    /// Issues a gift card. It has no code yet, and cannot be spent without one.
    IssueGiftCard: POST "/gift-cards" (NoPath, NoQuery, IssueGiftCardBody) -> 201 GiftCardSummary,
        by FINANCE, with [Keyed];
    /// Gift cards and store credit, the newest first.
    ListGiftCards: GET "/gift-cards" (NoPath, PageQuery, NoBody) -> 200 Page<GiftCardSummary>,
        by SERVICE, with [];
    /// One gift card.
    ViewGiftCard: GET "/gift-cards/{card_id}" (GiftCardPath, NoQuery, NoBody) -> 200 GiftCardSummary,
        by SERVICE, with [];
    /// Makes a card's code, which is in this answer alone; sent again, another, and the one before opens nothing any more.
    MakeGiftCode: POST "/gift-cards/{card_id}/codes" (GiftCardPath, NoQuery, NoBody) -> 200 GiftCodeView,
        by FINANCE, with [];
    /// What moved on a card, the newest first.
    ListGiftCardEntries: GET "/gift-cards/{card_id}/entries" (GiftCardPath, PageQuery, NoBody)
        -> 200 Page<CardEntry>, by SERVICE, with [];
    /// Stops a card: nothing is spent of it until it is let go on. Doing it again changes nothing.
    DisableGiftCard: POST "/gift-cards/{card_id}/disable" (GiftCardPath, NoQuery, NoBody) -> 200 GiftCardSummary,
        by SERVICE, with [];
    /// Lets a card that was stopped be spent again. Doing it again changes nothing.
    EnableGiftCard: POST "/gift-cards/{card_id}/enable" (GiftCardPath, NoQuery, NoBody) -> 200 GiftCardSummary,
        by SERVICE, with [];
    /// Changes what is left on a card, upwards or downwards, never below nothing.
    AdjustGiftCard: POST "/gift-cards/{card_id}/adjustments" (GiftCardPath, NoQuery, AdjustGiftCardBody)
        -> 200 GiftCardSummary, by FINANCE, with [Keyed];
    /// What is left on the card of a code. Whoever shows too many wrong ones has to wait.
    CheckGiftCard: POST "/gift-card-balance" (NoPath, NoQuery, GiftCodeBody) -> 200 GiftCardBalance,
        by Caller::Public, with [];
    /// What the shop owes on all cards, by currency, as far as one look goes; then on from its `next`.
    ViewLiability: GET "/gift-card-liability" (NoPath, LiabilityQuery, NoBody) -> 200 LiabilityView,
        by FINANCE, with [];

    /// Grants a customer store credit.
    GrantStoreCredit: POST "/customers/{customer_id}/store-credit" (StoreCreditPath, NoQuery, GrantCreditBody)
        -> 201 GiftCardSummary, by SERVICE, with [Keyed];
    /// A customer's store credit, the newest first.
    ViewStoreCredit: GET "/customers/{customer_id}/store-credit" (StoreCreditPath, PageQuery, NoBody)
        -> 200 Page<GiftCardSummary>, by OWNER, with [];
    /// What moved on one store credit, the newest first.
    ListStoreCreditEntries: GET "/customers/{customer_id}/store-credit/{card_id}/entries"
        (OneStoreCreditPath, PageQuery, NoBody)
        -> 200 Page<CardEntry>, by OWNER, with [];
}

/// Which card.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GiftCardPath {
    /// The card.
    pub card_id: GiftCardId,
}

/// Whose store credit.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StoreCreditPath {
    /// The customer.
    pub customer_id: CustomerId,
}

/// Which store credit.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OneStoreCreditPath {
    /// The customer.
    pub customer_id: CustomerId,
    /// Which of theirs.
    pub card_id: GiftCardId,
}

/// A gift card to be issued.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueGiftCardBody {
    /// What the shop owes on it: more than nothing, at most 100,000,000 minor units.
    pub worth: Money,
    /// From then on it cannot be spent, and what is left is written off; never, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// Store credit to be granted.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantCreditBody {
    /// How much: more than nothing, at most 100,000,000 minor units.
    pub amount: Money,
    /// From then on it cannot be spent, and what is left is written off; never, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// A change by hand.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustGiftCardBody {
    /// What the shop owes more; below nothing, less.
    pub by: Money,
    /// Why, for whoever looks at the ledger later: a word such as `goodwill`.
    pub reason: Code,
}

/// A code, as somebody typed it in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftCodeBody {
    /// The code, in either case, with or without hyphens.
    #[schemars(length(min = 1, max = 64))]
    pub code: String,
}

/// Whoever knows a code can spend the card: it is in no log.
impl std::fmt::Debug for GiftCodeBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GiftCodeBody(…)")
    }
}

/// Where to go on adding up.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LiabilityQuery {
    /// Where the look before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
}

/// A code that was made.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct GiftCodeView {
    /// The code. It is shown this once.
    pub code: String,
    /// The card.
    pub card: GiftCardSummary,
}

/// What is left on a card.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GiftCardBalance {
    /// What is left.
    pub balance: Money,
    /// Whether it can be spent now.
    pub usable: bool,
    /// From then on it cannot be spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// What the shop owes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LiabilityView {
    /// Balances added up, by currency.
    pub owed: Vec<Money>,
    /// Cards that were looked at.
    pub cards: u64,
    /// Pass as `cursor` to go on, and add both together; absent when all were looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
