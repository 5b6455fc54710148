//! Who sees what: a hash of who they are.
//!
//! Three hashes that know nothing of each other say where in the layer a subject is, whether they take part, and in which arm
//! (Tang et al., "Overlapping Experiment Infrastructure", KDD 2010). Only the second is held against the share, so a larger
//! share holds all of the smaller one, and the arm hangs on nothing that may change.
use super::{Experiment, Layer, PARTS};
use primitives::Slug;
use sha2::{Digest, Sha256};

/// A subject's place in an experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat<'a> {
    /// The experiment.
    pub experiment: &'a Slug,
    /// The arm.
    pub arm: &'a Slug,
}

/// Where a subject sits in a layer; nowhere, if they are in no experiment's room or share. `subject` is an id of a customer or
/// cart, never an address of a person; the layer has passed its [check](Layer::check).
pub fn seat<'a>(layer: &'a Layer, subject: &str) -> Option<Seat<'a>> {
    let experiment = layer.at(place(&layer.salt, "layer", subject, PARTS))?;
    let part = place(&experiment.salt, "share", subject, PARTS);
    (part < experiment.share)
        .then(|| arm(experiment, subject))?
        .map(|arm| Seat { experiment: &experiment.name, arm })
}

fn arm<'a>(experiment: &'a Experiment, subject: &str) -> Option<&'a Slug> {
    let whole = experiment.arms.iter().fold(0_u32, |sum, arm| sum.saturating_add(arm.weight));
    let mut left = place(&experiment.salt, "arm", subject, whole);
    for arm in &experiment.arms {
        match left.checked_sub(arm.weight) {
            Some(rest) => left = rest,
            None => return Some(&arm.name),
        }
    }
    None
}

/// One of `parts` places, by the first 64 bits of SHA-256. Salt and purpose have no NUL in them, so no two questions are
/// spelt alike. Places differ in size by a part in 2⁴⁴ at most.
fn place(salt: &str, purpose: &str, subject: &str, parts: u32) -> u32 {
    let digest = Sha256::new()
        .chain_update(salt)
        .chain_update([0])
        .chain_update(purpose)
        .chain_update([0])
        .chain_update(subject)
        .finalize();
    let first = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let scaled = (u128::from(first) * u128::from(parts)) >> 64;
    u32::try_from(scaled).unwrap_or_default()
}
