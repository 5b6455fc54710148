//! Operations of `catalog`. What shoppers see is public and has no token; staff have addresses of
//! their own under `/manage`, where everything is seen.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::catalog::{
    AttributeDefinition, AttributeValue, Kind, Media, OptionAxis, PriceBand, Variant,
};
pub use domain::catalog::{
    Category, Facets, Product, ProductCard, ProductChange, ProductDraft, State,
    import::{Format, ImportCard, ImportState, RowOutcome},
};
use primitives::{
    Code, Currency, ExternalKey, ImportId, Line, Locale, Note, ProductId, Sku, Slug, Timestamp,
    Title,
    limits::{ATTRIBUTES_MAX, IMPORT_BYTES_MAX, PAGE_MAX},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who looks after the catalogue.
const STAFF: Caller = Caller::Staff(&[Role::Catalog]);

operations! { "catalog":
    /// Everything on sale, newest first.
    ListProducts: GET "/products" (NoPath, PageQuery, NoBody) -> 200 Page<ProductCard>,
        by Caller::Public, with [];
    /// A product on sale, in the language the caller prefers among those it has.
    ViewProduct: GET "/products/{product_id}" (ProductPath, NoQuery, NoBody) -> 200 ProductView,
        by Caller::Public, with [Versioned];
    /// A product on sale, by its word in addresses.
    ViewProductBySlug: GET "/products/by-slug/{slug}" (SlugPath, NoQuery, NoBody) -> 200 ProductView,
        by Caller::Public, with [Versioned];
    /// A product on sale, by the SKU of one of its variants.
    ViewProductBySku: GET "/products/by-sku/{sku}" (SkuPath, NoQuery, NoBody) -> 200 ProductView,
        by Caller::Public, with [Versioned];
    /// Finds products on sale by the beginnings of words, with facets.
    SearchProducts: GET "/search" (NoPath, SearchQuery, NoBody) -> 200 SearchView,
        by Caller::Public, with [];
    /// The tree of categories, or the children of one.
    ListCategories: GET "/categories" (NoPath, CategoriesQuery, NoBody) -> 200 Page<Category>,
        by Caller::Public, with [];
    /// One category.
    ViewCategory: GET "/categories/{slug}" (SlugPath, NoQuery, NoBody) -> 200 Category,
        by Caller::Public, with [Versioned];
    /// What is on sale in a category, newest first.
    ListCategoryProducts: GET "/categories/{slug}/products" (SlugPath, PageQuery, NoBody) -> 200 Page<ProductCard>,
        by Caller::Public, with [];
    /// The kinds of products, with their attributes.
    ListProductTypes: GET "/product-types" (NoPath, PageQuery, NoBody) -> 200 Page<ProductTypeView>,
        by Caller::Public, with [];
    /// One kind of product.
    ViewProductType: GET "/product-types/{slug}" (SlugPath, NoQuery, NoBody) -> 200 ProductTypeView,
        by Caller::Public, with [Versioned];

    /// Makes a product, or makes it what the body says. Writing it as it is changes nothing.
    UpsertProduct: PUT "/products/by-key/{external_key}" (KeyPath, NoQuery, ProductDraft) -> 200 UpsertView,
        by STAFF, with [Versioned];
    /// A product in any state, by the key of another system.
    ViewProductByKey: GET "/products/by-key/{external_key}" (KeyPath, NoQuery, NoBody) -> 200 Product,
        by STAFF, with [Versioned];
    /// Products of one state, newest first.
    ListManagedProducts: GET "/manage/products" (NoPath, StateQuery, NoBody) -> 200 Page<ProductCard>,
        by STAFF, with [];
    /// A product in any state.
    ViewManagedProduct: GET "/manage/products/{product_id}" (ProductPath, NoQuery, NoBody) -> 200 Product,
        by STAFF, with [Versioned];
    /// Who changed what of a product, newest first.
    ListProductChanges: GET "/manage/products/{product_id}/changes" (ProductPath, PageQuery, NoBody) -> 200 Page<ProductChange>,
        by STAFF, with [];
    /// Finds products in any state by the beginnings of words, with facets.
    SearchManagedProducts: GET "/manage/search" (NoPath, SearchQuery, NoBody) -> 200 SearchView,
        by STAFF, with [];
    /// The tree of categories with the hidden ones, or the children of one.
    ListManagedCategories: GET "/manage/categories" (NoPath, CategoriesQuery, NoBody) -> 200 Page<Category>,
        by STAFF, with [];
    /// One category, hidden or not.
    ViewManagedCategory: GET "/manage/categories/{slug}" (SlugPath, NoQuery, NoBody) -> 200 Category,
        by STAFF, with [Versioned];
    /// Everything in a category: what is on sale, newest first, then drafts and what is archived.
    ListManagedCategoryProducts: GET "/manage/categories/{slug}/products" (SlugPath, PageQuery, NoBody) -> 200 Page<ProductCard>,
        by STAFF, with [];
    /// Makes a category, or makes it what the body says.
    PutCategory: PUT "/categories/{slug}" (SlugPath, NoQuery, CategoryBody) -> 200 Category,
        by STAFF, with [Versioned];
    /// Makes a kind of product, or makes it what the body says. Its products are checked when next written.
    PutProductType: PUT "/product-types/{slug}" (SlugPath, NoQuery, ProductTypeBody) -> 200 ProductTypeView,
        by STAFF, with [Versioned];

    /// Begins an import: answers with an address to which the file is sent by PUT.
    StartImport: POST "/imports" (NoPath, NoQuery, ImportBody) -> 201 ImportView,
        by STAFF, with [Keyed];
    /// How far an import is, and where its rejected rows can be fetched.
    ViewImport: GET "/imports/{import_id}" (ImportPath, NoQuery, NoBody) -> 200 ImportView,
        by STAFF, with [];
    /// Imports, newest first.
    ListImports: GET "/imports" (NoPath, PageQuery, NoBody) -> 200 Page<ImportCard>,
        by STAFF, with [];
}

macro_rules! paths {
    ($($(#[$doc:meta])* $name:ident { $field:ident: $ty:ty })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            /// Which one.
            pub $field: $ty,
        }
    )*};
}

paths! {
    /// A product.
    ProductPath { product_id: ProductId }
    /// A word of address.
    SlugPath { slug: Slug }
    /// A SKU.
    SkuPath { sku: Sku }
    /// Another system's key.
    KeyPath { external_key: ExternalKey }
    /// An import.
    ImportPath { import_id: ImportId }
}

/// A product as shoppers see it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProductView {
    /// The product.
    pub product_id: ProductId,
    /// Its word in addresses.
    pub slug: Slug,
    /// The language of title and description, where it is not the shop's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Locale>,
    /// Its name.
    pub title: Title,
    /// What it is, in sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Note>,
    /// Whether it has to be shipped.
    pub kind: Kind,
    /// Which attributes it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_type: Option<Slug>,
    /// The attributes.
    pub attributes: BTreeMap<Slug, AttributeValue>,
    /// Who makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<Line>,
    /// Where it is listed.
    pub categories: Vec<Slug>,
    /// Pictures, films, papers.
    pub media: Vec<Media>,
    /// Which tax rates apply.
    pub tax_category: Code,
    /// What a buyer chooses.
    pub options: Vec<OptionAxis>,
    /// What a buyer can choose.
    pub variants: Vec<Variant>,
}

