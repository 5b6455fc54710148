//! What a rule may be: not too deep, not too large, and meaning something everywhere.
use super::{Range, SegmentRefusal, SegmentRule, When};

/// Levels of a rule, a single condition being one.
pub const DEPTH_MAX: usize = 8;
/// Conditions of a rule, and entries of its lists of conditions.
pub const LEAVES_MAX: usize = 100;
/// Values that one condition may list.
pub const VALUES_MAX: usize = 100;
/// What customers may be called by their score: as many names as there are.
const NAMES_MAX: usize = 9;
/// Days that a condition may look back: a century.
const DAYS_MAX: u32 = 36_500;

impl SegmentRule {
    /// Refuses a rule that nobody could have meant, and says where: `all[0].not.spend`. It ends early on one that is too large.
    pub fn check(&self) -> Result<(), SegmentRefusal> {
        self.walk(String::new(), DEPTH_MAX, &mut 0)
    }

    fn walk(&self, above: String, levels: usize, seen: &mut usize) -> Result<(), SegmentRefusal> {
        let levels = levels.checked_sub(1).ok_or(SegmentRefusal::Deep(DEPTH_MAX))?;
        *seen = seen.saturating_add(1);
        // Those that join count too: a list of nothing but lists is not small.
        if *seen > LEAVES_MAX {
            return Err(SegmentRefusal::Large(LEAVES_MAX));
        }
        let at = if above.is_empty() {
            self.word().to_owned()
        } else {
            format!("{above}.{}", self.word())
        };
        match self {
            Self::All(rules) | Self::Any(rules) => {
                listed(rules, at.clone())?;
                rules
                    .iter()
                    .enumerate()
                    .try_for_each(|(i, rule)| rule.walk(format!("{at}[{i}]"), levels, seen))
            }
            Self::Not(rule) => rule.walk(at, levels, seen),
            Self::Spend { is, .. } | Self::AverageOrder { is, .. } => ranged(*is, at),
            Self::Orders(range) => ranged(*range, at),
            Self::Recency(range) | Self::Frequency(range) | Self::Money(range) => {
                let fifth = |end: Option<i64>| end.is_none_or(|end| (1..=5).contains(&end));
                if !(fifth(range.least) && fifth(range.most)) {
                    return Err(SegmentRefusal::Score(at));
                }
                ranged(*range, at)
            }
            Self::FirstOrder(when) | Self::LastOrder(when) => {
                let (When::Within(days) | When::Before(days)) = when;
                if (1..=DAYS_MAX).contains(days) { Ok(()) } else { Err(SegmentRefusal::Days(at)) }
            }
            Self::Country(values) => listed(values, at),
            Self::Tag(values) => listed(values, at),
            Self::Tier(values) => listed(values, at),
            Self::Rfm(values) => listed_to(NAMES_MAX, values, at),
            Self::Consent { .. } => Ok(()),
        }
    }

    /// As JSON calls it.
    fn word(&self) -> &'static str {
        match self {
            Self::All(_) => "all",
            Self::Any(_) => "any",
            Self::Not(_) => "not",
            Self::Spend { .. } => "spend",
            Self::AverageOrder { .. } => "average_order",
            Self::Orders(_) => "orders",
            Self::FirstOrder(_) => "first_order",
            Self::LastOrder(_) => "last_order",
            Self::Country(_) => "country",
            Self::Tag(_) => "tag",
            Self::Tier(_) => "tier",
            Self::Consent { .. } => "consent",
            Self::Rfm(_) => "rfm",
            Self::Recency(_) => "recency",
            Self::Frequency(_) => "frequency",
            Self::Money(_) => "money",
        }
    }
}

fn listed<T>(values: &[T], at: String) -> Result<(), SegmentRefusal> {
    listed_to(VALUES_MAX, values, at)
}

fn listed_to<T>(max: usize, values: &[T], at: String) -> Result<(), SegmentRefusal> {
    match values.len() {
        0 => Err(SegmentRefusal::Empty(at)),
        count if count > max => Err(SegmentRefusal::Values { max, at }),
        _ => Ok(()),
    }
}

fn ranged(range: Range, at: String) -> Result<(), SegmentRefusal> {
    let good = match (range.least, range.most) {
        (Some(least), Some(most)) => least <= most,
        (None, None) => false,
        _ => true,
    };
    if good { Ok(()) } else { Err(SegmentRefusal::Range(at)) }
}
