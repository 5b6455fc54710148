//! Writing a product: what it becomes, and whether that is anything new.
use super::{
    Change, Kind, Offer, Product, ProductDraft, Refusal, State, Variant, attributes,
    attributes::ProductType, changes, matrix, words,
};
use primitives::{
    ExternalKey, Money, ProductId, Sku, Slug, Timestamp, Title,
    limits::{
        CATEGORIES_MAX, EXTERNAL_KEYS_MAX, MEDIA_MAX, PRICES_MAX, PRODUCT_BYTES_MAX,
        TRANSLATIONS_MAX, VARIANTS_MAX,
    },
};
use std::collections::BTreeSet;

/// What a write would make of a product.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The product as it will be.
    pub next: Product,
    /// What differs from before.
    pub changes: Vec<Change>,
    /// Whether there was none before.
    pub created: bool,
}

/// SKUs that a write takes, changes and lets go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// New to the product: nobody else may have them.
    pub taken: Vec<Offer>,
    /// The product's own, changed.
    pub changed: Vec<Offer>,
    /// No longer the product's.
    pub dropped: Vec<Sku>,
}

/// The words of address to try for a product, best first. One that was asked for, or that it has
/// already, is the only one.
pub fn slugs(
    current: Option<&Product>,
    key: &ExternalKey,
    draft: &ProductDraft,
    fresh: &ProductId,
) -> Vec<Slug> {
    if let Some(slug) = draft.slug.as_ref().or(current.map(|product| &product.slug)) {
        return vec![slug.clone()];
    }
    let title = draft.title.as_ref();
    let keyed = format!("{title} {key}");
    let bare = format!("product {fresh}");
    [title, keyed.as_str(), bare.as_str()].into_iter().filter_map(words::slugify).collect()
}

/// What a write would make of a product. `fresh` names a product that is new, `slug` is one of
/// [`slugs`]. Pure shape: whether categories and type exist is [`check`]ed only where something
/// changes.
pub fn plan(
    current: Option<&Product>,
    key: &ExternalKey,
    draft: ProductDraft,
    fresh: ProductId,
    slug: Slug,
    now: Timestamp,
) -> Result<Plan, Refusal> {
    let own = |named: &ExternalKey| {
        named == key || current.is_some_and(|product| product.external_keys.contains(named))
    };
    if draft.external_key.as_ref().is_some_and(|named| !own(named)) {
        return Err(Refusal::KeyDiffers);
    }
    let variants = match &draft.matrix {
        None => draft.variants,
        Some(_) if !draft.variants.is_empty() => {
            return Err(Refusal::Variants("give either variants or a matrix".into()));
        }
        Some(matrix) => matrix::expand(&draft.options, matrix)?,
    };
    let mut next = Product {
        product_id: current.map_or(fresh, |product| product.product_id.clone()),
        external_keys: keys(current, key, draft.other_keys),
        slug,
        state: draft.state,
        kind: draft.kind,
        title: draft.title,
        description: draft.description.filter(|text| !text.as_ref().is_empty()),
        translations: draft.translations,
        product_type: draft.product_type,
        attributes: draft.attributes,
        brand: draft.brand,
        categories: draft.categories,
        media: draft.media,
        tax_category: draft.tax_category,
        options: draft.options,
        variants,
        created_at: current.map_or(now, |product| product.created_at),
        updated_at: now,
    };
    next.variants.iter_mut().for_each(|variant| variant.prices.sort());
    let changes = current.map(|product| changes::between(product, &next)).unwrap_or_default();
    Ok(Plan { next, changes, created: current.is_none() })
}

impl Plan {
    /// Whether everything is as it was.
    pub fn is_unchanged(&self) -> bool {
        !self.created && self.changes.is_empty()
    }
}

/// The key it is written by, the one it was made by, and the further ones.
fn keys(
    current: Option<&Product>,
    key: &ExternalKey,
    others: Option<Vec<ExternalKey>>,
) -> Vec<ExternalKey> {
    let known = current.map(|product| product.external_keys.clone()).unwrap_or_default();
    let first = known.first().unwrap_or(key).clone();
    let mut list = vec![first, key.clone()];
    list.extend(others.unwrap_or(known));
    let mut seen = BTreeSet::new();
    list.retain(|key| seen.insert(key.clone()));
    list
}

