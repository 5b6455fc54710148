use super::{PROMOTIONS_MAX, Promotion, Selector};
use crate::pricing::{PricingRefusal, RuleRef, lot::Lot};
use primitives::{Code, ProductId, PromotionId, Sku};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Promotions, laid out so that a basket finds what concerns it by its goods, not by trying every
/// rule on every line. Made once, used for many baskets.
#[derive(Clone, Debug, Default)]
pub struct Promotions(Arc<Compiled>);

/// The rules in the order of their turns, and where their selectors are found.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    pub rules: Vec<Rule>,
    by_id: BTreeMap<PromotionId, usize>,
    /// Every selector of every rule has a slot.
    guards: Vec<Guard>,
    by_sku: HashMap<Sku, Vec<u32>>,
    by_product: HashMap<ProductId, Vec<u32>>,
    by_category: HashMap<Code, Vec<u32>>,
    /// Slots that name no goods but leave some out.
    broad: Vec<u32>,
}

/// One rule.
#[derive(Debug)]
pub(super) struct Rule {
    pub promotion: Promotion,
    pub named: RuleRef,
    /// The slots of its selectors: of its conditions, then of its effect.
    pub slots: Vec<u32>,
}

#[derive(Debug)]
enum Guard {
    /// Everything.
    All,
    /// Whatever is named.
    Named,
    /// What is named and let in.
    Checked(Selector),
}

/// Which lots each selector means.
pub(super) struct Matches {
    /// Lots that promotions may see at all.
    pub all: Vec<u32>,
    slots: Vec<Option<Vec<u32>>>,
}

impl Matches {
    /// The lots of a slot, in ascending order.
    pub fn of(&self, slot: Option<&u32>) -> &[u32] {
        let slot = slot.and_then(|slot| usize::try_from(*slot).ok());
        match slot.and_then(|slot| self.slots.get(slot)) {
            Some(Some(lots)) => lots,
            Some(None) => &self.all,
            None => &[],
        }
    }
}

impl Promotions {
    /// Of rules that were checked when they were saved. Refuses too many, and one that is there twice.
    pub fn of(promotions: Vec<Promotion>) -> Result<Self, PricingRefusal> {
        if promotions.len() > PROMOTIONS_MAX {
            return Err(PricingRefusal::TooMany(PROMOTIONS_MAX, "active promotions"));
        }
        let mut promotions = promotions;
        promotions.sort_by(|one, other| {
            let turn = |p: &Promotion| (p.target(), Reverse(p.priority));
            turn(one).cmp(&turn(other)).then_with(|| one.id.cmp(&other.id))
        });
        let mut compiled = Compiled::default();
        for promotion in promotions {
            let named = promotion.rule()?;
            let slots = promotion.selectors().into_iter().map(|of| compiled.slot(of)).collect();
            let at = compiled.rules.len();
            if compiled.by_id.insert(promotion.id.clone(), at).is_some() {
                return Err(PricingRefusal::rule(&named.id, "the promotion is there twice"));
            }
            compiled.rules.push(Rule { promotion, named, slots });
        }
        Ok(Self(Arc::new(compiled)))
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.rules.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.rules.is_empty()
    }

    /// One of them.
    pub fn get(&self, id: &PromotionId) -> Option<&Promotion> {
        let at = self.0.by_id.get(id)?;
        self.0.rules.get(*at).map(|rule| &rule.promotion)
    }

    /// All of them, in the order of their turns.
    pub fn all(&self) -> impl Iterator<Item = &Promotion> {
        self.0.rules.iter().map(|rule| &rule.promotion)
    }

    pub(super) fn compiled(&self) -> &Compiled {
        &self.0
    }
}

impl Compiled {
    fn slot(&mut self, of: &Selector) -> u32 {
        let slot = u32::try_from(self.guards.len()).unwrap_or(u32::MAX);
        for sku in &of.skus {
            self.by_sku.entry(sku.clone()).or_default().push(slot);
        }
        for product in &of.products {
            self.by_product.entry(product.clone()).or_default().push(slot);
        }
        for category in &of.categories {
            self.by_category.entry(category.clone()).or_default().push(slot);
        }
        if !of.is_keyed() && of.is_guarded() {
            self.broad.push(slot);
        }
        self.guards.push(match (of.is_all(), of.is_guarded()) {
            (true, _) => Guard::All,
            (_, true) => Guard::Checked(of.clone()),
            (_, false) => Guard::Named,
        });
        slot
    }

    /// Which lots each selector means.
    pub fn matches(&self, lots: &[Lot<'_>]) -> Matches {
        let all: Vec<u32> = (0..)
            .zip(lots)
            .filter_map(|(at, lot)| lot.article.sku.is_some().then_some(at))
            .collect();
        let empty = |guard: &Guard| (!matches!(guard, Guard::All)).then(Vec::new);
        let mut slots: Vec<Option<Vec<u32>>> = self.guards.iter().map(empty).collect();
        for (at, lot) in (0_u32..).zip(lots) {
            let article = lot.article;
            let Some(sku) = &article.sku else { continue };
            let by_sku = self.by_sku.get(sku);
            let by_product = article.product.as_ref().and_then(|one| self.by_product.get(one));
            let by_category = article.categories.iter().filter_map(|one| self.by_category.get(one));
            let named = by_sku.into_iter().chain(by_product).chain(by_category).flatten();
            for slot in named.chain(&self.broad) {
                let slot = usize::try_from(*slot).unwrap_or(usize::MAX);
                let Some(Some(members)) = slots.get_mut(slot) else { continue };
                // Found by SKU and by category alike, it is still one lot.
                if members.last() == Some(&at) {
                    continue;
                }
                match self.guards.get(slot) {
                    Some(Guard::Checked(selector)) if !selector.lets(article) => {}
                    _ => members.push(at),
                }
            }
        }
        Matches { all, slots }
    }
}
