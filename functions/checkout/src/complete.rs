use crate::{
    access,
    saga::{Then, Turn, advance},
    work::Work,
};
use contract::checkout::{CompleteCheckout, CompletionView};
use domain::{
    checkout::{Checkout, CheckoutState, Instruction, Refusal, agree},
    payment::Method,
};
use primitives::Money;
use runtime::{Cx, Done, Fault, Progress, Req, Step};

pub async fn handle(cx: Cx, req: Req<CompleteCheckout>) -> Progress<CompletionView> {
    let held = access::checkout(&cx, &req.path.checkout_id, req.secret.as_ref()).await?;
    let asked = asked(&held, req.body.payment, req.body.expected_total, &cx)?;
    Ok(answer(advance(&cx, Work::of(held).changed(asked, None)).await?))
}

/// The checkout after the shopper asked for the order.
pub fn asked(
    checkout: &Checkout,
    method: Option<Method>,
    expected: Option<Money>,
    cx: &Cx,
) -> Result<Checkout, Fault> {
    // What is over is over, and says why however often it is asked: it has forgotten who it was of, and lacks all that.
    // What is being given up is given up by whoever comes by.
    if checkout.state.is_final() || checkout.state == CheckoutState::Closing {
        return Ok(checkout.clone());
    }
    agree(checkout.totals.total, expected, false)?;
    checkout.ready()?;
    let instruction = Instruction::of_shopper(method, checkout.rest())?;
    cx.takes(instruction.method.provider)?;
    match checkout.complete(instruction, cx.now()) {
        // The clock has not come by yet: give it up here and now.
        Err(Refusal::Expired) => Ok(checkout.clone()),
        other => Ok(other?),
    }
}

/// What the shopper is told.
pub fn answer(turn: Turn) -> Step<CompletionView> {
    let Turn { done, checkout, then } = turn;
    let view = |url| CompletionView::of(&checkout, url);
    match then {
        Then::Again => Step::Continue(done),
        Then::Provider => Step::Wait(done.reply(view(None))),
        Then::Shopper(url) => Step::Accept(done.reply(view(url))),
        Then::Placed => Step::Finish(done.reply(view(None))),
        Then::Over(refusal) => Step::Refuse(done, refusal.into()),
        Then::Open => Step::Refuse(Done::new(()), Refusal::NotOpen.into()),
    }
}
