//! Gift cards and store credit are the shop's own: what is asked of them is booked, not sent.
use crate::{drive, psp::Heard};
use domain::payment::{Entry, Kind, Payment, Verdict};
use runtime::{Cx, Done, Fault};
use table::{Held, keys};

/// Books a transaction that was committed before: the card's ledger and the payment's log move in one
/// transaction, so that whoever comes after a crash finds both or neither. The card was debited when the
/// money was put aside; to take it moves nothing more, and what is let go or given back goes back to it.
pub async fn book(cx: &Cx, held: &Held<Payment>, entry: &Entry) -> Result<Option<Done<()>>, Fault> {
    let heard = Heard { verdict: Verdict::Succeeded, reference: None };
    let Some(done) = drive::write_down(cx, held, &entry.transaction_id, heard)? else {
        return Ok(None);
    };
    match entry.kind {
        Kind::Authorise | Kind::Capture | Kind::Convert => Ok(Some(done)),
        Kind::Cancel | Kind::Refund => {
            let card_id = held.gift_card_id.as_ref();
            let card_id = card_id
                .ok_or_else(|| Fault::Internal("a gift card's payment names no card".into()))?;
            let card = cx.load(keys::giftcards::card(card_id)).await?;
            let (next, booked) =
                card.refund(held.order_id.clone(), entry.amount, held.kept(), cx.now())?;
            Ok(Some(credit::booked(done, &card, &next, &booked)))
        }
    }
}
