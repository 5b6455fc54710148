//! Operations of `loyalty`: points, tiers, rewards and invitations.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::loyalty::{
    ActionGrant, Gives, Lot, Month, OrderPoints, POINTS_MAX, PointsEntry, Programme, Referral,
    Reward,
};
use primitives::{
    Code, CustomerId, ExternalKey, GiftCardId, Money, OrderId, Slug, Timestamp, Title,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who makes money out of nothing: points are owed as money is.
const FINANCE: Caller = Caller::Staff(&[Role::Finance]);
/// Who helps a customer.
const SERVICE: Caller = Caller::Staff(&[Role::Finance, Role::Service]);
/// The customer, or who helps them.
const OWNER: Caller = Caller::CustomerOrStaff(&[Role::Finance, Role::Service]);

operations! { "loyalty":
    /// The rules of the loyalty programme.
    ViewProgramme: GET "/loyalty/programme" (NoPath, NoQuery, NoBody) -> 200 Programme,
        by Caller::Public, with [Versioned];
    /// Makes the rules of the loyalty programme what the body says. What orders have earned stays as it is.
    PutProgramme: PUT "/loyalty/programme" (NoPath, NoQuery, Programme) -> 200 Programme,
        by FINANCE, with [Versioned];
    /// What points buy.
    ListRewards: GET "/loyalty/rewards" (NoPath, PageQuery, NoBody) -> 200 Page<Reward>,
        by Caller::Public, with [];
    /// Makes a reward what the body says. What was redeemed stays as it is.
    PutReward: PUT "/loyalty/rewards/{reward}" (RewardPath, NoQuery, RewardBody) -> 200 Reward,
        by FINANCE, with [Versioned];

    /// One's own points: now, or as they were at a moment.
    ViewMyPoints: GET "/me/loyalty" (NoPath, PointsQuery, NoBody) -> 200 PointsView,
        by Caller::Customer, with [];
    /// What moved one's own points, the newest first.
    ListMyPoints: GET "/me/loyalty/entries" (NoPath, PageQuery, NoBody) -> 200 Page<PointsEntry>,
        by Caller::Customer, with [];
    /// Chooses a reward: the points are gone and the reward is there, or nothing happened.
    RedeemReward: POST "/me/loyalty/redemptions" (NoPath, NoQuery, RedeemBody) -> 201 RedemptionView,
        by Caller::Customer, with [Keyed];
    /// Turns points into store credit, to pay with at a checkout. What comes back to it becomes points again.
    CreditPoints: POST "/me/loyalty/credits" (NoPath, NoQuery, CreditPointsBody) -> 201 PointsCreditView,
        by Caller::Customer, with [Keyed];
    /// Turns what is left of such store credit into points again. Doing it again changes nothing.
    ReturnCredit: POST "/me/loyalty/credits/{card_id}/return" (CreditPath, NoQuery, NoBody) -> 200 PointsView,
        by Caller::Customer, with [];
    /// The code by which one invites others; made where there is none.
    MakeInvitation: POST "/me/loyalty/invitation" (NoPath, NoQuery, NoBody) -> 200 InvitationView,
        by Caller::Customer, with [];
    /// Names the code by which one was invited. Only before the first purchase, and once.
    AcceptInvitation: POST "/me/loyalty/referral" (NoPath, NoQuery, InvitationBody) -> 200 ReferralView,
        by Caller::Customer, with [];

    /// A customer's points: now, or as they were at a moment.
    ViewPoints: GET "/customers/{customer_id}/loyalty" (PointsPath, PointsQuery, NoBody) -> 200 PointsView,
        by OWNER, with [];
    /// What moved a customer's points, the newest first.
    ListPoints: GET "/customers/{customer_id}/loyalty/entries" (PointsPath, PageQuery, NoBody)
        -> 200 Page<PointsEntry>, by OWNER, with [];
    /// Changes a customer's points by hand, upwards or downwards, never below nothing.
    AdjustPoints: POST "/customers/{customer_id}/loyalty/adjustments" (PointsPath, NoQuery, AdjustPointsBody)
        -> 200 PointsView, by SERVICE, with [Keyed];
    /// Gives a customer the points of something that they did. The same occasion earns nothing more, whoever says it how often.
    GrantAction: POST "/customers/{customer_id}/loyalty/actions" (PointsPath, NoQuery, ActionBody)
        -> 200 ActionGrant, by SERVICE, with [];
    /// Moves points from one customer to another.
    TransferPoints: POST "/customers/{customer_id}/loyalty/transfers" (PointsPath, NoQuery, TransferPointsBody)
        -> 200 PointsView, by SERVICE, with [Keyed];
    /// Whether and by whom a customer was invited, and what became of it.
    ViewReferral: GET "/customers/{customer_id}/loyalty/referral" (PointsPath, NoQuery, NoBody) -> 200 Referral,
        by SERVICE, with [];
    /// What an order has earned.
    ViewOrderPoints: GET "/orders/{order_id}/points" (OrderPointsPath, NoQuery, NoBody) -> 200 OrderPoints,
        by OWNER, with [];
    /// What the shop owes in points, by the month in which they expire, as far as one look goes; then on from its `next`.
    ViewPointsLiability: GET "/loyalty/liability" (NoPath, PointsLiabilityQuery, NoBody) -> 200 PointsLiabilityView,
        by FINANCE, with [];
}

/// Which reward.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RewardPath {
    /// The reward.
    pub reward: Slug,
}

