//! Moves a checkout as far as one transaction goes.
use crate::{cards, claims, steps, work::Work};
use domain::{
    checkout::{Checkout, CheckoutState, Facts, Refusal, Step, next},
    payment::Payment,
};
use runtime::{Cx, Done, Fault};
use table::keys;

/// How far it got, and what has to be committed for that.
pub struct Turn {
    /// The one transaction.
    pub done: Done<()>,
    /// The checkout after it.
    pub checkout: Checkout,
    /// What then.
    pub then: Then,
}

/// What follows.
pub enum Then {
    /// More can be done at once.
    Again,
    /// The provider's turn.
    Provider,
    /// The shopper's turn, there.
    Shopper(Option<String>),
    /// The order exists.
    Placed,
    /// There is no order, or none until another payment is tried.
    Over(Refusal),
    /// Nobody has asked for the order yet.
    Open,
}

/// Moves a checkout as far as one transaction goes.
pub async fn advance(cx: &Cx, mut work: Box<Work>) -> Result<Turn, Fault> {
    let mut payment = current_payment(cx, &work.checkout).await?;
    loop {
        let now = cx.now();
        let step = next(&work.checkout, Facts { now, payment: payment.as_ref() });
        if has_no_room(&step, &work) {
            return Ok(turn(work, Then::Again));
        }
        match step {
            Step::Claim => work = claims::take(cx, work).await?,
            Step::GiveClaimsBack => work = claims::give_back(cx, work),
            Step::Reserve { page } => work = steps::reserve(cx, work, page).await?,
            Step::GiveBack { page } => work = steps::give_back(cx, work, page).await?,
            Step::DebitCards => work = cards::debit(cx, work).await?,
            Step::AskForMoney => payment = steps::ask_for_money(cx, &mut work, payment)?,
            Step::Remind => steps::remind(cx, &mut work).await?,
            Step::AwaitProvider => return Ok(turn(work, Then::Provider)),
            Step::AwaitShopper { news } => {
                if news {
                    work.moved(Checkout::challenged, now);
                }
                let url = payment.and_then(|payment| payment.challenge_url);
                return Ok(turn(work, Then::Shopper(url)));
            }
            Step::Decline(failure) => {
                work.moved(|checkout, now| checkout.declined(failure, now), now);
            }
            Step::GiveUp(failure) => {
                work.moved(|checkout, now| checkout.give_up(failure, now), now);
            }
            Step::Place => work = steps::place(cx, work, payment.as_ref()).await?,
            Step::Close => work = steps::close(cx, work).await?,
            Step::Rest => return Ok(rest(work)),
        }
    }
}

/// Whether a step has to wait for a transaction of its own.
fn has_no_room(step: &Step, work: &Work) -> bool {
    match step {
        Step::Reserve { .. } | Step::GiveBack { .. } => work.paged || work.is_full(0),
        Step::Claim | Step::GiveClaimsBack => work.is_full(work.checkout.claims.len()),
        Step::DebitCards => work.is_full(cards::writes(work)),
        Step::Place => work.is_full(steps::placing_writes(work)),
        Step::Close => work.is_full(steps::closing_writes(work)),
        _ => false,
    }
}

fn rest(work: Box<Work>) -> Turn {
    let then = match work.checkout.state {
        CheckoutState::Placed => Then::Placed,
        CheckoutState::Open => Then::Open,
        _ => Then::Over(work.refusal()),
    };
    turn(work, then)
}

fn turn(work: Box<Work>, then: Then) -> Turn {
    let (done, checkout) = work.finish();
    Turn { done, checkout, then }
}

async fn current_payment(cx: &Cx, checkout: &Checkout) -> Result<Option<Payment>, Fault> {
    let asked = match checkout.state {
        CheckoutState::Paying | CheckoutState::ActionRequired | CheckoutState::Declined => {
            checkout.payment_id()
        }
        _ => None,
    };
    match asked {
        Some(id) => Ok(cx.find(keys::payment::payment(id)).await?.map(|held| held.value)),
        None => Ok(None),
    }
}
