use super::POINTS_MAX;
use crate::{order::Order, pricing::crockford};
use primitives::{Address, Code, CustomerId, Invalid, OrderId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What it earns to invite others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferralRule {
    /// What whoever invites gets.
    #[schemars(range(min = 1, max = POINTS_MAX))]
    pub points: i64,
    /// What whoever was invited gets.
    #[serde(default)]
    #[schemars(range(min = 0, max = POINTS_MAX))]
    pub welcome: i64,
    /// Invitations of one customer that earn something in a month.
    #[schemars(range(min = 1, max = 10_000))]
    pub monthly: u32,
}

impl ReferralRule {
    pub(super) fn is_sound(&self) -> bool {
        (1..=POINTS_MAX).contains(&self.points)
            && (0..=POINTS_MAX).contains(&self.welcome)
            && (1..=10_000).contains(&self.monthly)
    }
}

/// Where the code of an invitation leads. That it exists makes the code unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralCode {
    /// The code.
    pub code: Code,
    /// Whoever invites by it.
    pub customer_id: CustomerId,
}

impl ReferralCode {
    /// A code of eighty random bits, which nobody guesses.
    pub fn of(random: [u8; 10], customer_id: CustomerId) -> Result<Self, Invalid> {
        Ok(Self { code: Code::parse(crockford::write(&random))?, customer_id })
    }

    /// The code as it is kept, of what somebody typed in.
    pub fn read(raw: &str) -> Result<Code, Invalid> {
        crockford::read(raw, 16).and_then(Code::parse)
    }
}

/// That a customer was invited. There is one of a customer at the most, for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Referral {
    /// Whoever was invited.
    pub customer_id: CustomerId,
    /// Whoever invited them.
    pub referrer: CustomerId,
    /// What became of it.
    pub state: ReferralState,
    /// The order that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// When the customer named the code.
    pub invited_at: Timestamp,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReferralState {
    /// Nothing has been bought yet that is past its hold.
    Waiting,
    /// Both have got their points.
    Rewarded,
    /// Nobody gets any.
    Refused {
        /// Why.
        because: ReferralRefusal,
    },
}

/// Why an invitation earns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReferralRefusal {
    /// Both live at one address or write from one.
    SameHousehold,
    /// Whoever invites has invited as many as earn something this month.
    TooMany,
}

/// Whether two orders are of one household: they go to the same address, or news of them does. Compared where both are
/// read; nothing of it is written down.
pub fn same_household(one: &Order, two: &Order) -> bool {
    let mail = |order: &Order| order.email.as_ref().map(|mail| mailbox(mail.as_ref()));
    let door = |order: &Order| order.shipping_address.as_ref().map(door);
    let same = |one: Option<String>, two: Option<String>| one.is_some() && one == two;
    same(mail(one), mail(two)) || same(door(one), door(two))
}

/// A mailbox, whatever is tagged on to its name.
fn mailbox(mail: &str) -> String {
    let mail = mail.to_lowercase();
    let (name, domain) = mail.split_once('@').unwrap_or((&mail, ""));
    let name = name.split('+').next().unwrap_or(name);
    format!("{name}@{domain}")
}

fn door(address: &Address) -> String {
    let Address { line1, line2, city, postal_code, country, .. } = address;
    let parts = [
        Some(line1.as_ref()),
        line2.as_ref().map(AsRef::as_ref),
        Some(city.as_ref()),
        postal_code.as_ref().map(AsRef::as_ref),
        Some(country.as_ref()),
    ];
    let plain = parts.into_iter().flatten().map(|part| {
        let kept = part.chars().filter(|c| c.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect::<String>()
    });
    plain.collect::<Vec<_>>().join("|")
}
