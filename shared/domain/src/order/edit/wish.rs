//! What somebody wants changed, as it comes in.
use super::EditRefusal;
use crate::{
    cart::Facts,
    order::{DraftLine, LineKind, LineUnits, OrderLine, OrderRefusal},
};
use primitives::{
    Address, Code, LineId, Money, Quantity, Sku, Title, limits::LINES_MAX, limits::QUANTITY_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is to be changed. Whatever is not named stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditWishes {
    /// Lines to be added.
    #[serde(default)]
    #[schemars(length(max = LINES_MAX))]
    pub add: Vec<AddedLine>,
    /// Units to be taken off lines; only units that have not left.
    #[serde(default)]
    #[schemars(length(max = LINES_MAX))]
    pub remove: Vec<LineUnits>,
    /// Lines that are to have so many units in all. Units more become a new line of the same goods
    /// at the same price; units fewer are taken off.
    #[serde(default)]
    #[schemars(length(max = LINES_MAX))]
    pub change: Vec<LineTarget>,
    /// Where it goes now. The country stays: it decides on tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Whom the invoice names now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// How it is sent now; only before anything has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<ShippingWish>,
}

/// A line to be added. What is left out is as the catalogue says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddedLine {
    /// Goods, which need a SKU, or a charge, which has none.
    #[serde(default)]
    pub kind: LineKind,
    /// The merchant's code of the goods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// What people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// Units.
    pub quantity: Quantity,
    /// Price of one, in the order's currency, with tax where the order's prices include it. No promotion
    /// takes anything off it. Where absent, the goods cost what they would in a cart of the buyer now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Money>,
    /// Taken off the whole line, before any promotion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Money>,
    /// By which the tax is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_category: Option<Code>,
    /// Weight of one, in grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_grams: Option<u32>,
}

/// How many units a line is to have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineTarget {
    /// The line.
    pub line_id: LineId,
    /// Units, those that have left included and those that were cancelled not; 0 takes the line off.
    #[schemars(range(max = QUANTITY_MAX))]
    pub quantity: u32,
}

/// How the order is to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShippingWish {
    /// The shop's shipping option.
    pub option: Code,
    /// What it costs; as the shop's settings say where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
}

/// What becomes of one line that the order has.
pub(super) enum Turn {
    /// So many units fewer.
    Fewer(Quantity),
    /// So many units more, as a line of its own.
    More(Quantity),
    /// Nothing.
    Same,
}

impl EditWishes {
    /// What becomes of each line that is named. Refuses a line that is named twice.
    pub(super) fn turns(&self) -> Result<BTreeMap<&LineId, Asked>, OrderRefusal> {
        if self.add.len() + self.remove.len() + self.change.len() > LINES_MAX {
            return Err(OrderRefusal::TooManyLines);
        }
        let removed = self.remove.iter().map(|one| (&one.line_id, Asked::Off(one.quantity)));
        let changed = self.change.iter().map(|one| (&one.line_id, Asked::To(one.quantity)));
        let mut named = BTreeMap::new();
        for (line_id, asked) in removed.chain(changed) {
            if named.insert(line_id, asked).is_some() {
                return Err(OrderRefusal::RepeatedLine(line_id.clone()));
            }
        }
        Ok(named)
    }
}

/// What is asked of a line that the order has.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    /// So many units off.
    Off(Quantity),
    /// So many units in the end.
    To(u32),
}

impl Asked {
    /// What that means for the line as it is.
    pub(super) fn of(self, line: &OrderLine) -> Result<Turn, OrderRefusal> {
        let has = line.quantity.get().saturating_sub(line.cancelled);
        let fewer = match self {
            Self::Off(units) => units.get(),
            Self::To(units) if units > has => {
                return Ok(Turn::More(Quantity::parse(units - has)?));
            }
            Self::To(units) => has - units,
        };
        let open = line.open();
        if fewer > open {
            let line = line.line_id.clone();
            return Err(OrderRefusal::MoreThanOpen { line, open, asked: fewer });
        }
        Ok(Quantity::parse(fewer).map_or(Turn::Same, Turn::Fewer))
    }
}

impl AddedLine {
    /// The line as the staff would write it. `at` counts from 1.
    pub(super) fn written(self, at: usize, facts: &Facts) -> Result<DraftLine, EditRefusal> {
        let known = self.sku.as_ref().and_then(|sku| facts.offers.get(sku));
        let on_sale = self.sku.as_ref().and_then(|sku| facts.on_sale(sku));
        if self.unit_price.is_none() && on_sale.is_none() {
            return Err(EditRefusal::NoPrice(at));
        }
        if self.title.is_none() && known.is_none() {
            return Err(EditRefusal::NoTitle(at));
        }
        Ok(DraftLine {
            kind: self.kind,
            product_id: known.map(|offer| offer.product_id.clone()),
            title: self.title,
            quantity: self.quantity,
            unit_price: self.unit_price,
            discount: self.discount,
            tax_category: self.tax_category,
            weight_grams: self.weight_grams,
            sku: self.sku,
        })
    }
}

/// Units more of a line, at its price.
pub(super) fn more_of(line: &OrderLine, quantity: Quantity) -> DraftLine {
    DraftLine {
        kind: line.kind,
        sku: line.sku.clone(),
        product_id: line.product_id.clone(),
        title: Some(line.title.clone()),
        quantity,
        unit_price: Some(line.unit_price),
        discount: None,
        tax_category: Some(line.tax_category.clone()),
        weight_grams: Some(line.weight_grams),
    }
}
