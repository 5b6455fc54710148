//! What is special about promotions that are limited: what an order draws on is taken before its stock,
//! and given back after it.
use crate::work::Work;
use domain::checkout::{Failure, Refusal};
use runtime::{Cx, Fault};

/// Counters beside which a whole page of stock still fits one transaction.
const BESIDE_A_PAGE: usize = 8;

/// Takes what the order draws on. Where somebody else took the last of it, a checkout that is only
/// being opened is refused and leaves nothing behind; any other is given up.
pub async fn take(cx: &Cx, mut work: Box<Work>) -> Result<Box<Work>, Fault> {
    let now = cx.now();
    let claims = work.checkout.claims.clone();
    let done = work.take();
    match tariff::take(cx, done, &claims).await? {
        Ok(done) => {
            work.done = done;
            work.paged |= claims.len() > BESIDE_A_PAGE;
            work.moved(|checkout, now| checkout.claiming(true, now), now);
            Ok(work)
        }
        Err(exhausted) => {
            let failure = Failure::of_promotion(exhausted);
            if work.is_new() {
                return Err(Refusal::from(&failure).into());
            }
            let mut work = work.again();
            work.moved(|checkout, now| checkout.give_up(failure, now), now);
            Ok(work)
        }
    }
}

/// Gives back what the order drew on.
pub fn give_back(cx: &Cx, mut work: Box<Work>) -> Box<Work> {
    let done = work.take();
    work.done = tariff::give_back(done, &work.checkout.claims);
    work.moved(|checkout, now| checkout.claiming(false, now), cx.now());
    work
}
