//! Does the next thing that a payment needs, one commit at a time.
use crate::{
    gift_card, news,
    psp::{self, Heard, Unknown},
};
use domain::payment::{Entry, Next, Payment, Provider, Recorded, Wanted, next, open, record};
use primitives::TransactionId;
use runtime::{Cx, Done, Fault, Progress, Step};
use table::Held;

/// How often one run sends the same before it leaves it to the next run.
const TRIES: u32 = 2;

/// The next step of a payment, to be committed; `None` when it rests or waits for the provider.
/// An error says that the provider is out of reach: what was begun stays begun, for whoever comes.
pub async fn step(cx: &Cx, held: &Held<Payment>) -> Result<Option<Done<()>>, Fault> {
    match next(held) {
        Next::Rest | Next::Ask(_) => Ok(None),
        Next::Open(kind, amount) => {
            let cause = format!("{} called off", held.payment_id);
            let wanted = Wanted { kind, amount: Some(amount), reason: None, cause };
            let opened = open(held.value.clone(), wanted, cx.new_id(), cx.now())?;
            Ok(Some(Done::new(()).replace(held, &opened.payment)))
        }
        Next::Send(entry) => send(cx, held, &entry).await,
        Next::Void(entry) => {
            let psp = psp::of(cx, held.provider);
            let heard = psp.void(held, &entry).await.map_err(out_of_reach)?;
            write_down(cx, held, &entry.transaction_id, heard)
        }
    }
}

/// The next step of the first of several payments that needs one; the end, when all rest.
pub async fn all(cx: &Cx, held: &[Held<Payment>]) -> Progress<()> {
    for payment in held {
        if let Some(done) = step(cx, payment).await? {
            return Ok(Step::Continue(done));
        }
    }
    Ok(Step::Finish(Done::new(())))
}

/// Asks the provider how a transaction stands that it has accepted.
pub async fn ask(cx: &Cx, held: &Held<Payment>, entry: &Entry) -> Result<Option<Done<()>>, Fault> {
    let psp = psp::of(cx, held.provider);
    let heard = psp.retrieve(held, entry).await.map_err(out_of_reach)?;
    write_down(cx, held, &entry.transaction_id, heard)
}

/// Sends a transaction that was committed before. An unknown outcome is resolved by sending the
/// same again: the provider knows the transaction by its id. What a gift card pays is booked instead.
pub async fn send(cx: &Cx, held: &Held<Payment>, entry: &Entry) -> Result<Option<Done<()>>, Fault> {
    if held.provider == Provider::GiftCard {
        return gift_card::book(cx, held, entry).await;
    }
    let psp = psp::of(cx, held.provider);
    let mut failed = Unknown(String::new());
    for _ in 0..TRIES {
        match psp::send(&*psp, held, entry).await {
            Ok(heard) => return write_down(cx, held, &entry.transaction_id, heard),
            Err(unknown) => failed = unknown,
        }
    }
    Err(out_of_reach(failed))
}

fn out_of_reach(Unknown(why): Unknown) -> Fault {
    Fault::Outside(why)
}

/// Writes down what the provider said, if it is new.
pub fn write_down(
    cx: &Cx,
    held: &Held<Payment>,
    transaction_id: &TransactionId,
    heard: Heard,
) -> Result<Option<Done<()>>, Fault> {
    let said = record(held, transaction_id, heard.verdict, cx.now())?;
    Ok(recorded(held, said, heard.reference))
}

/// What is to be committed of it, with the provider's name for the payment where that is new.
pub fn recorded(
    held: &Held<Payment>,
    recorded: Recorded,
    reference: Option<String>,
) -> Option<Done<()>> {
    let Recorded::Changed(mut payment, told) = recorded else { return None };
    payment.reference = payment.reference.or(reference);
    let done = Done::new(()).replace(held, &payment);
    Some(match told {
        Some(told) => news::publish(done, &payment.payment_id, held.next_version(), &told),
        None => done,
    })
}
