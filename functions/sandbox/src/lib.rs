//! `sandbox`: a payment provider that only pretends, with an API, a ledger and webhooks of its own; and a
//! tax service that does.
//! Its cards are deterministic: what happens is in the token (see `docs/sandbox-psp.md`).
//!
//! Not for production: it is there so that everything a real provider does to a shop can be tried.
mod answer;
mod authorise;
mod challenge;
mod deliver;
mod merchant;
mod operate;
mod retrieve;
mod tax;
mod view;

use contract::sandbox::{
    SandboxAnswer, SandboxAuthorise, SandboxCancel, SandboxCapture, SandboxChallenge, SandboxList,
    SandboxRefund, SandboxRetrieve, SandboxTaxCredit, SandboxTaxCreditView, SandboxTaxFile,
    SandboxTaxQuote, SandboxTaxView, SandboxViewChallenge,
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("sandbox")
        .on(SandboxAuthorise, authorise::handle)
        .on(SandboxList, retrieve::list)
        .on(SandboxRetrieve, retrieve::one)
        .on(SandboxCapture, operate::capture)
        .on(SandboxCancel, operate::cancel)
        .on(SandboxRefund, operate::refund)
        .on(SandboxAnswer, answer::handle)
        .on(SandboxViewChallenge, challenge::show)
        .on(SandboxChallenge, challenge::meet)
        .on(SandboxTaxQuote, tax::quote::handle)
        .on(SandboxTaxFile, tax::file::handle)
        .on(SandboxTaxView, tax::file::show)
        .on(SandboxTaxCredit, tax::credit::handle)
        .on(SandboxTaxCreditView, tax::credit::show)
        .on_event(deliver::one)
        .on_tick("deliver-notices", deliver::due)
}
