//! What an order keeps while it is edited: rules that ask how much is bought count it with what is added.
use super::UnitsRemoved;
use crate::{
    cart::Facts,
    catalog::Offer,
    order::{LinePage, OrderLine},
    pricing::{Article, Beside},
};
use primitives::{LineId, MoneyError};
use std::collections::BTreeMap;

/// The goods that stay: without what was cancelled, came back, or is taken off now, and without gifts.
pub(super) fn kept(
    pages: &[LinePage],
    removed: &[UnitsRemoved],
    facts: &Facts,
) -> Result<Vec<Beside>, MoneyError> {
    let off: BTreeMap<&LineId, u32> =
        removed.iter().map(|one| (&one.line_id, one.quantity.get())).collect();
    let lines = pages.iter().flat_map(|page| &page.lines);
    let goods = lines.filter(|line| line.sku.is_some() && !line.is_gift());
    goods.map(|line| beside(line, off.get(&line.line_id).copied(), facts)).collect()
}

fn beside(line: &OrderLine, off: Option<u32>, facts: &Facts) -> Result<Beside, MoneyError> {
    let of = line.quantity.get();
    let gone =
        line.cancelled.saturating_add(line.returned).saturating_add(off.unwrap_or(0)).min(of);
    let rest = of - gone;
    let by_hand = line.written.as_ref().and_then(|one| one.discount).map_or(0, |off| off.minor);
    let by_hand = i128::from(by_hand) * i128::from(rest) / i128::from(of.max(1));
    let whole = line.amounts.share(gone, rest, of)?.subtotal.minor;
    let known = || Article { sku: line.sku.clone(), ..Article::default() };
    let offer = line.sku.as_ref().and_then(|sku| facts.on_sale(sku));
    Ok(Beside {
        article: offer.map_or_else(known, Offer::article),
        // A kit was one unit of something else; what its parts cost is what it cost.
        units: if line.kit.is_some() { 0 } else { u64::from(rest) },
        worth: u64::try_from(i128::from(whole) - by_hand).unwrap_or(0),
    })
}
