//! The tree of categories.
use super::Refusal;
use primitives::{Note, Slug, Title, limits::CATEGORY_DEPTH_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A category. Its slug names it for good; everything else may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Category {
    /// Its word in addresses.
    pub slug: Slug,
    /// Its name.
    pub title: Title,
    /// What is in it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<Note>,
    /// What it is part of; a root has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent: Option<Slug>,
    /// Its place among its siblings, lowest first.
    #[schemars(range(max = 99_999))]
    pub position: u32,
    /// Whether shoppers see it.
    pub visible: bool,
}

/// Checks that a category may hang where it is to hang. `chain` are its ancestors to be, nearest
/// first, up to the root or to one more than may be.
pub fn place(slug: &Slug, chain: &[Slug]) -> Result<(), Refusal> {
    if chain.contains(slug) {
        return Err(Refusal::Cycle(slug.clone()));
    }
    if chain.len() >= CATEGORY_DEPTH_MAX {
        return Err(Refusal::TooDeep(CATEGORY_DEPTH_MAX));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_not_its_own_ancestor() {
        let slug = |raw: &str| Slug::parse(raw).unwrap();
        assert_eq!(place(&slug("lamps"), &[slug("home"), slug("all")]), Ok(()));
        let refusal = place(&slug("lamps"), &[slug("home"), slug("lamps")]);
        assert_eq!(refusal, Err(Refusal::Cycle(slug("lamps"))));
        let deep: Vec<Slug> = (0..CATEGORY_DEPTH_MAX).map(|n| slug(&format!("c{n}"))).collect();
        assert!(place(&slug("lamps"), &deep).is_err());
    }
}
