//! What customers agreed to, by channel and purpose, with the proof of every statement.
//!
//! Regulation (EU) 2016/679, article 7: who relies on consent must be able to show it, and withdrawing must be as easy as
//! giving. So statements are kept for good, and what holds follows from them.
use super::ProfileRefusal;
use events::Actor;
use primitives::{Code, CustomerId, EntryId, Line, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Pairs of channel and purpose that are kept for one customer.
pub const PURPOSES_MAX: usize = 60;

/// By which way somebody may be addressed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ConsentChannel {
    /// E-mail.
    Email,
    /// Text messages.
    Sms,
    /// Calls.
    Phone,
    /// Letters.
    Post,
    /// Messages of an app.
    Push,
    /// Cookies and the like, on the shop's pages.
    Web,
}

impl ConsentChannel {
    /// As events and people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Phone => "phone",
            Self::Post => "post",
            Self::Push => "push",
            Self::Web => "web",
        }
    }
}

/// What a customer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
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

/// A statement, with what proves it. Never changed, never removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConsentStatement {
    /// Who said it.
    pub customer_id: CustomerId,
    /// Its id.
    pub entry_id: EntryId,
    /// When.
    pub at: Timestamp,
    /// By which way they may be addressed.
    pub channel: ConsentChannel,
    /// For what.
    pub purpose: Code,
    /// Whether they agreed.
    pub granted: bool,
    /// Which text they were shown.
    pub wording: Code,
    /// Where they said so.
    pub source: Line,
    /// Who entered it: the customer, or staff for them.
    pub actor: Actor,
}

/// What holds for one channel and purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Consent {
    /// By which way.
    pub channel: ConsentChannel,
    /// For what.
    pub purpose: Code,
    /// Whether they agree.
    pub granted: bool,
    /// Since when.
    pub since: Timestamp,
    /// The statement that it follows from.
    pub entry_id: EntryId,
}

/// What holds for a customer. Where nothing was said, nothing is agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Consents {
    /// Whose.
    pub customer_id: CustomerId,
    /// By channel, then purpose.
    pub consents: Vec<Consent>,
}

impl Consents {
    /// Of somebody who has said nothing yet.
    pub fn none(customer_id: CustomerId) -> Self {
        Self { customer_id, consents: Vec::new() }
    }

    /// What holds after a statement, and the statement as it is kept.
    pub fn state(
        &self,
        stated: Stated,
        entry_id: EntryId,
        actor: Actor,
        at: Timestamp,
    ) -> Result<(Self, ConsentStatement), ProfileRefusal> {
        let Stated { channel, purpose, granted, wording, source } = stated;
        let customer_id = self.customer_id.clone();
        let statement = ConsentStatement {
            customer_id,
            entry_id,
            at,
            channel,
            purpose,
            granted,
            wording,
            source,
            actor,
        };
        let next = self.after(&statement);
        if next.consents.len() > PURPOSES_MAX {
            return Err(ProfileRefusal::TooMany {
                what: "pairs of channel and purpose",
                max: PURPOSES_MAX,
            });
        }
        Ok((next, statement))
    }

    /// What holds after a statement: of two of one instant, the one with the greater id.
    fn after(&self, statement: &ConsentStatement) -> Self {
        let ConsentStatement { channel, purpose, granted, at, entry_id, .. } = statement.clone();
        let mut next = self.clone();
        let place = next
            .consents
            .binary_search_by(|held| (held.channel, &held.purpose).cmp(&(channel, &purpose)));
        match place.map(|found| (found, next.consents.get_mut(found))) {
            Ok((_, Some(held))) => {
                if (held.since, &held.entry_id) < (at, &entry_id) {
                    // Saying the same again is one proof more; what holds, holds since it was first said.
                    let since = if held.granted == granted { held.since } else { at };
                    *held = Consent { channel, purpose, granted, since, entry_id };
                }
            }
            Ok((_, None)) => {}
            Err(before) => {
                next.consents
                    .insert(before, Consent { channel, purpose, granted, since: at, entry_id });
            }
        }
        next
    }

    /// Whether somebody may be addressed in this way, for this.
    pub fn allow(&self, channel: ConsentChannel, purpose: &Code) -> bool {
        self.consents
            .iter()
            .any(|held| held.channel == channel && held.purpose == *purpose && held.granted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;
    use proptest::prelude::*;

    fn stated(channel: ConsentChannel, purpose: &str, granted: bool) -> Stated {
        Stated {
            channel,
            purpose: Code::parse(purpose).unwrap(),
            granted,
            wording: Code::parse("v1").unwrap(),
            source: Line::parse("account").unwrap(),
        }
    }

    fn entry(at: usize) -> EntryId {
        EntryId::parse(format!("tle_{at:08}")).unwrap()
    }

    proptest! {
        #[test]
        fn what_holds_is_the_last_word_on_each_channel_and_purpose(
            said in proptest::collection::vec((0usize..3, 0usize..3, any::<bool>()), 0..40),
        ) {
            let channels = [ConsentChannel::Email, ConsentChannel::Sms, ConsentChannel::Web];
            let purposes = ["marketing", "profiling", "survey"];
            let start = Timestamp::example();
            let mut held = Consents::none(CustomerId::example());
            let mut last = std::collections::BTreeMap::new();
            for (at, (channel, purpose, granted)) in said.iter().enumerate() {
                let what = stated(channels[*channel], purposes[*purpose], *granted);
                let now = start.plus_seconds(i64::try_from(at).unwrap());
                let (next, kept) = held.state(what, entry(at), Actor::example(), now).unwrap();
                prop_assert_eq!(kept.granted, *granted);
                held = next;
                last.insert((*channel, *purpose), *granted);
            }
            for (channel, purpose) in (0..3).flat_map(|c| (0..3).map(move |p| (c, p))) {
                let wanted = last.get(&(channel, purpose)).copied().unwrap_or(false);
                let purpose = Code::parse(purposes[purpose]).unwrap();
                prop_assert_eq!(held.allow(channels[channel], &purpose), wanted);
            }
            prop_assert_eq!(held.consents.len(), last.len());
        }
    }
}
