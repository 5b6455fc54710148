//! Laws of messages, whatever happens in whatever order.
use super::*;
use events::Event;
use primitives::{Code, Email, EventId, Example, Money, OrderId, PaymentId, ShipmentId, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeSet;

const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

fn ready(run: &str) -> Ready {
    let recipient = Recipient::mail(&Email::example());
    Ready::Send { recipient, language: Language::En, run: run.into() }
}

fn new() -> New {
    New {
        order_id: OrderId::example(),
        event_id: EventId::example(),
        channel: Channel::Mail,
        news: News::Placed,
    }
}

/// Something that happens to a message.
#[derive(Clone, Debug)]
enum Step {
    /// A run comes by, as a delivery of the event does; its service answers so.
    Run(Outcome, bool),
    /// The service says something of the sending that is so many before the last.
    Hear(Report, u32),
    /// A person sends it again.
    Resend,
    /// Time passes.
    Wait(i64),
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Sent("ses-1".into())),
        Just(Outcome::Busy("throttled".into())),
        Just(Outcome::Refused("rejected".into())),
        Just(Outcome::Unknown("no_answer".into())),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let report = prop_oneof![
        Just(Report::Delivered),
        any::<bool>().prop_map(|permanent| Report::Bounced { permanent, detail: "General".into() }),
        Just(Report::Complained),
        Just(Report::Rejected),
    ];
    prop_oneof![
        4 => (outcome(), any::<bool>()).prop_map(|(outcome, crash)| Step::Run(outcome, crash)),
        3 => (report, 0u32..2).prop_map(|(report, ago)| Step::Hear(report, ago)),
        1 => Just(Step::Resend),
        2 => (1i64..200).prop_map(Step::Wait),
    ]
}

/// The world: the message, and every time the service was really called, with what it answered.
struct World {
    message: Message,
    now: Timestamp,
    runs: u32,
    calls: Vec<(u32, Outcome)>,
    resends: u32,
}

impl World {
    fn take(&mut self, changed: Changed) {
        self.message = changed.message;
    }

    /// What one run does, as the function does it: claim if it is free, call, record.
    fn run(&mut self, outcome: &Outcome, crash: bool) {
        self.runs += 1;
        let run = format!("run-{}", self.runs);
        if let Some(lost) = lose(&self.message, self.now) {
            self.take(lost);
        }
        if self.message.state == MessageState::Requested {
            self.take(claim(self.message.clone(), ready(&run), self.now));
        }
        self.send(&run, outcome, crash);
    }

    fn send(&mut self, run: &str, outcome: &Outcome, crash: bool) {
        if self.message.is_claimed_by(run) {
            let attempt = self.message.attempt;
            self.calls.push((attempt, outcome.clone()));
            if !crash && let Some(changed) = record(&self.message, attempt, outcome, self.now) {
                self.take(changed);
            }
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Run(outcome, crash) => self.run(outcome, *crash),
            Step::Hear(report, ago) => {
                let attempt = self.message.attempt.saturating_sub(*ago);
                let feedback =
                    Feedback { attempt, reference: "ses-1".into(), report: report.clone() };
                if let Some(heard) = hear(&self.message, &feedback, self.now) {
                    let permanent = matches!(
                        report,
                        Report::Complained | Report::Bounced { permanent: true, .. }
                    );
                    assert_eq!(heard.suppression.is_some(), permanent);
                    self.message = heard.message;
                    // Said twice, it changes nothing.
                    assert_eq!(hear(&self.message, &feedback, self.now), None);
                }
            }
            Step::Resend => {
                self.runs += 1;
                let run = format!("run-{}", self.runs);
                if let Ok(changed) = resend(&self.message, &run, ready(&run), self.now) {
                    self.resends += 1;
                    self.take(changed);
                    self.send(&run, &Outcome::Sent("ses-2".into()), false);
                }
            }
            Step::Wait(seconds) => self.now = self.now.plus_seconds(*seconds),
        }
    }
}

