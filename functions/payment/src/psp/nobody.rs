//! Nobody: gift cards are booked in the shop's own table, and there is no provider to ask.
use super::{Call, Heard, Hearing, Psp, Unknown};
use domain::payment::{DisputeEvidence, Entry, Payment, Verdict};
use primitives::Timestamp;
use runtime::{Fault, HttpRequest};

/// No provider. A call that gets here changes nothing, and says so.
pub struct Nobody;

fn unasked<'a>() -> Call<'a> {
    Box::pin(async { Err(Unknown("a gift card has no provider that could be asked".into())) })
}

impl Psp for Nobody {
    fn authorise<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        unasked()
    }
    fn capture<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        unasked()
    }
    fn cancel<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        unasked()
    }
    fn refund<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        unasked()
    }
    fn void<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        unasked()
    }
    fn retrieve<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        unasked()
    }
    fn answer<'a>(&'a self, _: &'a Payment, _: &'a DisputeEvidence) -> Call<'a> {
        let verdict = Verdict::Failed { code: "no_disputes".into() };
        Box::pin(async { Ok(Heard { verdict, reference: None }) })
    }
    fn hear<'a>(&'a self, _: &'a HttpRequest, _: Timestamp) -> Hearing<'a> {
        Box::pin(async { Err(Fault::malformed("nobody sends webhooks for gift cards")) })
    }
}
