//! Taking what is limited, in the transaction that reserves stock, and giving it back with it.
use domain::pricing::{
    Claim,
    promotion::{Exhausted, UseCounter},
};
use runtime::{Cx, Done, Fault};
use table::{Adjust, keys};

/// Takes every claim, or says what is used up. Whoever takes the last use at the same moment meets
/// the condition of the write, and is run again.
pub async fn take(
    cx: &Cx,
    done: Done<()>,
    claims: &[Claim],
) -> Result<Result<Done<()>, Exhausted>, Fault> {
    let keys: Vec<_> = claims.iter().map(|claim| keys::pricing::uses(&claim.counted)).collect();
    let held = cx.load_many(&keys).await?;
    let mut done = done;
    for (claim, held) in claims.iter().zip(held) {
        let unused = || UseCounter::unused(claim.counted.clone());
        let before = held.as_ref().map_or_else(unused, |held| held.value.clone());
        let next = match before.take(claim) {
            Ok(next) => next,
            Err(exhausted) => return Ok(Err(exhausted)),
        };
        done = match held {
            None => done.create(&next),
            Some(_) => done.adjust(within(claim)),
        };
    }
    Ok(Ok(done))
}

/// The claim as a move of its counter, on the condition that it still fits.
fn within(claim: &Claim) -> Adjust<UseCounter> {
    let adjust = Adjust::of(keys::pricing::uses(&claim.counted))
        .add("uses", signed(claim.uses))
        .add("spent", signed(claim.spend))
        .at_most("uses", signed(claim.room_uses().unwrap_or_default()));
    match claim.spend_max {
        None => adjust,
        Some(_) => adjust.at_most("spent", signed(claim.room_spent().unwrap_or_default())),
    }
}

/// Gives every claim back.
pub fn give_back(done: Done<()>, claims: &[Claim]) -> Done<()> {
    claims.iter().fold(done, |done, claim| {
        let adjust = Adjust::of(keys::pricing::uses(&claim.counted))
            .add("uses", -signed(claim.uses))
            .add("spent", -signed(claim.spend))
            .at_least("uses", signed(claim.uses));
        done.adjust(adjust)
    })
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
