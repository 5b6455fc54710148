//! What orders and refunds come to, in rows that reports sum up.
//!
//! An order is read, never its news: the rows say what it comes to as it stands, each under a `subject` of its own, and of
//! two rows of one subject the later version counts. So news may come twice, late or in any order. The rows of an order
//! add up to its total less what was cancelled and written off; those of a refund to what was paid out, taken negative.
use crate::{
    order::{LineKind, LinePage, Order, OrderLine},
    refunds::{Refund, RefundLine},
    totals::LineAmounts,
};
use primitives::{ProductId, Slug, Timestamp};
use std::collections::BTreeMap;

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SaleKind {
    /// Units of a line, as they were bought.
    Sold,
    /// Shipping of an order.
    Shipping,
    /// Units of a line that were cancelled: negative.
    Cancelled,
    /// What was cancelled and is no line's, such as shipping: negative.
    Rest,
    /// What was given back for parcels that never arrived: negative.
    WrittenOff,
    /// What was paid out again: negative.
    Refunded,
    /// What a promotion took off, for reports by promotion: it is in the lines already.
    Promotion,
}

impl SaleKind {
    /// The word in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sold => "sold",
            Self::Shipping => "shipping",
            Self::Cancelled => "cancelled",
            Self::Rest => "rest",
            Self::WrittenOff => "written_off",
            Self::Refunded => "refunded",
            Self::Promotion => "promotion",
        }
    }

    /// The kind of a word.
    pub fn named(word: &str) -> Option<Self> {
        let all = [Self::Sold, Self::Shipping, Self::Cancelled];
        let more = [Self::Rest, Self::WrittenOff, Self::Refunded, Self::Promotion];
        all.into_iter().chain(more).find(|kind| kind.as_str() == word)
    }
}

/// One row. Amounts are minor units of `currency`; a row of no line has no SKU.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sale {
    /// Subject and version: a row's name.
    pub row_id: String,
    /// What the row says something of; the latest version of it counts.
    pub subject: String,
    /// The version of what was read.
    pub version: i64,
    /// When the order was placed, or the refund granted: it never changes for a subject.
    pub happened_at: Timestamp,
    /// What it is about.
    pub kind: SaleKind,
    /// The order.
    pub order_id: String,
    /// Who bought; nothing for guests.
    pub customer_id: Option<String>,
    /// Where it was sold, as price lists know it.
    pub channel: String,
    /// Country of delivery.
    pub country: Option<String>,
    /// Of every amount.
    pub currency: String,
    /// The merchant's code.
    pub sku: Option<String>,
    /// The product.
    pub product_id: Option<String>,
    /// The first category of the product, as it was when the row was written.
    pub category: Option<String>,
    /// The promotion of a row of that kind.
    pub promotion: Option<String>,
    /// Units of goods; a charge has none.
    pub units: i64,
    /// Before discounts.
    pub subtotal_minor: i64,
    /// Taken off.
    pub discount_minor: i64,
    /// Tax in the total.
    pub tax_minor: i64,
    /// What was due, or is given back, with tax.
    pub total_minor: i64,
}

/// Categories of products.
pub type Categories = BTreeMap<ProductId, Slug>;

/// The rows of an order that was placed; none of a draft.
pub fn sales(order: &Order, version: u64, pages: &[LinePage], named: &Categories) -> Vec<Sale> {
    if !order.is_public() {
        return Vec::new();
    }
    let blank = blank(order, version, order.dated());
    let lines = || pages.iter().flat_map(|page| &page.lines);
    let mut rows: Vec<Sale> = lines().flat_map(|line| of_line(&blank, line, named)).collect();
    let totals = &order.totals;
    let of_lines: i64 = lines().map(|line| line.amounts.total.minor).sum();
    rows.push(Sale {
        kind: SaleKind::Shipping,
        subtotal_minor: totals.shipping.minor,
        tax_minor: totals.shipping_tax.minor,
        total_minor: totals.total.minor - of_lines,
        ..blank.about("shipping")
    });
    let told = |kind| rows.iter().filter(move |row| row.kind == kind).map(|row| row.total_minor);
    let rest = -order.cancelled_amount.minor - told(SaleKind::Cancelled).sum::<i64>();
    rows.push(Sale { kind: SaleKind::Rest, total_minor: rest, ..blank.about("rest") });
    rows.push(Sale {
        kind: SaleKind::WrittenOff,
        total_minor: -order.written_off_amount.minor,
        ..blank.about("written_off")
    });
    rows.extend(order.discounts.iter().zip(0_usize..).map(|(discount, at)| Sale {
        kind: SaleKind::Promotion,
        promotion: Some(discount.promotion.to_string()),
        discount_minor: discount.amount.minor,
        ..blank.about(&format!("promotion/{at:04}"))
    }));
    rows
}

