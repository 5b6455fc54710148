//! What one edit adds and takes off at once: it stays where it is, at the price it was sold at.
use super::{AddedLine, EditWishes};
use crate::order::{LineKind, LinePage, OrderLine};
use primitives::{LineId, Quantity, Sku};
use std::collections::BTreeMap;

impl EditWishes {
    /// The same wishes without units that would come off and come back, by SKU. An added line of which
    /// the staff say more than how many, such as its price, is meant as it is said.
    pub(super) fn without_what_stays(mut self, pages: &[LinePage]) -> Self {
        let lines: BTreeMap<&LineId, &OrderLine> =
            pages.iter().flat_map(|page| &page.lines).map(|line| (&line.line_id, line)).collect();
        let mut add = std::mem::take(&mut self.add);
        add.retain_mut(|line| {
            let Some(sku) = plain(line).cloned() else { return true };
            let left = self.kept(&sku, line.quantity.get(), &lines);
            let rest = Quantity::parse(left);
            rest.map(|rest| line.quantity = rest).is_ok()
        });
        self.add = add;
        self
    }

    /// Takes up to so many units of a SKU out of what comes off; gives how many are left to be added.
    fn kept(&mut self, sku: &Sku, units: u32, lines: &BTreeMap<&LineId, &OrderLine>) -> u32 {
        let of_sku = |line_id: &LineId| {
            lines.get(line_id).copied().filter(|line| line.sku.as_ref() == Some(sku))
        };
        let mut left = units;
        self.remove.retain_mut(|off| {
            let same = of_sku(&off.line_id).is_some();
            let stays = if same { left.min(off.quantity.get()) } else { 0 };
            left -= stays;
            let rest = Quantity::parse(off.quantity.get() - stays);
            rest.map(|rest| off.quantity = rest).is_ok()
        });
        for target in &mut self.change {
            let has = of_sku(&target.line_id)
                .map_or(0, |line| line.quantity.get().saturating_sub(line.cancelled));
            let stays = left.min(has.saturating_sub(target.quantity));
            target.quantity += stays;
            left -= stays;
        }
        left
    }
}

/// The SKU of a line of which nothing is said but how many.
fn plain(add: &AddedLine) -> Option<&Sku> {
    let said = add.unit_price.is_some() || add.discount.is_some() || add.tax_category.is_some();
    add.sku.as_ref().filter(|_| add.kind == LineKind::Goods && !said)
}