/// What a write of a product came to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct UpsertView {
    /// Whether anything changed.
    pub outcome: RowOutcome,
    /// Its version: what `If-Match` takes.
    pub version: u64,
    /// The product.
    pub product: Product,
}

/// Which products.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateQuery {
    /// In which state; drafts, unless something else is asked for.
    #[serde(default)]
    pub state: State,
    /// Where the page before ended.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = PAGE_MAX))]
    pub limit: Option<u32>,
}

/// Which categories.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoriesQuery {
    /// The children of this one; left out, the whole tree.
    #[serde(default)]
    pub parent: Option<Slug>,
    /// Where the page before ended.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = PAGE_MAX))]
    pub limit: Option<u32>,
}

/// What is searched for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// Words, or their beginnings of two letters and more, of title, brand and SKU. All must be
    /// there.
    #[schemars(length(max = 200))]
    pub q: String,
    /// Only this brand.
    #[serde(default)]
    pub brand: Option<Line>,
    /// Only this category.
    #[serde(default)]
    pub category: Option<Slug>,
    /// The currency that price bands are in; without it there are none.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// Only this band of prices; needs `currency`.
    #[serde(default)]
    pub band: Option<PriceBand>,
    /// Where the page before ended.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = PAGE_MAX))]
    pub limit: Option<u32>,
}

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SearchView {
    /// One page of the matches.
    pub items: Vec<ProductCard>,
    /// Pass as `cursor` to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many match, of those that were looked at.
    pub matches: u32,
    /// Whether all were looked at. If not, more letters or a filter narrow the search.
    pub complete: bool,
    /// How the matches divide.
    pub facets: Facets,
}

/// What a category is to be.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryBody {
    /// Its name.
    pub title: Title,
    /// What is in it.
    #[serde(default)]
    pub description: Option<Note>,
    /// What it is part of.
    #[serde(default)]
    pub parent: Option<Slug>,
    /// Its place among its siblings, lowest first.
    #[serde(default)]
    #[schemars(range(max = 99_999))]
    pub position: u32,
    /// Whether shoppers see it; they do, unless told otherwise.
    #[serde(default = "yes")]
    pub visible: bool,
}

fn yes() -> bool {
    true
}

/// What a kind of product is to be.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductTypeBody {
    /// Its name.
    pub title: Title,
    /// What its products have.
    #[serde(default)]
    #[schemars(length(max = ATTRIBUTES_MAX))]
    pub attributes: Vec<AttributeDefinition>,
}

/// A kind of product.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProductTypeView {
    /// Its word.
    pub code: Slug,
    /// Its name.
    pub title: Title,
    /// What its products have.
    pub attributes: Vec<AttributeDefinition>,
}

/// An import to begin.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportBody {
    /// What the file is written in.
    pub format: Format,
    /// How large it is; the address takes so many bytes, no more and no fewer.
    #[schemars(range(min = 1, max = IMPORT_BYTES_MAX))]
    pub bytes: u64,
    /// What you call it.
    #[serde(default)]
    pub file_name: Option<Line>,
}

/// How far an import is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ImportView {
    /// The import.
    pub import_id: ImportId,
    /// What the file is written in.
    pub format: Format,
    /// What its sender calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<Line>,
    /// How far it is.
    pub state: ImportState,
    /// Where the file is to be sent; shown once, when the import begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<Upload>,
    /// Rows of the file, once it has been read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Rows dealt with.
    pub done: u64,
    /// Products made.
    pub created: u64,
    /// Products changed.
    pub updated: u64,
    /// Rows that changed nothing.
    pub unchanged: u64,
    /// Rows that could not be applied.
    pub rejected: u64,
    /// Why the file as a whole could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Where a CSV file of the rejected rows can be fetched for an hour, with line and reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected_rows: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
}

/// Where a file is to be sent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Upload {
    /// Always PUT.
    pub method: String,
    /// The address, signed.
    pub url: String,
    /// When the address stops working.
    pub expires_at: Timestamp,
    /// How large the file has to be.
    pub bytes: u64,
}
