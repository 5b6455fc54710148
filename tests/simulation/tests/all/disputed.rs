//! What banks took back, with everything else that may happen to an order: histories of their own, since by chance alone
//! few go so far.
use crate::histories::played;
use simulation::{Act, Step};

/// Bought by a card whose owner disputes the payment; so many seconds on, the shop has heard of it.
const DISPUTED: [Act; 4] =
    [Act::bought(3, "tok_dispute"), Act::Deliver { order: 0 }, Act::Carry, Act::Days(1)];

fn asked(units: u32, to_credit: bool) -> Act {
    Act::Ask { order: 0, line: 0, units, claim: false, to_credit }
}

fn came() -> [Act; 4] {
    let step = |step| Act::Go { on: 0, step };
    [step(Step::Approve), step(Step::Receive), step(Step::Inspect("restock")), Act::Carry]
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_back_while_the_bank_has_the_money_waits_for_the_bank() {
    for wins in [false, true] {
        for to_credit in [false, true] {
            let mut acts = DISPUTED.to_vec();
            acts.push(asked(1, to_credit));
            acts.extend(came());
            acts.extend([Act::Answer { order: 0, wins }, Act::Carry]);
            assert_eq!(played(&acts, "payment.PaymentDisputeClosed.v1").await, 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_exchanged_while_the_bank_has_the_money_comes_to_one_end() {
    for wins in [false, true] {
        for advance in [false, true] {
            let mut acts = DISPUTED.to_vec();
            let (sku, more, card) = (1, 3, "tok_visa");
            acts.push(Act::Swap { order: 0, line: 0, units: 1, sku, more, advance, card });
            acts.extend(came());
            acts.extend([Act::Answer { order: 0, wins }, Act::Carry, Act::Deliver { order: 1 }]);
            assert_eq!(played(&acts, "payment.PaymentDisputed.v1").await, 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_instead_is_sold_sent_disputed_and_comes_back_itself() {
    for advance in [false, true] {
        for (more, card) in [(1, "tok_visa"), (3, "tok_dispute")] {
            let mut acts = vec![Act::bought(3, "tok_visa"), Act::Deliver { order: 0 }];
            acts.push(Act::Swap { order: 0, line: 0, units: 2, sku: 1, more, advance, card });
            acts.extend(came());
            let step = |step| Act::Go { on: 0, step };
            acts.extend([step(Step::Receive), step(Step::Inspect("restock")), Act::Carry]);
            acts.extend([Act::Deliver { order: 1 }, Act::Days(1)]);
            let (line, units, to_credit) = (0, 1, false);
            acts.push(Act::Ask { order: 1, line, units, claim: true, to_credit });
            acts.push(Act::Go { on: 1, step: Step::Settle });
            acts.push(Act::Answer { order: 1, wins: false });
            acts.push(Act::Carry);
            assert_eq!(played(&acts, "order.OrderPlaced.v1").await, 2, "{advance} {more}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_called_off_and_edited_while_the_bank_has_the_money_is_given_back_once() {
    for wins in [false, true] {
        let acts = [
            Act::bought(3, "tok_dispute"),
            Act::Days(1),
            Act::Cancel { order: 0, line: 0 },
            Act::Edit { order: 0, sku: 1, units: 1, less: true },
            Act::Carry,
            Act::Deliver { order: 0 },
            Act::Answer { order: 0, wins },
            Act::Goodwill { order: 0, minor: 200, to_credit: false },
        ];
        assert_eq!(played(&acts, "payment.PaymentDisputed.v1").await, 1);
    }
}

/// Found by a random history: what was to pay for the exchange is taken back when nobody pays the difference, and by then
/// the bank has all there is to be given back instead. No payment tells of either.
#[tokio::test(start_paused = true)]
async fn what_was_to_pay_for_an_exchange_is_no_refund_once_nothing_comes_of_it() {
    let mut acts = vec![Act::bought(3, "tok_dispute"), Act::Deliver { order: 0 }];
    let (more, advance, card) = (1, false, "tok_declined");
    acts.push(Act::Swap { order: 0, line: 0, units: 1, sku: 0, more, advance, card });
    acts.extend(came());
    acts.push(Act::Days(1));
    assert_eq!(played(&acts, "returns.InsteadFailed.v1").await, 1);
}