/// Whose points.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PointsPath {
    /// The customer.
    pub customer_id: CustomerId,
}

/// Which store credit.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CreditPath {
    /// The store credit.
    pub card_id: GiftCardId,
}

/// Which order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrderPointsPath {
    /// The order.
    pub order_id: OrderId,
}

/// As of when.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointsQuery {
    /// The moment; now, where absent.
    #[serde(default)]
    pub as_of: Option<Timestamp>,
}

/// A reward.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RewardBody {
    /// What people read.
    pub title: Title,
    /// What it costs.
    #[schemars(range(min = 1, max = POINTS_MAX))]
    pub points: i64,
    /// What it is.
    pub gives: Gives,
    /// Whether it is to be had.
    pub active: bool,
    /// Until when; for ever, where absent.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// Which reward is chosen.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemBody {
    /// The reward.
    pub reward: Slug,
}

/// How much store credit points are to become.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditPointsBody {
    /// The store credit. What it costs is rounded up to whole points.
    pub amount: Money,
}

/// The code of an invitation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationBody {
    /// The code, in either case, with or without hyphens.
    #[schemars(length(min = 1, max = 64))]
    pub code: String,
}

/// A change by hand.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustPointsBody {
    /// Points more; below nothing, fewer.
    #[schemars(range(min = -POINTS_MAX, max = POINTS_MAX))]
    pub by: i64,
    /// Why, for whoever looks at the ledger later: a word such as `goodwill`.
    pub reason: Code,
}

/// Something that a customer did.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionBody {
    /// What: an action of the programme.
    pub action: Slug,
    /// The occasion, which earns once: the id of a review, `birthday-2026`. Nothing personal.
    pub occasion: ExternalKey,
}

/// Points for somebody else.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferPointsBody {
    /// To whom.
    pub to: CustomerId,
    /// How many.
    #[schemars(range(min = 1, max = POINTS_MAX))]
    pub points: i64,
    /// Why, for whoever looks at the ledger later.
    pub reason: Code,
}

/// A customer's points.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PointsView {
    /// The customer.
    pub customer_id: CustomerId,
    /// As of when.
    pub as_of: Timestamp,
    /// What can be spent; below nothing, where points were taken back that had been spent.
    pub balance: i64,
    /// What orders promise that are not past their hold.
    pub pending: i64,
    /// What can be spent, by when it expires; absent of a moment that is past.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lots: Vec<Lot>,
    /// What the balance is worth as store credit, by currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub worth: Vec<Money>,
    /// The tier, and the way to the next; absent of a moment that is past, and where there are no tiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<TierView>,
}

/// A customer's tier.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TierView {
    /// The tier; absent where none is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Slug>,
    /// When it ends, if nothing is bought until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// What counts so far: points, or minor units.
    pub score: i64,
    /// The next tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Slug>,
    /// What it lacks: points, or minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacking: Option<i64>,
}

/// A reward that was chosen.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RedemptionView {
    /// The reward.
    pub reward: Slug,
    /// What it cost.
    pub points: i64,
    /// The store credit that it gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_id: Option<GiftCardId>,
    /// The code that it gave, to be entered in a cart; it is in the ledger too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// What can be spent after it.
    pub balance: i64,
}

/// Store credit that points became.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PointsCreditView {
    /// The store credit: a checkout takes it as such.
    pub card_id: GiftCardId,
    /// What it is worth.
    pub worth: Money,
    /// What it cost.
    pub points: i64,
    /// What can be spent after it.
    pub balance: i64,
}

/// The code by which somebody invites.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct InvitationView {
    /// The code.
    pub code: Code,
}

/// That somebody was invited: by whom is not said.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReferralView {
    /// When.
    pub invited_at: Timestamp,
    /// Whether the points were given.
    pub rewarded: bool,
}

/// Where to go on adding up.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointsLiabilityQuery {
    /// Where the look before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
}

/// What the shop owes in points.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PointsLiabilityView {
    /// Points that can be spent.
    pub points: i64,
    /// Points that are promised.
    pub pending: i64,
    /// Points that were taken back after they had been spent: what customers owe the shop.
    pub owed: i64,
    /// What those that can be spent are worth as store credit, by currency: one of these, not all.
    pub worth: Vec<Money>,
    /// Those that can be spent, by when they expire, the first first.
    pub by_expiry: Vec<ExpiringPoints>,
    /// Accounts that were looked at.
    pub accounts: u64,
    /// Pass as `cursor` to go on, and add both together; absent when all were looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Points that expire together.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ExpiringPoints {
    /// The last month in which they can be spent; absent where they never expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<Month>,
    /// How many.
    pub points: i64,
    /// What they are worth as store credit, by currency.
    pub worth: Vec<Money>,
}
