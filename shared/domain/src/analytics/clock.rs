//! When an event happened, by a clock that is not ours.
use super::{Flaw, LATE_DAYS};
use primitives::Timestamp;

/// The clock's error is taken off in steps of this many milliseconds.
///
/// What a client calls `sent_at` reaches us after the time that the network took, which differs from
/// try to try. Were it taken off to the millisecond, the same event sent again would have happened at
/// another time, and could fall on another day. A clock that is right within half a step is believed.
pub const STEP_MILLIS: i64 = 15 * 60 * 1_000;
/// How far an event may lie ahead of its own sending.
pub const AHEAD_MILLIS: i64 = 10 * 60 * 1_000;

/// When an event happened and was sent by its client's clock, and when it came by ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// By the client's clock; when it came where absent.
    pub happened: Option<Timestamp>,
    /// By the client's clock, stamped anew on every try; the clock is believed where absent.
    pub sent: Option<Timestamp>,
    /// By ours.
    pub received: Timestamp,
}

/// When it happened, by our clock, and how many milliseconds the client's was behind.
pub fn corrected(clock: Clock) -> Result<(Timestamp, i64), Flaw> {
    let received = clock.received.millis();
    let Some(happened) = clock.happened.map(Timestamp::millis) else {
        return Ok((clock.received, 0));
    };
    let sent = clock.sent.map_or(received, Timestamp::millis);
    if happened.saturating_sub(sent) > AHEAD_MILLIS {
        return Err(Flaw::new(
            "time.future",
            "the event lies ahead of its sending; send `timestamp` and `sent_at` of the same clock",
        ));
    }
    let behind = received.saturating_sub(sent);
    let steps = behind.saturating_add(STEP_MILLIS / 2).div_euclid(STEP_MILLIS);
    let behind = steps.saturating_mul(STEP_MILLIS);
    let at = happened.saturating_add(behind);
    if received.saturating_sub(at) > LATE_DAYS * 86_400_000 {
        return Err(Flaw::new(
            "time.too_old",
            format!("the event is older than {LATE_DAYS} days; it can no longer be taken"),
        ));
    }
    Ok((Timestamp::from_millis(at), behind))
}
