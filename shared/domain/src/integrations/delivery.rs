//! One event on its way to one endpoint.
//!
//! Before anything is sent, the attempt is committed with who makes it; afterwards, what came of it.
//! So a crash in between leaves an attempt of unknown outcome in the log, and whoever comes when its
//! lease is over sends again, under the same id: receivers know what they have seen.
use primitives::{Code, DeliveryId, EndpointId, EventId, Id, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Seconds for which an attempt is one worker's: longer than any attempt takes.
pub const LEASE_SECONDS: i64 = 90;
/// Seconds from one attempt to the next: five seconds, five minutes, half an hour, 2 h, 5 h, 10 h,
/// 14 h, 20 h, 24 h; in all, three days and a few hours.
pub const WAITS: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// Attempts before a delivery counts as failed.
pub const ATTEMPTS_MAX: u32 = 10;
/// Attempts that the log keeps, the last ones.
const ATTEMPTS_KEPT: usize = 20;
/// Days for which what is finished can be looked up.
pub const KEPT_DAYS: i64 = 30;
/// Characters of what the log keeps of an error.
const ERROR_MAX: usize = 200;
/// Groups of deliveries that the clock looks through one after another.
pub const SHARDS: u8 = 8;

const _: () = assert!(WAITS.len() + 1 == ATTEMPTS_MAX as usize);

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Not yet sent.
    Pending,
    /// Sent at least once, so far in vain.
    Retrying,
    /// The receiver said 2xx.
    Delivered,
    /// Given up; it can be sent again.
    Failed,
}

impl DeliveryState {
    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Retrying => "retrying",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// One try. What the receiver wrote in its answer is not kept: it may say anything about anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attempt {
    /// From 1, over all of the delivery's life.
    pub number: u32,
    /// When it began.
    pub at: Timestamp,
    /// Milliseconds until the answer, or until patience ended; absent while it is under way, and for
    /// ever if the sender fell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub millis: Option<u32>,
    /// The HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why there was no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Milliseconds it took.
    pub millis: u32,
    /// The HTTP status, or why there was none.
    pub answer: Result<u16, String>,
}

/// What a try says about the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tally {
    /// It is there.
    Success,
    /// It is not, or in trouble.
    Failure,
    /// It said that it is gone for good.
    Gone,
}

impl Outcome {
    /// What it says about the endpoint.
    pub fn tally(&self) -> Tally {
        match self.answer {
            Ok(200..=299) => Tally::Success,
            Ok(410) => Tally::Gone,
            _ => Tally::Failure,
        }
    }
}

/// One event on its way to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Follows from event and endpoint, so that a second delivery of the event finds the first.
    pub delivery_id: DeliveryId,
    /// Where to.
    pub endpoint_id: EndpointId,
    /// The event; the message's id too.
    pub event_id: EventId,
    /// The event's name.
    pub event: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// Tries since it was begun, or begun anew.
    pub tried: u32,
    /// The last tries, oldest first.
    pub attempts: Vec<Attempt>,
    /// When somebody has to look after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Who is sending it, until it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// What the endpoint's health has not counted yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untallied: Option<Tally>,
    /// Why it was given up: `exhausted`, `gone`, `disabled` or `deleted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Code>,
    /// When the event was taken up.
    pub created_at: Timestamp,
    /// When it was delivered or given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
}

/// What is sent, kept beside its delivery: the same bytes every time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// The body.
    pub body: String,
    /// When it may be forgotten.
    pub until: Timestamp,
}

/// What a delivery needs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The endpoint's health is to hear of the last try.
    Tally(Tally),
    /// This worker has begun a try: send.
    Send,
    /// A try is due.
    Begin,
    /// Nothing now.
    Rest,
}

impl Delivery {
    /// The delivery of an event to an endpoint.
    pub fn id_of(event_id: &EventId, endpoint_id: &EndpointId) -> DeliveryId {
        let digest = Sha256::digest(format!("{event_id} {endpoint_id}"));
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        DeliveryId::from_bytes(bytes)
    }

