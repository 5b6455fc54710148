//! The templates, compiled in. HTML escapes whatever is put into it; plain text has nothing to escape.
use crate::sheet::Sheet;
use askama::Template;
use domain::notification::{Language, News};
use runtime::Fault;

/// Declares the templates of a mail in both languages and kinds, and of a text message.
macro_rules! templates {
    ($($name:ident $path:tt;)*) => {$(
        #[derive(Template)]
        #[template(path = $path)]
        struct $name<'a> {
            s: &'a Sheet,
        }
    )*};
}

templates! {
    PlacedEn "en/placed.html"; PlacedEnText "en/placed.txt";
    PlacedDe "de/placed.html"; PlacedDeText "de/placed.txt";
    ShippedEn "en/shipped.html"; ShippedEnText "en/shipped.txt";
    ShippedDe "de/shipped.html"; ShippedDeText "de/shipped.txt";
    DeliveredEn "en/delivered.html"; DeliveredEnText "en/delivered.txt";
    DeliveredDe "de/delivered.html"; DeliveredDeText "de/delivered.txt";
    CancelledEn "en/cancelled.html"; CancelledEnText "en/cancelled.txt";
    CancelledDe "de/cancelled.html"; CancelledDeText "de/cancelled.txt";
    FailedEn "en/payment_failed.html"; FailedEnText "en/payment_failed.txt";
    FailedDe "de/payment_failed.html"; FailedDeText "de/payment_failed.txt";
    ShippedEnShort "en/shipped.sms.txt"; ShippedDeShort "de/shipped.sms.txt";
}

/// HTML, and the same as plain text.
pub fn mail(s: &Sheet, news: &News, language: Language) -> Result<(String, String), Fault> {
    let both = |html: askama::Result<String>, text: askama::Result<String>| {
        Ok::<_, Fault>((html.map_err(broken)?, text.map_err(broken)?))
    };
    match (language, news) {
        (Language::En, News::Placed) => both(PlacedEn { s }.render(), PlacedEnText { s }.render()),
        (Language::De, News::Placed) => both(PlacedDe { s }.render(), PlacedDeText { s }.render()),
        (Language::En, News::Shipped { .. }) => {
            both(ShippedEn { s }.render(), ShippedEnText { s }.render())
        }
        (Language::De, News::Shipped { .. }) => {
            both(ShippedDe { s }.render(), ShippedDeText { s }.render())
        }
        (Language::En, News::Delivered { .. }) => {
            both(DeliveredEn { s }.render(), DeliveredEnText { s }.render())
        }
        (Language::De, News::Delivered { .. }) => {
            both(DeliveredDe { s }.render(), DeliveredDeText { s }.render())
        }
        (Language::En, News::Cancelled { .. }) => {
            both(CancelledEn { s }.render(), CancelledEnText { s }.render())
        }
        (Language::De, News::Cancelled { .. }) => {
            both(CancelledDe { s }.render(), CancelledDeText { s }.render())
        }
        (Language::En, News::PaymentFailed { .. }) => {
            both(FailedEn { s }.render(), FailedEnText { s }.render())
        }
        (Language::De, News::PaymentFailed { .. }) => {
            both(FailedDe { s }.render(), FailedDeText { s }.render())
        }
    }
}

/// A text message. Only parcels are told of in one.
pub fn text(s: &Sheet, language: Language) -> Result<String, Fault> {
    match language {
        Language::En => ShippedEnShort { s }.render(),
        Language::De => ShippedDeShort { s }.render(),
    }
    .map_err(broken)
}

fn broken(error: askama::Error) -> Fault {
    Fault::Internal(format!("a template failed: {error}"))
}

#[cfg(test)]
mod tests;
