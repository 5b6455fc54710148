//! Lines of an order, and the pages they are stored in.
use crate::totals::{LineAmounts, TaxRate};
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
}

impl OrderLine {
    /// Units that have neither left nor been cancelled.
    pub fn open(&self) -> u32 {
        self.quantity.get().saturating_sub(self.fulfilled).saturating_sub(self.cancelled)
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