    /// A new one, due at once.
    pub fn new(event_id: EventId, endpoint_id: EndpointId, event: String, now: Timestamp) -> Self {
        Self {
            delivery_id: Self::id_of(&event_id, &endpoint_id),
            endpoint_id,
            event_id,
            event,
            state: DeliveryState::Pending,
            tried: 0,
            attempts: Vec::new(),
            due_at: Some(now),
            holder: None,
            untallied: None,
            failure: None,
            created_at: now,
            finished_at: None,
        }
    }

    /// What it needs next, asked by a worker.
    pub fn next(&self, worker: &str, now: Timestamp) -> Next {
        match (self.untallied, self.due_at) {
            (Some(tally), _) => Next::Tally(tally),
            (_, Some(due_at)) if self.holder.as_deref() == Some(worker) && now < due_at => {
                Next::Send
            }
            (_, Some(due_at)) if due_at <= now => Next::Begin,
            _ => Next::Rest,
        }
    }

    /// A try that a worker is about to make. A try of which nothing was heard counts as one.
    #[must_use]
    pub fn begun(mut self, worker: &str, now: Timestamp) -> Self {
        if self.holder.is_some() {
            self.tried = self.tried.saturating_add(1);
        }
        if self.tried >= ATTEMPTS_MAX {
            return self.given_up("exhausted", now);
        }
        let number = self.attempts.last().map_or(0, |last| last.number) + 1;
        if self.attempts.len() >= ATTEMPTS_KEPT {
            self.attempts.remove(0);
        }
        self.attempts.push(Attempt { number, at: now, millis: None, status: None, error: None });
        self.holder = Some(worker.to_owned());
        self.due_at = Some(now.plus_seconds(LEASE_SECONDS));
        self
    }

    /// What came of the try. `healthy` says that the endpoint has no failures to forget, so that a
    /// success needs no further counting.
    #[must_use]
    pub fn recorded(mut self, outcome: Outcome, healthy: bool, now: Timestamp) -> Self {
        let tally = outcome.tally();
        if let Some(last) = self.attempts.last_mut() {
            last.millis = Some(outcome.millis);
            match outcome.answer {
                Ok(status) => last.status = Some(status),
                Err(error) => last.error = Some(error.chars().take(ERROR_MAX).collect()),
            }
        }
        self.holder = None;
        self.tried = self.tried.saturating_add(1);
        self.untallied = Some(tally).filter(|tally| !healthy || *tally != Tally::Success);
        let wait = WAITS.get((self.tried as usize).saturating_sub(1));
        match (tally, wait) {
            (Tally::Success, _) => {
                self.state = DeliveryState::Delivered;
                self.failure = None;
                (self.due_at, self.finished_at) = (None, Some(now));
                self
            }
            (Tally::Gone, _) => self.given_up("gone", now),
            (Tally::Failure, None) => self.given_up("exhausted", now),
            (Tally::Failure, Some(wait)) => {
                self.state = DeliveryState::Retrying;
                let wait = wait + self.jitter(wait / 10);
                self.due_at = Some(now.plus_seconds(wait));
                self
            }
        }
    }

    /// While the endpoint is left alone. Those that wait do not all come back in the same second.
    #[must_use]
    pub fn postponed(mut self, until: Timestamp) -> Self {
        self.due_at = Some(until.plus_seconds(self.jitter(60)));
        self
    }

    /// The endpoint's health has heard.
    #[must_use]
    pub fn tallied(mut self) -> Self {
        self.untallied = None;
        self
    }

    /// Nothing more is tried.
    #[must_use]
    pub fn given_up(mut self, why: &str, now: Timestamp) -> Self {
        self.state = DeliveryState::Failed;
        self.failure = Code::parse(why).ok();
        (self.due_at, self.holder, self.finished_at) = (None, None, Some(now));
        self
    }

    /// Begins anew, with all its tries; `None` while it is being sent anyhow.
    pub fn revived(mut self, now: Timestamp) -> Option<Self> {
        if self.holder.is_some() && self.due_at.is_some_and(|end| now < end) {
            return None;
        }
        self.state =
            if self.attempts.is_empty() { DeliveryState::Pending } else { DeliveryState::Retrying };
        (self.due_at, self.finished_at) = (Some(now), None);
        (self.failure, self.holder, self.tried) = (None, None, 0);
        Some(self)
    }