/// Whether a product may be as planned. `known` are those of its categories that exist, `of` is its
/// type if that exists.
pub fn check(
    next: &Product,
    of: Option<&ProductType>,
    known: &BTreeSet<Slug>,
) -> Result<(), Refusal> {
    if let Some(code) = &next.product_type
        && of.is_none()
    {
        return Err(Refusal::UnknownType(code.clone()));
    }
    attributes::check(of, &next.attributes)?;
    lists(next)?;
    if let Some(unknown) = next.categories.iter().find(|slug| !known.contains(*slug)) {
        return Err(Refusal::UnknownCategory(unknown.clone()));
    }
    matrix::check(&next.options, &next.variants)?;
    next.variants.iter().try_for_each(prices)?;
    if next.state == State::Active
        && let Some(bare) = next.variants.iter().find(|variant| variant.prices.is_empty())
    {
        return Err(Refusal::NotSellable(bare.sku.clone()));
    }
    if next.bytes() > PRODUCT_BYTES_MAX {
        return Err(Refusal::TooLarge(PRODUCT_BYTES_MAX));
    }
    Ok(())
}

fn lists(next: &Product) -> Result<(), Refusal> {
    let wrong = |what: &str, max: usize| {
        Err(Refusal::List(format!("{what} must be at most {max}, each named once")))
    };
    let fits = |count: usize, distinct: usize, max: usize| count <= max && count == distinct;
    let categories: BTreeSet<_> = next.categories.iter().collect();
    if !fits(next.categories.len(), categories.len(), CATEGORIES_MAX) {
        return wrong("categories", CATEGORIES_MAX);
    }
    let media: BTreeSet<_> = next.media.iter().map(|media| &media.url).collect();
    if !fits(next.media.len(), media.len(), MEDIA_MAX) {
        return wrong("media", MEDIA_MAX);
    }
    let locales: BTreeSet<_> = next.translations.iter().map(|text| &text.locale).collect();
    if !fits(next.translations.len(), locales.len(), TRANSLATIONS_MAX) {
        return wrong("translations", TRANSLATIONS_MAX);
    }
    if next.external_keys.len() > EXTERNAL_KEYS_MAX {
        return wrong("external keys", EXTERNAL_KEYS_MAX);
    }
    Ok(())
}

fn prices(variant: &Variant) -> Result<(), Refusal> {
    let wrong = |why: &str| Err(Refusal::Price(format!("{}: {why}", variant.sku)));
    let currencies: BTreeSet<_> = variant.prices.iter().map(|price| price.currency).collect();
    if variant.prices.len() > PRICES_MAX || currencies.len() < variant.prices.len() {
        return wrong("one price per currency, in at most 20 currencies");
    }
    let possible = |price: &Money| !price.is_negative() && price.times(1).is_ok();
    if !variant.prices.iter().all(possible) {
        return wrong("a price is not negative, and not absurdly large");
    }
    Ok(())
}

/// What becomes of the SKUs.
pub fn offers(current: Option<&Product>, next: &Product) -> Result<Offers, Refusal> {
    let before: Vec<Offer> = current.map(offers_of).unwrap_or_default();
    let mut offers = Offers::default();
    for offer in offers_of(next) {
        match before.iter().find(|old| old.sku == offer.sku) {
            None => offers.taken.push(offer),
            Some(old) if *old != offer => offers.changed.push(offer),
            Some(_) => {}
        }
    }
    let kept: BTreeSet<Sku> = next.skus().into_iter().collect();
    offers.dropped = before.into_iter().map(|o| o.sku).filter(|sku| !kept.contains(sku)).collect();
    let count = offers.taken.len() + offers.changed.len() + offers.dropped.len();
    if count > VARIANTS_MAX { Err(Refusal::TooManyChanges(VARIANTS_MAX)) } else { Ok(offers) }
}

/// The offers a product makes, one per variant.
pub fn offers_of(product: &Product) -> Vec<Offer> {
    product
        .variants
        .iter()
        .map(|variant| Offer {
            sku: variant.sku.clone(),
            product_id: product.product_id.clone(),
            slug: product.slug.clone(),
            title: offer_title(product, variant),
            kind: product.kind,
            prices: variant.prices.clone(),
            tax_category: product.tax_category.clone(),
            weight_grams: match product.kind {
                Kind::Goods => variant.weight_grams,
                Kind::Service => 0,
            },
            state: product.state,
        })
        .collect()
}

/// `T-shirt (red, L)`, in the order of the options.
fn offer_title(product: &Product, variant: &Variant) -> Title {
    let chosen: Vec<&str> = product
        .options
        .iter()
        .filter_map(|axis| variant.options.get(&axis.name))
        .map(AsRef::as_ref)
        .collect();
    if chosen.is_empty() {
        return product.title.clone();
    }
    Title::parse(format!("{} ({})", product.title, chosen.join(", ")))
        .unwrap_or_else(|_| product.title.clone())
}
