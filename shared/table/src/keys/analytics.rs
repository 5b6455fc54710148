//! Keys of `analytics`. What it keeps lies in files; these are the replays of them.
use crate::{
    Indexed,
    row::{keys, lists},
};
use domain::analytics::Replay;
use primitives::ReplayId;

keys! {
    /// What happened, told once more: one for each time that somebody asked for it.
    replay(replay_id: ReplayId) -> Replay: "REPLAYS#" / "REPLAY#{replay_id}";
}

lists! {
    /// Staff, and the clock: replays, the last first.
    replays() -> Replay: table "REPLAYS#" / "REPLAY#" newest;
}

impl Indexed for Replay {}
