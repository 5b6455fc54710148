//! Names that only one product may have. That the item exists is what makes it unique.
use primitives::{ExternalKey, ProductId, Slug};
use serde::{Deserialize, Serialize};

/// Whose an external key is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyClaim {
    /// The key.
    pub external_key: ExternalKey,
    /// Whose it is.
    pub product_id: ProductId,
}

/// Whose a word of address is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlugClaim {
    /// The word.
    pub slug: Slug,
    /// Whose it is.
    pub product_id: ProductId,
}
