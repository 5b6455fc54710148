//! Keys of `catalog`.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::catalog::{
    Category, KeyClaim, ListedRow, Offer, Placement, Product, ProductCard, ProductChange,
    ProductType, Shelf, SlugClaim, State, WordRow,
    import::{Batch, Import, ImportCard, Tally},
};
use primitives::{ExternalKey, ImportId, ProductId, Sku, Slug};

keys! {
    /// What a cart reads of each line; that it exists is what makes a SKU unique.
    offer(sku: Sku) -> Offer: "SKU#{sku}" / "OFFER";
    /// Heads the product's partition.
    product(product_id: ProductId) -> Product: "PRODUCT#{product_id}" / "PRODUCT";
    /// One per version: who changed what.
    change(product_id: ProductId, version: u64) -> ProductChange: "PRODUCT#{product_id}" / "CHANGE#{version:010}";
    /// Remembers which rows of words and categories a product has, so that the next write takes the right ones away.
    placement(product_id: ProductId) -> Placement: "PRODUCT#{product_id}" / "PLACEMENT";
    /// Leads from another system's key to the product; that it exists makes the key unique.
    key_claim(external_key: ExternalKey) -> KeyClaim: "PRODUCTKEY#{external_key}" / "PRODUCT";
    /// Leads from an address to the product; that it exists makes the slug unique.
    slug_claim(slug: Slug) -> SlugClaim: "PRODUCTSLUG#{slug}" / "PRODUCT";
    /// Read when a product of the type is written.
    product_type(code: Slug) -> ProductType: "PRODUCTTYPE#{code}" / "TYPE";
    /// Heads the category's partition.
    category(slug: Slug) -> Category: "CATEGORY#{slug}" / "CATEGORY";
    /// One per product and category: what a listing shows, newest product first.
    listed_row(category: Slug, shelf: Shelf, product_id: ProductId) -> ListedRow: "CATEGORY#{category}" / "LISTED#{shelf}#{product_id}";
    /// One per product and word, sorted by word: a word's beginning is a range of sort keys.
    word(shelf: Shelf, head: String, word: String, product_id: ProductId) -> WordRow: "WORD#{shelf}#{head}" / "{word}#{product_id}";
    /// Heads the import's partition.
    import(import_id: ImportId) -> Import: "IMPORT#{import_id}" / "IMPORT";
    /// Counters that batches add to at once; apart from the import, so that they do not race with it.
    tally(import_id: ImportId) -> Tally: "IMPORT#{import_id}" / "TALLY";
    /// How far one batch is, and its rejected rows.
    batch(import_id: ImportId, number: u64) -> Batch: "IMPORT#{import_id}" / "BATCH#{number:08}";
}

lists! {
    /// Shoppers see what is active, staff see each state; newest first.
    products(state: State) -> ProductCard: gsi1 "PRODUCTS#{state}" / "" newest;
    /// Staff ask who changed what; newest first.
    changes(product_id: ProductId) -> ProductChange: table "PRODUCT#{product_id}" / "CHANGE#" newest;
    /// Staff choose a type.
    product_types() -> ProductType: gsi1 "PRODUCTTYPES#" / "" oldest;
    /// The whole tree: roots first, siblings in their order.
    categories() -> Category: gsi1 "CATEGORIES#" / "" oldest;
    /// The children of one category, in their order.
    children(parent: Slug) -> Category: gsi1 "CATEGORIES#" / "{parent}#" oldest;
    /// What a category shows to shoppers.
    listed(category: Slug) -> ListedRow: table "CATEGORY#{category}" / "LISTED#SHOP#" newest;
    /// What a category holds, as staff see it: what is on sale first.
    listed_all(category: Slug) -> ListedRow: table "CATEGORY#{category}" / "LISTED#" newest;
    /// Search: the products with a word that begins so.
    words_like(shelf: Shelf, head: String, beginning: String) -> WordRow: table "WORD#{shelf}#{head}" / "{beginning}" oldest;
    /// Staff look for an import; newest first.
    imports() -> ImportCard: gsi1 "IMPORTS#" / "" newest;
    /// The report of an import reads every batch.
    batches(import_id: ImportId) -> Batch: table "IMPORT#{import_id}" / "BATCH#" oldest;
}

/// Declares what an entity is listed by in the first index, and what the list shows of it.
macro_rules! indexed {
    ($($entity:ident |$it:ident| $pk:expr, $sk:expr, $summary:expr;)*) => {$(
        impl Indexed for $entity {
            fn entries(&self) -> Vec<(Index, Place)> {
                let $it = self;
                vec![(Index::gsi1, entry($pk, $sk))]
            }
            fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
                let $it = self;
                Some(summary::<Self, _>(&$summary))
            }
        }
    )*};
}

indexed! {
    Product |it| format!("PRODUCTS#{}", it.state), it.product_id.to_string(), ProductCard::of(it);
    ProductType |it| "PRODUCTTYPES#", it.code.to_string(), it;
    Category |it| "CATEGORIES#", category_order(it), it;
    Import |it| "IMPORTS#", it.import_id.to_string(), it.card();
}

fn category_order(category: &Category) -> String {
    let parent = category.parent.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{parent}#{:05}#{}", category.position, category.slug)
}

impl Indexed for Offer {}
impl Indexed for ProductChange {}
impl Indexed for Placement {}
impl Indexed for KeyClaim {}
impl Indexed for SlugClaim {}
impl Indexed for ListedRow {}
impl Indexed for WordRow {}
impl Indexed for Tally {}
impl Indexed for Batch {}
