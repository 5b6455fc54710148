//! One rule after the other takes its part.
use super::{
    Condition, Counter, Exhausted, PromotionState, Stacking, Usage,
    choose::Shelf,
    index::{Compiled, Matches, Rule},
    take::{Proposal, View},
};
use crate::pricing::{
    Basket, Discount, GiftLine, PassedOver, PricingRefusal, Rules, Why, allocation,
    derivation::{Derivation, GiftStep, OffStep, ShipStep},
    lot::Lot,
};
use primitives::{CampaignId, Code, PromotionId, Quantity};
use std::collections::BTreeMap;

/// What promotions did.
#[derive(Debug, Default)]
pub(in crate::pricing) struct Applied {
    /// What each took off, in the order of their turns.
    pub discounts: Vec<Discount>,
    /// What is given away.
    pub gifts: Vec<GiftLine>,
    /// Rules that did not apply, and why.
    pub passed_over: Vec<PassedOver>,
}

/// Applies all promotions to the lots and to shipping, and writes down what each does.
pub(in crate::pricing) fn apply(
    lots: &mut [Lot<'_>],
    shipping: Option<&mut u64>,
    basket: &Basket,
    rules: &Rules,
    derivation: &mut Derivation,
) -> Result<Applied, PricingRefusal> {
    let compiled = rules.promotions.compiled();
    let mut by_promotion: BTreeMap<&PromotionId, &Code> = BTreeMap::new();
    // Of several codes for one promotion, the one that was used least counts.
    let used = |code: &Code| rules.usage.codes.get(code).copied().unwrap_or(0);
    let mut codes: Vec<(&Code, &PromotionId)> = basket.codes.iter().collect();
    codes.sort_by_key(|(code, _)| (used(code), *code));
    for (code, id) in codes {
        by_promotion.entry(id).or_insert(code);
    }
    let mut run = Run {
        matches: compiled.matches(lots),
        compiled,
        basket,
        rules,
        codes: by_promotion,
        lots,
        shipping,
        campaigns: rules.usage.campaigns.iter().map(|(id, (_, used))| (id, *used)).collect(),
        applied: Applied::default(),
    };
    run.unknown_codes();
    let eligible = run.eligible();
    let eligible = run.alone_or_together(eligible)?;
    run.turns(&eligible, derivation)?;
    Ok(run.applied)
}

/// The counter of a campaign after it gave more; nothing where there is no campaign.
type Afforded<'r> = Result<Option<(&'r CampaignId, Counter)>, Exhausted>;

struct Run<'r, 'l, 'a> {
    matches: Matches,
    compiled: &'r Compiled,
    basket: &'r Basket,
    rules: &'r Rules,
    /// The code that each promotion was asked for by.
    codes: BTreeMap<&'r PromotionId, &'r Code>,
    lots: &'l mut [Lot<'a>],
    shipping: Option<&'l mut u64>,
    /// What is used of each campaign's budget, with this basket so far.
    campaigns: BTreeMap<&'r CampaignId, Counter>,
    applied: Applied,
}

