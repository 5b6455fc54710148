//! A card by its code, for whoever has not tried too many wrong ones; and the same limit for other guesses.
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

/// What a caller has guessed wrong lately.
pub struct Tries {
    bucket: String,
    known: Option<Held<Guesses>>,
    attempts: Attempts,
}

impl Tries {
    /// Of whoever calls. `what` they guess is counted apart from what else they do; empty is codes of cards.
    pub async fn of(cx: &Cx, request: &HttpRequest, what: &str) -> Result<Self, Fault> {
        let bucket = bucket(&format!("{what}{}", caller(cx.who(), request)));
        let known = cx.find(keys::guesses(&bucket)).await?;
        let attempts = known.as_ref().map_or_else(Attempts::default, |known| known.attempts);
        Ok(Self { bucket, known, attempts })
    }

    /// Refuses whoever has guessed wrong too often.
    pub fn allow(&self, cx: &Cx) -> Result<(), GiftCardRefusal> {
        self.attempts.allow(cx.now())
    }

    /// Writes down that this was wrong.
    pub fn wrong(self, cx: &Cx) -> Done<()> {
        let next = Guesses::and_one(self.bucket, self.attempts, cx.now());
        Done::new(()).save(self.known.as_ref(), &next)
    }
}

/// Looks for the card of a code. A code with a slip in it is refused unread, and does not count.
pub async fn by_code(cx: &Cx, request: &HttpRequest, code: &str) -> Result<Tried, Fault> {
    let code = GiftCode::parse(code)?;
    let tries = Tries::of(cx, request, "").await?;
    tries.allow(cx)?;
    let digest = code.digest();
    if let Some(lead) = cx.find(keys::code(&digest)).await? {
        let card = cx.load(keys::card(&lead.card_id)).await?;
        if card.code().is_some_and(|mark| mark.digest == digest) {
            return Ok(Tried::Card(Box::new(card)));
        }
    }
    Ok(Tried::Wrong(tries.wrong(cx), GiftCardRefusal::Unknown))
}

/// Who tries: a customer who signed in, or where the request came from.
fn caller(who: &Who, request: &HttpRequest) -> String {
    match who.customer() {
        Some(customer) => customer.to_string(),
        None => format!("address {}", request.source_ip),
    }
}