    /// Which of the groups that the clock looks through it is in.
    pub fn shard(&self) -> u8 {
        let sum: u64 = self.delivery_id.as_ref().bytes().map(u64::from).sum();
        u8::try_from(sum % u64::from(SHARDS)).unwrap_or_default()
    }

    /// Up to so many seconds, by id and number of tries: the same for whoever asks.
    fn jitter(&self, most: i64) -> i64 {
        let digest = Sha256::digest(format!("{} {}", self.delivery_id, self.tried));
        let chance = digest.first().copied().map_or(0, i64::from);
        most * chance / 255
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

    fn new() -> Delivery {
        let event = "order.OrderPlaced.v1".into();
        Delivery::new(EventId::example(), EndpointId::example(), event, NOW)
    }
    fn said(status: u16) -> Outcome {
        Outcome { millis: 12, answer: Ok(status) }
    }

    #[test]
    fn it_is_tried_ten_times_over_three_days() {
        let (mut delivery, mut now, mut tries) = (new(), NOW, 0);
        while let Some(due_at) = delivery.due_at {
            now = due_at;
            delivery = delivery.begun("me", now).recorded(said(500), true, now).tallied();
            tries += 1;
        }
        assert_eq!(tries, ATTEMPTS_MAX);
        assert_eq!(delivery.state, DeliveryState::Failed);
        assert_eq!(delivery.failure.unwrap().as_ref(), "exhausted");
        let hours = (now.seconds() - NOW.seconds()) / 3_600;
        assert!((72..84).contains(&hours), "{hours}");
    }

    #[test]
    fn gone_is_gone_at_once() {
        let gone = new().begun("me", NOW).recorded(said(410), true, NOW);
        assert_eq!((gone.state, gone.untallied), (DeliveryState::Failed, Some(Tally::Gone)));
    }

    #[test]
    fn a_worker_sends_what_it_has_begun_and_no_other_does() {
        let begun = new().begun("me", NOW);
        assert_eq!(begun.next("me", NOW), Next::Send);
        assert_eq!(begun.next("you", NOW), Next::Rest);
        let later = NOW.plus_seconds(LEASE_SECONDS);
        assert_eq!(begun.next("me", later), Next::Begin);
        assert_eq!(begun.next("you", later), Next::Begin);
        assert!(begun.clone().revived(NOW).is_none());
        assert!(begun.revived(later).is_some());
    }

    proptest! {
        /// However often workers fall, answers come and staff begin anew: a delivery is finished, or
        /// due; the log is bounded and its numbers rise.
        #[test]
        fn a_delivery_is_finished_or_due(
            steps in proptest::collection::vec((0u8..5, 0i64..100_000), 0..80),
        ) {
            let mut delivery = new();
            let mut now = NOW;
            for (what, pause) in steps {
                now = now.plus_seconds(pause);
                delivery = match (what, delivery.next("me", now)) {
                    (_, Next::Tally(_)) => delivery.tallied(),
                    (0..=2, Next::Begin) => {
                        let begun = delivery.begun("me", now);
                        // Whoever fell too often is given up here, and nothing is sent.
                        match (what, begun.next("me", now)) {
                            (0, Next::Send) => begun.recorded(said(204), false, now),
                            (1, Next::Send) => begun.recorded(said(503), false, now),
                            _ => begun,
                        }
                    }
                    (3, Next::Begin) => delivery.postponed(now),
                    (4, _) => delivery.clone().revived(now).unwrap_or(delivery),
                    _ => delivery,
                };
                let finished = matches!(delivery.state, DeliveryState::Delivered | DeliveryState::Failed);
                prop_assert_eq!(delivery.finished_at.is_some(), finished);
                prop_assert_eq!(delivery.due_at.is_some(), !finished);
                prop_assert!(delivery.attempts.len() <= 20 && delivery.tried <= ATTEMPTS_MAX);
                let rising = delivery.attempts.windows(2).all(|two| two[0].number < two[1].number);
                prop_assert!(rising);
            }
        }
    }
}
