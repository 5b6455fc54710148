//! Money that moves outside: staff have seen it come, and see to it that it goes back.
use super::{Call, Heard, Hearing, Psp};
use domain::payment::{DisputeEvidence, Entry, Payment, Verdict};
use primitives::Timestamp;
use runtime::{Fault, HttpRequest};

/// No provider: whatever staff say is done.
pub struct Manual;

fn done<'a>() -> Call<'a> {
    Box::pin(async { Ok(Heard { verdict: Verdict::Succeeded, reference: None }) })
}

impl Psp for Manual {
    fn authorise<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        done()
    }
    fn capture<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        done()
    }
    fn cancel<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        done()
    }
    fn refund<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        done()
    }
    fn void<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        let verdict = Verdict::Failed { code: "abandoned".into() };
        Box::pin(async { Ok(Heard { verdict, reference: None }) })
    }
    fn retrieve<'a>(&'a self, _: &'a Payment, _: &'a Entry) -> Call<'a> {
        done()
    }
    fn answer<'a>(&'a self, _: &'a Payment, _: &'a DisputeEvidence) -> Call<'a> {
        let verdict = Verdict::Failed { code: "no_disputes".into() };
        Box::pin(async { Ok(Heard { verdict, reference: None }) })
    }
    fn hear<'a>(&'a self, _: &'a HttpRequest, _: Timestamp) -> Hearing<'a> {
        Box::pin(async { Err(Fault::malformed("nobody sends webhooks for manual payments")) })
    }
}
