use super::*;
use crate::sheet::Row;
use primitives::Example;
use primitives::{LineId, Money, PaymentId, Quantity, ShipmentId, Timestamp};
use proptest::prelude::*;

fn every_news() -> Vec<News> {
    let shipment_id = ShipmentId::example();
    let amount = Money::example();
    vec![
        News::Placed,
        News::Shipped {
            shipment_id: shipment_id.clone(),
            carrier: None,
            tracking_number: None,
            lines: vec![events::fulfilment::ShippedLine {
                line_id: LineId::example(),
                sku: None,
                quantity: Quantity::ONE,
            }],
            is_last: true,
        },
        News::Delivered { shipment_id, delivered_at: Timestamp::example() },
        News::Cancelled { amount },
        News::PaymentFailed { payment_id: PaymentId::example(), checkout_id: None, amount },
    ]
}

/// A sheet whose every word is this one.
fn full_of(word: &str) -> Sheet {
    let some = || Some(word.to_owned());
    Sheet {
        subject: word.into(),
        shop: word.into(),
        support: word.into(),
        name: some(),
        number: word.into(),
        public_number: some(),
        day: word.into(),
        rows: vec![Row { title: word.into(), quantity: 1, amount: some() }],
        more: 3,
        subtotal: word.into(),
        discount: some(),
        promotions: vec![Row { title: word.into(), quantity: 1, amount: some() }],
        shipping: some(),
        tax_on_top: some(),
        tax_within: some(),
        total: word.into(),
        address: vec![word.into()],
        carrier: some(),
        tracking: some(),
        is_last: false,
        amount: word.into(),
    }
}

/// Marks that open a tag, an entity or an attribute, one by one.
fn marks(html: &str) -> Vec<usize> {
    ['<', '>', '"', '\''].iter().map(|mark| html.matches(*mark).count()).collect()
}

proptest! {
    #[test]
    fn no_word_of_anybody_becomes_markup(word in "[a-z<>&\"'/=; ]{1,40}") {
        for language in [Language::En, Language::De] {
            for news in every_news() {
                let (html, text) = mail(&full_of(&word), &news, language).unwrap();
                let (plain, _) = mail(&full_of("x"), &news, language).unwrap();
                prop_assert_eq!(marks(&html), marks(&plain), "{}", html);
                prop_assert!(text.contains(&word), "plain text is left as it is");
            }
        }
    }
}

#[test]
fn every_mail_is_a_whole_page_in_its_language() {
    for language in [Language::En, Language::De] {
        for news in every_news() {
            let (html, text) = mail(&full_of("word"), &news, language).unwrap();
            assert!(html.contains(&format!("<html lang=\"{}\">", language.name())), "{html}");
            assert!(html.trim_end().ends_with("</html>") && !html.contains("{{"), "{html}");
            let greeting = if language == Language::En { "Hello word," } else { "Guten Tag word," };
            assert!(html.contains(greeting) && text.starts_with(greeting), "{text}");
            assert!(!text.contains("\n\n\n"), "{text}");
        }
    }
}

#[test]
fn a_text_message_is_short() {
    let sheet = Sheet {
        shop: "Lantern".into(),
        number: "1F5K-7Q2M-9RXC".into(),
        carrier: Some("Sandbox".into()),
        tracking: Some("SB1234567890123".into()),
        ..Sheet::default()
    };
    for language in [Language::En, Language::De] {
        let text = text(&sheet, language).unwrap();
        assert!(text.chars().count() <= 140 && !text.contains('\n'), "{text}");
    }
}