impl<'r> Run<'r, '_, '_> {
    fn usage(&self) -> &'r Usage {
        &self.rules.usage
    }

    fn pass(&mut self, rule: &Rule, why: Why) {
        let promotion = rule.promotion.id.clone();
        let code = self.codes.get(&promotion).map(|code| (*code).clone());
        self.applied.passed_over.push(PassedOver { promotion, code, why });
    }

    /// Codes that lead to promotions that are not active.
    fn unknown_codes(&mut self) {
        for (code, promotion) in &self.basket.codes {
            if self.rules.promotions.get(promotion).is_none() {
                let (promotion, code) = (promotion.clone(), Some(code.clone()));
                self.applied.passed_over.push(PassedOver { promotion, code, why: Why::Inactive });
            }
        }
    }

    /// Rules whose conditions hold, in the order of their turns.
    fn eligible(&mut self) -> Vec<&'r Rule> {
        let mut eligible = Vec::new();
        for rule in &self.compiled.rules {
            match self.may(rule) {
                Ok(()) => eligible.push(rule),
                // Who entered no code is not told of what there is for those who do.
                Err(Why::NoCode) => {}
                Err(why) => self.pass(rule, why),
            }
        }
        eligible
    }

    fn may(&self, rule: &Rule) -> Result<(), Why> {
        let promotion = &rule.promotion;
        let code = self.codes.get(&promotion.id).copied();
        if promotion.by_code && code.is_none() {
            return Err(Why::NoCode);
        }
        if promotion.state != PromotionState::Active {
            return Err(Why::Inactive);
        }
        if !promotion.window.holds(self.basket.at) {
            return Err(Why::Time);
        }
        self.unused(promotion, code).map_err(|used| Why::Exhausted { used })?;
        let mut slots = rule.slots.iter();
        let shelf = Shelf(self.lots);
        for (at, condition) in (1..).zip(&promotion.conditions) {
            let counted = condition.selector().and_then(|_| slots.next());
            if !self.holds(condition, counted, shelf) {
                return Err(Why::Condition { at });
            }
        }
        Ok(())
    }

    /// Whether it may be used once more, or the order has used it and that counts for this as well.
    fn unused(&self, promotion: &super::Promotion, code: Option<&Code>) -> Result<(), Exhausted> {
        let signed_in = self.basket.buyer.customer.is_some();
        if !self.usage().own.contains(&promotion.id) {
            return promotion.limits.allow(&promotion.id, code, signed_in, self.usage());
        }
        let effect = &promotion.effect;
        // What comes once with an order came with it; a limited use is one use.
        if !effect.is_by_share() && (promotion.is_limited() || effect.is_once()) {
            return Err(Exhausted::Uses);
        }
        Ok(())
    }

    fn holds(&self, condition: &Condition, slot: Option<&u32>, shelf: Shelf<'_>) -> bool {
        let (units, worth) = shelf.count(self.matches.of(slot));
        let kept = condition.selector().map_or((0, 0), |of| self.basket.kept(of));
        condition.holds(self.basket, units.saturating_add(kept.0), worth.saturating_add(kept.1))
    }

    fn view(&self) -> View<'_> {
        View {
            shelf: Shelf(self.lots),
            matches: &self.matches,
            basket: self.basket,
            shipping: self.shipping.as_ref().map(|left| **left),
            mode: self.rules.terms.rounding,
        }
    }

    /// What a rule would do now, if its campaign bears it.
    fn propose(&self, rule: &Rule) -> Result<Result<Proposal, Why>, PricingRefusal> {
        let Some(proposal) = self.view().propose(rule)? else { return Ok(Err(Why::Nothing)) };
        Ok(self
            .afford(rule, proposal.sum())?
            .map(|_| proposal)
            .map_err(|used| Why::Exhausted { used }))
    }

    /// The campaign's counter after so much more is given away.
    fn afford(&self, rule: &Rule, off: u64) -> Result<Afforded<'r>, PricingRefusal> {
        let campaign = rule.promotion.campaign.as_ref();
        let known = campaign.and_then(|id| self.usage().campaigns.get_key_value(id));
        let Some((id, (budget, _))) = known else { return Ok(Ok(None)) };
        let counter = self.campaigns.get(id).copied().unwrap_or_default();
        let off = allocation::money(off, self.basket.currency)?;
        let own = self.usage().own.contains(&rule.promotion.id);
        let next = if own { budget.take_again(counter, off) } else { budget.take(counter, off) };
        Ok(next.map(|next| Some((id, next))))
    }

    /// A rule that applies alone does so if nothing with a higher priority would apply; otherwise no
    /// such rule applies.
    fn alone_or_together(
        &mut self,
        eligible: Vec<&'r Rule>,
    ) -> Result<Vec<&'r Rule>, PricingRefusal> {
        let (mut alone, together): (Vec<&Rule>, Vec<&Rule>) =
            eligible.into_iter().partition(|rule| rule.promotion.stacking == Stacking::Exclusive);
        if alone.is_empty() {
            return Ok(together);
        }
        alone.sort_by_key(|rule| std::cmp::Reverse(rule.promotion.priority));
        let mut winner = None;
        for rule in &alone {
            if self.propose(rule)?.is_ok() {
                winner = Some(*rule);
                break;
            }
        }
        if let Some(rule) = winner {
            let higher = |other: &&&Rule| other.promotion.priority > rule.promotion.priority;
            for other in together.iter().filter(higher) {
                if self.propose(other)?.is_ok() {
                    winner = None;
                    break;
                }
            }
        }
        let losers: Vec<&Rule> = match winner {
            Some(rule) => {
                let all = alone.iter().chain(&together);
                all.copied().filter(|other| !std::ptr::eq(*other, rule)).collect()
            }
            None => alone,
        };
        for rule in losers {
            self.pass(rule, Why::Outranked);
        }
        Ok(winner.map_or(together, |rule| vec![rule]))
    }

    fn turns(
        &mut self,
        eligible: &[&'r Rule],
        derivation: &mut Derivation,
    ) -> Result<(), PricingRefusal> {
        let mut groups: BTreeMap<&Code, Vec<&'r Rule>> = BTreeMap::new();
        for rule in eligible {
            if let Some(group) = &rule.promotion.group {
                groups.entry(group).or_default().push(rule);
            }
        }
        for rule in eligible {
            match &rule.promotion.group {
                None => match self.propose(rule)? {
                    Ok(proposal) => self.carry_out(rule, proposal, derivation)?,
                    Err(why) => self.pass(rule, why),
                },
                // The group's turn is that of its first member.
                Some(group) => {
                    if let Some(members) = groups.remove(group) {
                        self.best_of(&members, derivation)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn best_of(
        &mut self,
        members: &[&'r Rule],
        derivation: &mut Derivation,
    ) -> Result<(), PricingRefusal> {
        let mut best: Option<(&'r Rule, Proposal)> = None;
        for rule in members {
            match self.propose(rule)? {
                Err(why) => self.pass(rule, why),
                Ok(proposal) => {
                    let better = best.as_ref().is_none_or(|(_, best)| proposal.sum() > best.sum());
                    let loser = if better {
                        best.replace((rule, proposal)).map(|(loser, _)| loser)
                    } else {
                        Some(*rule)
                    };
                    if let Some(loser) = loser {
                        self.pass(loser, Why::Outranked);
                    }
                }
            }
        }
        best.map_or(Ok(()), |(rule, proposal)| self.carry_out(rule, proposal, derivation))
    }

    fn carry_out(
        &mut self,
        rule: &'r Rule,
        proposal: Proposal,
        derivation: &mut Derivation,
    ) -> Result<(), PricingRefusal> {
        let sum = proposal.sum();
        if let Ok(Some((id, counter))) = self.afford(rule, sum)? {
            self.campaigns.insert(id, counter);
        }
        let place = derivation.rule(&rule.named);
        match proposal {
            Proposal::Goods { how, cap, entries } => {
                for entry in entries.iter().filter(|entry| entry.off > 0) {
                    let at = usize::try_from(entry.lot).unwrap_or(usize::MAX);
                    let Some(lot) = self.lots.get_mut(at) else { continue };
                    lot.left -= entry.off;
                    lot.depth += 1;
                    lot.closed |= rule.promotion.stacking == Stacking::Closes;
                }
                derivation.offs.push(OffStep { rule: place, how, cap, entries });
            }
            Proposal::Shipping { how, off, delta } => {
                if let (Some(left), Some(ShipStep { offs, .. })) =
                    (self.shipping.as_deref_mut(), derivation.shipping.as_mut())
                {
                    *left -= off;
                    offs.push((place, how, off, delta));
                }
            }
            Proposal::Gift { sku, units } => {
                let promotion = rule.promotion.id.clone();
                let quantity = Quantity::parse(units)?;
                self.applied.gifts.push(GiftLine { promotion, sku: sku.clone(), quantity });
                derivation.gifts.push(GiftStep { rule: place, sku, units });
            }
        }
        self.applied.discounts.push(Discount {
            promotion: rule.promotion.id.clone(),
            version: rule.promotion.version,
            title: rule.promotion.title.clone(),
            campaign: rule.promotion.campaign.clone(),
            code: self.codes.get(&rule.promotion.id).map(|code| (*code).clone()),
            amount: allocation::money(sum, self.basket.currency)?,
        });
        Ok(())
    }
}
