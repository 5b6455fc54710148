//! A card by its code, for whoever has not tried too many wrong ones.
use domain::pricing::gift_card::{Attempts, GiftCard, GiftCardRefusal, GiftCode, Guesses, bucket};
use runtime::{Cx, Done, Fault, HttpRequest, Who};
use table::{Held, keys::giftcards as keys};

/// What came of a code that somebody showed.
pub enum Tried {
    /// The card.
    Card(Box<Held<GiftCard>>),
    /// There is none: the attempt is to be written down before the refusal goes out.
    Wrong(Done<()>, GiftCardRefusal),
}

/// Looks for the card of a code. A code with a slip in it is refused unread, and does not count.
pub async fn by_code(cx: &Cx, request: &HttpRequest, code: &str) -> Result<Tried, Fault> {
    let code = GiftCode::parse(code)?;
    let bucket = bucket(&caller(cx.who(), request));
    let known = cx.find(keys::guesses(&bucket)).await?;
    let attempts = known.as_ref().map_or_else(Attempts::default, |known| known.attempts);
    attempts.allow(cx.now())?;
    let digest = code.digest();
    if let Some(lead) = cx.find(keys::code(&digest)).await? {
        let card = cx.load(keys::card(&lead.card_id)).await?;
        if card.code().is_some_and(|mark| mark.digest == digest) {
            return Ok(Tried::Card(Box::new(card)));
        }
    }
    let next = Guesses::and_one(bucket, attempts, cx.now());
    let done = Done::new(()).save(known.as_ref(), &next);
    Ok(Tried::Wrong(done, GiftCardRefusal::Unknown))
}

/// Who tries: a customer who signed in, or where the request came from.
fn caller(who: &Who, request: &HttpRequest) -> String {
    match who.customer() {
        Some(customer) => customer.to_string(),
        None => format!("address {}", request.source_ip),
    }
}
