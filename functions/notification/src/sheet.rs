//! What stands in a message, ready to be put into its template: every amount, day and name written out.
use crate::{
    facts::{self, Facts},
    words,
};
use domain::{
    notification::{Language, MailSettings, News},
    order::{Order, OrderLine},
};
use primitives::{Address, Money};
use runtime::{Cx, Fault};

/// Lines of an order that a mail lists; of the rest it gives the number.
const ROWS_MAX: usize = 50;

/// One line.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// What.
    pub title: String,
    /// How many.
    pub quantity: u32,
    /// What they cost together.
    pub amount: Option<String>,
}

/// The contents of a message.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The subject of a mail.
    pub subject: String,
    /// Who writes.
    pub shop: String,
    /// Whom to ask.
    pub support: String,
    /// Who reads.
    pub name: Option<String>,
    /// What people call the order.
    pub number: String,
    /// The same, where buyers know of the order.
    pub public_number: Option<String>,
    /// The day on which it happened.
    pub day: String,
    /// Lines.
    pub rows: Vec<Row>,
    /// Lines that are not listed.
    pub more: usize,
    /// Before everything else.
    pub subtotal: String,
    /// Taken off.
    pub discount: Option<String>,
    /// What each promotion takes off, of the goods or of their delivery: told once more, by name.
    pub promotions: Vec<Row>,
    /// For delivery, where there is one.
    pub shipping: Option<String>,
    /// Tax, where prices do not include it.
    pub tax_on_top: Option<String>,
    /// Tax, where they do.
    pub tax_within: Option<String>,
    /// To pay.
    pub total: String,
    /// Where it goes, line by line.
    pub address: Vec<String>,
    /// Who carries it.
    pub carrier: Option<String>,
    /// By which it is followed.
    pub tracking: Option<String>,
    /// Whether nothing is left to be sent.
    pub is_last: bool,
    /// What was cancelled, or could not be paid.
    pub amount: String,
}

/// Fills it in.
pub async fn of(
    cx: &Cx,
    facts: &Facts,
    sender: &MailSettings,
    news: &News,
    language: Language,
) -> Result<Sheet, Fault> {
    let mut sheet = Sheet {
        shop: sender.name.to_string(),
        support: sender.support().to_string(),
        name: facts.name(),
        ..Sheet::default()
    };
    if let Some(order) = &facts.order {
        sheet.number = order.number.to_string();
        sheet.public_number = order.is_public().then(|| order.number.to_string());
        sheet.day = words::day(order.dated(), language);
    }
    match (news, &facts.order) {
        (News::Placed, Some(order)) => {
            placed(cx, &mut sheet, order, facts.address(), language).await?;
        }
        (News::Shipped { carrier, tracking_number, lines, is_last, .. }, Some(order)) => {
            let rows = facts::lines_of_parcel(cx, order, lines).await?.into_iter();
            sheet.rows =
                rows.map(|(title, quantity)| Row { title, quantity, amount: None }).collect();
            sheet.carrier = carrier.as_ref().map(|carrier| capitalised(carrier.as_ref()));
            sheet.tracking = tracking_number.as_ref().map(ToString::to_string);
            sheet.is_last = *is_last;
        }
        (News::Delivered { delivered_at, .. }, _) => {
            sheet.day = words::day(*delivered_at, language);
        }
        (News::Cancelled { amount } | News::PaymentFailed { amount, .. }, _) => {
            sheet.amount = words::money(*amount, language);
        }
        _ => {}
    }
    sheet.subject = subject(&sheet, news, language);
    Ok(sheet)
}

async fn placed(
    cx: &Cx,
    sheet: &mut Sheet,
    order: &Order,
    address: Option<&Address>,
    language: Language,
) -> Result<(), Fault> {
    let money = |amount: Money| words::money(amount, language);
    let some = |amount: Money| (!amount.is_zero()).then(|| money(amount));
    let row = |line: OrderLine| Row {
        title: line.title.to_string(),
        quantity: line.quantity.get(),
        amount: Some(money(line.amounts.subtotal)),
    };
    let lines = facts::first_lines(cx, order, ROWS_MAX).await?;
    sheet.more = usize::try_from(order.line_count).unwrap_or_default().saturating_sub(lines.len());
    sheet.rows = lines.into_iter().map(row).collect();
    let totals = &order.totals;
    sheet.subtotal = money(totals.subtotal);
    sheet.discount = some(totals.discount).map(|amount| format!("-{amount}"));
    let given = order.discounts.iter().filter(|one| !one.amount.is_zero());
    let promotions = given.map(|one| Row {
        title: one.title.to_string(),
        quantity: 1,
        amount: Some(money(one.amount)),
    });
    sheet.promotions = promotions.collect();
    sheet.shipping =
        order.shipping.as_ref().map(|_| money(totals.shipping)).or(some(totals.shipping));
    let tax = some(totals.tax);
    (sheet.tax_within, sheet.tax_on_top) =
        if totals.prices_include_tax { (tax, None) } else { (None, tax) };
    sheet.total = money(totals.total);
    sheet.address = address.map(postal).unwrap_or_default();
    Ok(())
}

/// An address as it stands on a parcel. The telephone number is the carrier's business.
fn postal(address: &Address) -> Vec<String> {
    let mut lines = vec![address.name.to_string()];
    let more = [&address.company, &Some(address.line1.clone()), &address.line2];
    lines.extend(more.into_iter().flatten().map(ToString::to_string));
    let code = address.postal_code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
    lines.push(format!("{code}{}", address.city));
    lines.extend(address.region.as_ref().map(ToString::to_string));
    lines.push(address.country.to_string());
    lines
}

fn subject(sheet: &Sheet, news: &News, language: Language) -> String {
    let Sheet { shop, number, .. } = sheet;
    match (language, news) {
        (Language::En, News::Placed) => format!("Your order {number} with {shop}"),
        (Language::De, News::Placed) => format!("Ihre Bestellung {number} bei {shop}"),
        (Language::En, News::Shipped { .. }) => format!("On its way: your order {number}"),
        (Language::De, News::Shipped { .. }) => format!("Unterwegs: Ihre Bestellung {number}"),
        (Language::En, News::Delivered { .. }) => format!("Delivered: your order {number}"),
        (Language::De, News::Delivered { .. }) => format!("Zugestellt: Ihre Bestellung {number}"),
        (Language::En, News::Cancelled { .. }) => format!("Cancelled: your order {number}"),
        (Language::De, News::Cancelled { .. }) => format!("Storniert: Ihre Bestellung {number}"),
        (Language::En, News::PaymentFailed { .. }) => {
            format!("Your payment to {shop} did not go through")
        }
        (Language::De, News::PaymentFailed { .. }) => {
            format!("Ihre Zahlung an {shop} ist nicht gelungen")
        }
    }
}

/// A carrier's code as a name.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