/// The rows of a refund: by line where all of it was paid out, and what is no line's in one row.
pub fn refunded(
    order: &Order,
    pages: &[LinePage],
    refund: &Refund,
    version: u64,
    named: &Categories,
) -> Vec<Sale> {
    let mut blank = blank(order, version, refund.granted_at()).about(refund.refund_id.as_ref());
    blank.kind = SaleKind::Refunded;
    let given = refund.paid().minor;
    let whole = given == refund.breakdown.payout.minor;
    let product = |line: &RefundLine| {
        let mut lines = pages.iter().flat_map(|page| &page.lines);
        lines.find(|one| one.line_id == line.line_id).and_then(|one| one.product_id.as_ref())
    };
    let part = |line: &RefundLine| {
        let (sign, product) = (-i64::from(whole), product(line));
        let units = if line.sku.is_some() { i64::from(line.quantity.get()) } else { 0 };
        Sale {
            sku: line.sku.as_ref().map(ToString::to_string),
            product_id: product.map(ToString::to_string),
            category: product.and_then(|id| named.get(id)).map(ToString::to_string),
            units: sign * units,
            tax_minor: sign * line.given.tax.minor,
            total_minor: sign * line.given.total.minor,
            ..blank.about(&format!("{}/{}", refund.refund_id, line.line_id))
        }
    };
    let mut rows: Vec<Sale> = refund.breakdown.lines.iter().map(part).collect();
    let told: i64 = rows.iter().map(|row| row.total_minor).sum();
    rows.push(Sale {
        total_minor: -given - told,
        ..blank.about(&format!("{}/rest", refund.refund_id))
    });
    rows
}

fn of_line(blank: &Sale, line: &OrderLine, named: &Categories) -> Vec<Sale> {
    let of = line.quantity.get();
    let goods = line.kind == LineKind::Goods;
    let row = |kind: SaleKind, units: u32, amounts: LineAmounts, sign: i64| Sale {
        kind,
        sku: line.sku.as_ref().map(ToString::to_string),
        product_id: line.product_id.as_ref().map(ToString::to_string),
        category: line.product_id.as_ref().and_then(|id| named.get(id)).map(ToString::to_string),
        units: if goods { sign * i64::from(units) } else { 0 },
        subtotal_minor: sign * amounts.subtotal.minor,
        discount_minor: sign * amounts.discount.minor,
        tax_minor: sign * amounts.tax.minor,
        total_minor: sign * amounts.total.minor,
        ..blank.about(&format!("{}/{}", line.line_id, kind.as_str()))
    };
    let mut rows = vec![row(SaleKind::Sold, of, line.amounts, 1)];
    if let (true, Ok(gone)) = (line.cancelled > 0, line.amounts.share(0, line.cancelled, of)) {
        rows.push(row(SaleKind::Cancelled, line.cancelled, gone, -1));
    }
    rows
}

/// A row of nothing.
fn blank(order: &Order, version: u64, happened_at: Timestamp) -> Sale {
    Sale {
        row_id: String::new(),
        subject: String::new(),
        version: i64::try_from(version).unwrap_or(i64::MAX),
        happened_at,
        kind: SaleKind::Rest,
        order_id: order.order_id.to_string(),
        customer_id: order.customer_id.as_ref().map(ToString::to_string),
        channel: order.sold_in.to_string(),
        country: order.shipping_country.as_ref().map(ToString::to_string),
        currency: order.currency.to_string(),
        sku: None,
        product_id: None,
        category: None,
        promotion: None,
        units: 0,
        subtotal_minor: 0,
        discount_minor: 0,
        tax_minor: 0,
        total_minor: 0,
    }
}

impl Sale {
    fn about(&self, part: &str) -> Self {
        let subject = format!("{}/{part}", self.order_id);
        let row_id = format!("{subject}@{:010}", self.version);
        Self { row_id, subject, ..self.clone() }
    }
}

/// Of rows that lie in files, those that count: one of each subject, the latest version.
pub fn latest(rows: impl IntoIterator<Item = Sale>) -> Vec<Sale> {
    let mut by: BTreeMap<String, Sale> = BTreeMap::new();
    for row in rows {
        if by.get(&row.subject).is_none_or(|known| row.version > known.version) {
            by.insert(row.subject.clone(), row);
        }
    }
    by.into_values().collect()
}
