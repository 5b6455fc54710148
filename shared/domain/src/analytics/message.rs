//! What travels through the queue, from whoever heard a batch to whoever writes files.
use super::{Behaviour, Judged, Quarantined, Verdict};
use serde::{Deserialize, Serialize};

/// Bytes of one message. SQS takes 256 KB and charges by 64 KB begun, so there is nothing to gain by
/// larger ones.
pub const MESSAGE_BYTES_MAX: usize = 192 * 1_024;

/// Some events of one batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What is kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Behaviour>,
    /// What is set apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bad: Vec<Quarantined>,
}

/// The messages of a batch, as JSON, none too large; none at all where nothing is left of it.
pub fn messages(judged: Vec<Judged>) -> Result<Vec<String>, serde_json::Error> {
    let mut bodies = Vec::new();
    let (mut rows, mut bad) = (String::new(), String::new());
    let mut finish = |rows: &mut String, bad: &mut String| {
        if !(rows.is_empty() && bad.is_empty()) {
            bodies.push(format!("{{\"rows\":[{rows}],\"bad\":[{bad}]}}"));
        }
        rows.clear();
        bad.clear();
    };
    for one in judged {
        let (written, is_row) = match one.verdict {
            Verdict::Kept(row) => (serde_json::to_string(&row)?, true),
            Verdict::Quarantined(bad) => (serde_json::to_string(&bad)?, false),
            Verdict::Dropped(_) => continue,
        };
        if rows.len() + bad.len() + written.len() + 32 > MESSAGE_BYTES_MAX {
            finish(&mut rows, &mut bad);
        }
        let list = if is_row { &mut rows } else { &mut bad };
        if !list.is_empty() {
            list.push(',');
        }
        list.push_str(&written);
    }
    finish(&mut rows, &mut bad);
    Ok(bodies)
}
