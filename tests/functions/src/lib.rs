//! Every function of the shop, for tests of all of them.
use runtime::App;

/// Every function, in the order of the alphabet.
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
