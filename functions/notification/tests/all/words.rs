//! What stands in the mails, in both languages, and that nobody else's words get into their markup.
use crate::kit::{Buyer, buyer, delivered, dispatched, placed, placed_with, publish, shop};
use domain::pricing::Discount;
use primitives::{Currency, Money, PromotionId, Title};
use runtime::ports::Mail;
use testkit::Shop;

async fn only_mail(shop: &Shop) -> Mail {
    shop.settle().await;
    let mut mails = shop.mailbox.mails();
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}

#[tokio::test]
async fn thanks_in_english() {
    let shop = shop().await;
    let order = placed(&shop, "a", &buyer()).await;
    let mail = only_mail(&shop).await;
    let number = &order.number;
    assert_eq!(mail.subject, format!("Your order {number} with Lantern & Co"));
    assert_eq!((mail.from.as_ref(), &*mail.from_name), ("orders@shop.example", "Lantern & Co"));
    assert_eq!(mail.reply_to.unwrap().as_ref(), "help@shop.example");
    let wanted = format!(
        "Hello Ada Lovelace,

thank you for your order {number} of 21 Nov 2026.

3 × White metal lantern: £3.03
3 × White metal lantern: £3.06

Subtotal: £6.09
Delivery: £4.99
Total: £11.08
of which tax: £1.84

It goes to:
Ada Lovelace
1 High Street
YO1 7HH York
GB

Questions? Answer this mail, or write to help@shop.example.
Lantern & Co"
    );
    assert_eq!(mail.text, wanted);
    assert!(mail.html.starts_with("<!doctype html>\n<html lang=\"en\">"), "{}", mail.html);
    let number = number.to_string();
    for part in ["White metal lantern", "£3.06", "£11.08", "Lantern &#38; Co", &*number] {
        assert!(mail.html.contains(part), "{part} is missing:\n{}", mail.html);
    }
}

#[tokio::test]
async fn thanks_in_german() {
    let shop = shop().await;
    let order = placed(&shop, "a", &Buyer { country: "AT", ..buyer() }).await;
    let mail = only_mail(&shop).await;
    let number = &order.number;
    assert_eq!(mail.subject, format!("Ihre Bestellung {number} bei Lantern & Co"));
    let wanted = format!(
        "Guten Tag Ada Lovelace,

vielen Dank für Ihre Bestellung {number} vom 21. November 2026.

3 × White metal lantern: 3,03\u{a0}£
3 × White metal lantern: 3,06\u{a0}£

Zwischensumme: 6,09\u{a0}£
Versand: 4,99\u{a0}£
Gesamt: 11,08\u{a0}£
davon Steuer: 1,84\u{a0}£

Lieferung an:
Ada Lovelace
1 High Street
YO1 7HH York
AT

Fragen? Antworten Sie auf diese Mail, oder schreiben Sie an help@shop.example.
Lantern & Co"
    );
    assert_eq!(mail.text, wanted);
    assert!(mail.html.contains("<html lang=\"de\">") && mail.html.contains("11,08\u{a0}£"));
}

#[tokio::test]
async fn the_buyers_own_language_goes_before_that_of_the_country() {
    let shop = shop().await;
    placed(&shop, "a", &Buyer { locale: Some("de-DE"), ..buyer() }).await;
    assert!(only_mail(&shop).await.text.starts_with("Guten Tag"));
}

#[tokio::test]
async fn a_parcel_names_what_is_in_it_and_how_to_follow_it() {
    let shop = shop().await;
    // The line in the parcel is on the third page.
    let order = placed(&shop, "a", &Buyer { lines: 60, ..buyer() }).await;
    shop.settle().await;
    let thanks = shop.mailbox.mails().remove(0);
    assert_eq!(thanks.text.matches("White metal lantern").count(), 50);
    assert!(thanks.text.contains("and 10 more"), "{}", thanks.text);
    publish(&shop, &order, &dispatched(&order, "one", "line_a-59")).await;
    publish(&shop, &order, &dispatched(&order, "two", "line_unknown")).await;
    shop.settle().await;
    let mails = shop.mailbox.mails();
    let wanted = format!(
        "Hello Ada Lovelace,

a parcel of your order {} is on its way.

1 × White metal lantern

Carrier: Sandbox
Tracking number: SB123456789

The rest of your order follows separately.

Questions? Answer this mail, or write to help@shop.example.
Lantern & Co",
        order.number
    );
    assert_eq!(mails[1].text, wanted);
    assert!(mails[1].html.contains("<strong>SB123456789</strong>"), "{}", mails[1].html);
    assert!(mails[2].text.contains("1 × SKU-1"), "{}", mails[2].text);
    publish(&shop, &order, &delivered(&order, "one")).await;
    shop.settle().await;
    let text = &shop.mailbox.mails()[3].text;
    assert!(text.contains("was delivered on 21 Nov 2026."), "{text}");
}

#[tokio::test]
async fn names_and_titles_are_words_and_never_markup() {
    let shop = shop().await;
    let evil = "<script>alert(\"1\")</script> & 'Co'";
    let order = placed(&shop, "a", &Buyer { name: evil, title: evil, ..buyer() }).await;
    publish(&shop, &order, &dispatched(&order, "one", "line_a-0")).await;
    shop.settle().await;
    for mail in shop.mailbox.mails() {
        assert!(!mail.html.contains("<script") && !mail.html.contains("'Co'"), "{}", mail.html);
        assert!(mail.html.contains("&#60;script&#62;"), "{}", mail.html);
        assert!(mail.text.contains(evil), "{}", mail.text);
        assert!(!mail.subject.contains(['\r', '\n']));
    }
}

#[tokio::test]
async fn what_promotions_took_off_is_told_by_name() {
    for (country, text, markup) in [
        ("GB", "You save:\nSummer & Co: £1.00\n", "£1.00"),
        ("AT", "Sie sparen:\nSummer & Co: 1,00\u{a0}£\n", "Sie sparen"),
    ] {
        let shop = shop().await;
        let given = |id: &str, title: &str, minor| Discount {
            promotion: PromotionId::parse(id).unwrap(),
            version: 1,
            title: Title::parse(title).unwrap(),
            campaign: None,
            code: None,
            amount: Money::new(minor, Currency::GBP),
        };
        // A gift takes nothing off.
        let discounts = vec![given("prm_1", "Summer & Co", 100), given("prm_2", "A gift", 0)];
        placed_with(&shop, "a", &Buyer { country, ..buyer() }, discounts).await;
        let mail = only_mail(&shop).await;
        assert!(mail.text.contains(text), "{}", mail.text);
        assert!(!mail.text.contains("A gift"), "{}", mail.text);
        for part in ["Summer &#38; Co", markup] {
            assert!(mail.html.contains(part), "{part} is missing:\n{}", mail.html);
        }
    }
}