proptest! {
    #[test]
    fn a_message_is_sent_once_and_once_more_for_every_person_who_says_so(
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let opened = open(new(), ready("run-0"), NOW);
        let mut world =
            World { message: opened.message, now: NOW, runs: 0, calls: vec![], resends: 0 };
        for step in &steps {
            world.step(step);
            let log = &world.message.log;
            prop_assert!(log.len() <= LOG_MAX);
            prop_assert_eq!(log.last().map(|entry| entry.state), Some(world.message.state));
            prop_assert_eq!(world.message.claim.is_some(), world.message.state == MessageState::Sending);
        }
        // A call that may have had an effect is followed by another only if a person said so.
        let effects = world.calls.iter().filter(|(_, outcome)| {
            matches!(outcome, Outcome::Sent(_) | Outcome::Unknown(_))
        });
        prop_assert!(effects.count() <= 1 + world.resends as usize);
        let attempts: BTreeSet<u32> = world.calls.iter().map(|(attempt, _)| *attempt).collect();
        prop_assert_eq!(attempts.len(), world.calls.len(), "one claim, two calls");
    }

    #[test]
    fn an_interrupted_sending_is_never_taken_up_again_by_itself(waits in 0i64..1_000) {
        let claimed = open(new(), ready("run-0"), NOW).message;
        let now = NOW.plus_seconds(waits);
        match lose(&claimed, now) {
            None => prop_assert!(claimed.is_claimed(now)),
            Some(lost) => {
                prop_assert_eq!(lost.message.state, MessageState::Unknown);
                prop_assert!(matches!(lost.told, Some(Told::Failed(_))));
                prop_assert!(resend(&claimed, "again", ready("run-1"), now).is_ok());
            }
        }
    }
}

#[test]
fn feedback_that_overtakes_the_answer_is_kept() {
    let claimed = open(new(), ready("run-0"), NOW).message;
    let feedback = Feedback { attempt: 1, reference: "ses-1".into(), report: Report::Delivered };
    let heard = hear(&claimed, &feedback, NOW).unwrap();
    assert!(matches!(heard.told, Some(Told::Sent(_))));
    let late = record(&heard.message, 1, &Outcome::Sent("ses-1".into()), NOW);
    assert_eq!(late, None, "it is delivered, and its name is known");
}

#[test]
fn what_an_earlier_sending_came_to_says_nothing_of_the_last() {
    let claimed = open(new(), ready("run-0"), NOW).message;
    let sent = record(&claimed, 1, &Outcome::Sent("ses-1".into()), NOW).unwrap().message;
    let again = resend(&sent, "again", ready("run-1"), NOW).unwrap().message;
    let bounced = Report::Bounced { permanent: true, detail: "General".into() };
    let feedback = Feedback { attempt: 1, reference: "ses-1".into(), report: bounced };
    assert_eq!(hear(&again, &feedback, NOW), None);
    assert_eq!(record(&again, 1, &Outcome::Sent("ses-1".into()), NOW), None);
}

#[test]
fn sending_again_has_an_end_and_needs_an_address() {
    let mut message = open(new(), ready("run-0"), NOW).message;
    let later = NOW.plus_seconds(1_000);
    assert_eq!(resend(&message, "now", ready("run-1"), NOW), Err(Refusal::UnderWay));
    let nobody = Ready::Skip { reason: "no_address" };
    assert!(matches!(resend(&message, "now", nobody, later), Err(Refusal::Impossible(_))));
    for n in 0..RESENDS_MAX {
        let run = format!("again-{n}");
        let claimed = resend(&message, &run, ready(&run), later).unwrap().message;
        message =
            record(&claimed, claimed.attempt, &Outcome::Sent("ses".into()), later).unwrap().message;
    }
    assert_eq!(resend(&message, "once more", ready("run-9"), later), Err(Refusal::TooOften));
}

#[test]
fn every_fact_and_channel_has_a_message_of_its_own() {
    let order = OrderId::example();
    let shipment_id = ShipmentId::example();
    let amount = Money::example();
    let shipped = |is_last| News::Shipped {
        shipment_id: shipment_id.clone(),
        carrier: None,
        tracking_number: None,
        lines: Vec::new(),
        is_last,
    };
    let other = News::Shipped {
        shipment_id: ShipmentId::parse("shp_other").unwrap(),
        carrier: None,
        tracking_number: None,
        lines: Vec::new(),
        is_last: true,
    };
    let all = [
        (News::Placed, Channel::Mail),
        (shipped(true), Channel::Mail),
        (shipped(true), Channel::Text),
        (other, Channel::Mail),
        (News::Delivered { shipment_id: shipment_id.clone(), delivered_at: NOW }, Channel::Mail),
        (News::Cancelled { amount }, Channel::Mail),
        (
            News::PaymentFailed { payment_id: PaymentId::example(), checkout_id: None, amount },
            Channel::Mail,
        ),
    ];
    let ids: BTreeSet<_> =
        all.iter().map(|(news, channel)| message_id(&order, news, *channel)).collect();
    assert_eq!(ids.len(), all.len());
    // The same fact, told in another event, is the same message.
    assert_eq!(
        message_id(&order, &shipped(false), Channel::Mail),
        message_id(&order, &shipped(true), Channel::Mail)
    );
}

#[test]
fn the_words_of_messages_are_codes() {
    for state in MessageState::ALL {
        assert_eq!(Code::parse(state.name()).unwrap().as_ref(), state.name());
    }
    assert!(events::notification::MessageSentV1::DETAIL_TYPE.starts_with("notification."));
}
