//! Keys of `analytics`. What it keeps lies in files; these are the replays of them, and what keeps callers in bounds.
use crate::{
    Indexed,
    row::{keys, lists},
};
use domain::analytics::{Collected, Forgetting, Replay};
use primitives::{ReplayId, Timestamp};

keys! {
    /// What happened, told once more: one for each time that somebody asked for it.
    replay(replay_id: ReplayId) -> Replay: "REPLAYS#" / "REPLAY#{replay_id}";
    /// Who has to be forgotten, and how far that is.
    forgetting() -> Forgetting: "FORGETTING#" / "FORGETTING";
    /// How much some thousands of addresses together told in this minute, if it was more than ordinary visitors do.
    collected(bucket: String) -> Collected: "COLLECTED#{bucket}" / "EVENTS";
}

lists! {
    /// Staff, and the clock: replays, the last first.
    replays() -> Replay: table "REPLAYS#" / "REPLAY#" newest;
}

impl Indexed for Replay {}
impl Indexed for Forgetting {}

impl Indexed for Collected {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}
