//! Lines of an order, and the pages they are stored in.
use crate::{
    catalog::Offer,
    totals::{LineAmounts, TaxRate},
};
use primitives::{Code, LineId, Money, OrderId, ProductId, Quantity, Sku, Title, limits};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a line sells.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Goods or a service with a SKU; stock is reserved for it.
    #[default]
    Goods,
    /// A charge without SKU and stock, such as postage, a fee or a correction.
    Charge,
}

/// One line: so many units of one thing at one price, and what became of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Unique in the shop.
    pub line_id: LineId,
    /// Goods or a charge.
    pub kind: LineKind,
    /// The merchant's code; absent on charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// The product, where the catalogue knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// What people read, as it was when it was sold.
    pub title: Title,
    /// Units sold.
    pub quantity: Quantity,
    /// Price of one, as it was sold.
    pub unit_price: Money,
    /// What the whole line costs.
    pub amounts: LineAmounts,
    /// By which the tax was found.
    pub tax_category: Code,
    /// The tax rate as a fraction: 0.2 is twenty per cent.
    pub tax_rate: TaxRate,
    /// Weight of one, in grams.
    pub weight_grams: u32,
    /// Units that have left.
    pub fulfilled: u32,
    /// Units cancelled before they left.
    pub cancelled: u32,
    /// Units that left and came back.
    pub returned: u32,
    /// The kit that it was bought with, as one of what that is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kit: Option<Box<OfKit>>,
    /// What the staff wrote of its price, where the unit price alone does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
}

/// The kit that a line was bought with. Its lines together cost what it cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OfKit {
    /// The cart's line: the same on all lines of the kit.
    pub line_id: LineId,
    /// What was bought.
    pub sku: Sku,
    /// What people read.
    pub title: Title,
    /// Kits.
    pub kits: Quantity,
}

/// What the staff wrote of a line's price: by it the price is found anew whenever a draft is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Of one unit; as a cart would find it where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Taken off the whole line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Money>,
    /// Whether a promotion gives it: nobody wrote it at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gift: bool,
}

impl OrderLine {
    /// One unit of what an offer sells, for nothing as yet.
    pub fn of_offer(line_id: LineId, offer: &Offer, unit_price: Money) -> Self {
        let zero = Money::zero(unit_price.currency);
        Self {
            line_id,
            kind: LineKind::Goods,
            sku: Some(offer.sku.clone()),
            product_id: Some(offer.product_id.clone()),
            title: offer.title.clone(),
            quantity: Quantity::ONE,
            unit_price,
            amounts: LineAmounts { subtotal: zero, discount: zero, tax: zero, total: zero },
            tax_category: offer.tax_category.clone(),
            tax_rate: TaxRate::ZERO,
            weight_grams: offer.weight_grams,
            fulfilled: 0,
            cancelled: 0,
            returned: 0,
            written: None,
            kit: None,
        }
    }

    /// Units that have neither left nor been cancelled.
    pub fn open(&self) -> u32 {
        self.quantity.get().saturating_sub(self.fulfilled).saturating_sub(self.cancelled)
    }

    /// The price of one unit as the staff wrote it; `None` where it is found as a cart's is.
    pub fn written_price(&self) -> Option<Money> {
        self.written.as_ref().map_or(Some(self.unit_price), |written| written.price)
    }

    /// Whether a promotion gives it.
    pub fn is_gift(&self) -> bool {
        self.written.as_ref().is_some_and(|written| written.gift)
    }

    /// Whether stock is reserved for it.
    pub fn takes_stock(&self) -> bool {
        self.kind == LineKind::Goods && self.sku.is_some()
    }
}

/// Lines of an order that are stored together: at most [`limits::LINES_PER_PAGE`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinePage {
    /// The order.
    pub order_id: OrderId,
    /// From 0.
    pub page: u32,
    /// The lines, in the order they were entered.
    pub lines: Vec<OrderLine>,
}

/// Lays lines into pages.
pub fn into_pages(order_id: &OrderId, lines: &[OrderLine]) -> Vec<LinePage> {
    lines
        .chunks(limits::LINES_PER_PAGE)
        .zip(0..)
        .map(|(lines, page)| LinePage { order_id: order_id.clone(), page, lines: lines.to_vec() })
        .collect()
}

/// Units of goods over many lines.
pub fn goods(lines: &[OrderLine]) -> u64 {
    let goods = lines.iter().filter(|line| line.takes_stock());
    goods.map(|line| u64::from(line.quantity.get())).sum()
}

/// Units over many lines.
pub fn units(lines: &[OrderLine]) -> u64 {
    lines.iter().map(|line| u64::from(line.quantity.get())).sum()
}
