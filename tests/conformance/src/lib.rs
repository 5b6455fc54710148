//! What is declared, mounted, deployed and published is the same thing: this crate writes the
//! published files out of the rows, and its tests hold code, rows and template against one another.
//!
//! Invariant: a generated file is never edited by hand; `cargo run -p conformance -- write` makes it.
pub mod catalogue;
pub mod docs;
pub mod example;
pub mod files;
pub mod gateway;
pub mod html;
pub mod invocations;
pub mod loops;
pub mod paste;
pub mod shapes;
pub mod template;

use runtime::App;
use std::path::PathBuf;

/// Every function of the shop, in the order of the alphabet.
pub fn apps() -> Vec<App> {
    vec![
        analytics::app(),
        carrier::app(),
        cart::app(),
        catalog::app(),
        checkout::app(),
        customers::app(),
        experiments::app(),
        fulfilment::app(),
        giftcards::app(),
        haulier::app(),
        identity::app(),
        integrations::app(),
        inventory::app(),
        loyalty::app(),
        notification::app(),
        order::app(),
        outbox::app(),
        payment::app(),
        pricing::app(),
        recycle::app(),
        refunds::app(),
        repair::app(),
        reports::app(),
        repricing::app(),
        returns::app(),
        sandbox::app(),
        segments::app(),
    ]
}

/// The repository.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map_or(here.clone(), PathBuf::from)
}

/// What can go wrong while generating: always a mistake in a row.
pub type Trouble = Box<dyn std::error::Error>;
