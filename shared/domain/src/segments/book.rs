//! All segments of a shop: one small book, which every process keeps.
use super::{Asked, SegmentRefusal, SegmentRule};
use crate::customers::{Term, country_term, tag_term};
use primitives::{Slug, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Segments of a shop.
pub const SEGMENTS_MAX: usize = 100;
/// Characters of a segment's id: prices know it as a code of 64, `segment:` before it.
const ID_MAX: usize = 56;
/// Bytes of the book: it is one item of a table whose items have 400 KB.
const BYTES_MAX: usize = 300_000;

/// A segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// What staff call it.
    pub name: Title,
    /// What describes its customers.
    pub rule: SegmentRule,
    /// When it was last written.
    pub written_at: Timestamp,
}

/// All segments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentBook {
    /// By id.
    pub segments: BTreeMap<Slug, Segment>,
}

impl SegmentBook {
    /// The book with a segment written into it, in place of what had its id; none if it says so already.
    pub fn put(
        &self,
        id: &Slug,
        name: Title,
        rule: SegmentRule,
        now: Timestamp,
    ) -> Result<Option<Self>, SegmentRefusal> {
        if id.as_ref().len() > ID_MAX {
            return Err(SegmentRefusal::Id(ID_MAX));
        }
        rule.check()?;
        let before = self.segments.get(id);
        if before.is_some_and(|segment| segment.name == name && segment.rule == rule) {
            return Ok(None);
        }
        let mut next = self.clone();
        next.segments.insert(id.clone(), Segment { name, rule, written_at: now });
        if next.segments.len() > SEGMENTS_MAX {
            return Err(SegmentRefusal::Many(SEGMENTS_MAX));
        }
        let bytes = serde_json::to_vec(&next).map_or(usize::MAX, |json| json.len());
        if bytes > BYTES_MAX {
            return Err(SegmentRefusal::Full(BYTES_MAX));
        }
        Ok(Some(next))
    }

    /// The book without a segment; none if it has no such segment.
    pub fn without(&self, id: &Slug) -> Option<Self> {
        let mut next = self.clone();
        next.segments.remove(id).map(|_| next)
    }

    /// Whether a rule asks for tags or countries.
    pub fn asks_for_marks(&self) -> bool {
        self.asked(|_| String::new()) != Asked::default()
    }

    /// Tags and countries that its rules ask for, each with its digest.
    pub fn asked(&self, digest: impl Fn(&Term) -> String) -> Asked {
        let mut asked = Asked::default();
        for segment in self.segments.values() {
            segment.rule.visit(&mut |rule| match rule {
                SegmentRule::Tag(tags) => {
                    asked.tags.extend(tags.iter().map(|tag| (tag.clone(), digest(&tag_term(tag)))));
                }
                SegmentRule::Country(countries) => asked
                    .countries
                    .extend(countries.iter().map(|one| (one.clone(), digest(&country_term(one))))),
                _ => {}
            });
        }
        asked
    }

    /// Whether a segment looks at fifths, which are drawn anew every night.
    pub fn looks_at_scores(&self) -> bool {
        self.segments.values().any(|segment| segment.rule.looks_at_scores())
    }
}
