//! Writing a product: what it becomes, and whether that is anything new.
use super::{
    AttributeValue, Change, Kind, Offer, Product, ProductDraft, Refusal, State, Variant,
    attributes::{self, ProductType},
    changes, matrix, words,
};
use crate::pricing::Attribute;
use primitives::{
    Code, ExternalKey, Money, ProductId, Sku, Slug, Timestamp, Title,
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

/// Attributes that an offer carries: a cart of a thousand lines reads a thousand offers.
const OFFER_ATTRIBUTES_MAX: usize = 20;

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
            quantities: variant.quantities,
            kit: variant.kit.clone(),
            state: product.state,
            categories: categories(product),
            attributes: words_of(product, variant),
        })
        .collect()
}

fn categories(product: &Product) -> Vec<Code> {
    product.categories.iter().filter_map(|slug| Code::parse(slug.to_string()).ok()).collect()
}

/// Options, flags, short texts and the brand: what a promotion may ask for. Prose is not.
fn words_of(product: &Product, variant: &Variant) -> Vec<Attribute> {
    let options = variant.options.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    let own = product.attributes.iter().filter_map(|(name, value)| match value {
        AttributeValue::Flag(flag) => Some((name.to_string(), flag.to_string())),
        AttributeValue::Text(text) => Some((name.to_string(), text.to_string())),
        AttributeValue::Localised(_) => None,
    });
    let brand = product.brand.iter().map(|brand| ("brand".to_owned(), brand.to_string()));
    let all = options.chain(own).chain(brand);
    let words = all.filter_map(|(name, value)| {
        Some(Attribute { name: Code::parse(name).ok()?, value: Code::parse(value).ok()? })
    });
    words.take(OFFER_ATTRIBUTES_MAX).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Quantities;
    use crate::catalog::{AttributeValue, OptionAxis};
    use primitives::{Code, Currency, Example, Line, Note};
    use proptest::{prelude::*, strategy::ValueTree};
    use std::collections::BTreeMap;

    /// Drafts that differ in every way a draft can: some are right, some are not.
    fn drafts() -> impl Strategy<Value = ProductDraft> {
        let variant = ("[A-C]{1,2}", prop::collection::vec(-5i64..5_000, 0..3), 0u32..900);
        let state = prop_oneof![Just(State::Draft), Just(State::Active), Just(State::Archived)];
        (
            "[A-Z][a-z]{0,6}",
            prop::option::of("[a-z]{1,4}"),
            prop::collection::vec("[a-d]", 0..3),
            prop::collection::vec(variant, 1..4),
            (state, prop::option::of("[a-z ]{0,9}"), prop::option::of("[a-z]{2}")),
        )
            .prop_map(|(title, brand, categories, variants, (state, text, slug))| {
                let size = Code::parse("size").unwrap();
                let value = |at: usize| Code::parse(format!("v{at}")).unwrap();
                let values: Vec<Code> = (0..variants.len()).map(value).collect();
                let currencies = [Currency::GBP, Currency::EUR];
                let variants =
                    variants.into_iter().enumerate().map(|(at, (sku, prices, grams))| {
                        let prices = prices.iter().zip(currencies).map(|(p, c)| Money::new(*p, c));
                        Variant {
                            sku: Sku::parse(format!("{sku}{at}")).unwrap(),
                            options: BTreeMap::from([(size.clone(), value(at))]),
                            gtin: None,
                            prices: prices.collect(),
                            weight_grams: grams,
                            dimensions: None,
                            quantities: Quantities::default(),
                            kit: Vec::new(),
                        }
                    });
                let variants = variants.collect();
                ProductDraft {
                    external_key: None,
                    other_keys: None,
                    slug: slug.map(|slug| Slug::parse(slug).unwrap()),
                    state,
                    kind: Kind::Goods,
                    title: Title::parse(title).unwrap(),
                    description: text.map(|text| Note::parse(text).unwrap()),
                    translations: Vec::new(),
                    product_type: None,
                    attributes: BTreeMap::new(),
                    brand: brand.map(|brand| Line::parse(brand).unwrap()),
                    categories: categories
                        .iter()
                        .map(|c| Slug::parse(c.as_str()).unwrap())
                        .collect(),
                    media: Vec::new(),
                    tax_category: Code::example(),
                    options: vec![OptionAxis { name: size, values }],
                    variants,
                    matrix: None,
                }
            })
    }

    /// The product a draft makes, of one that may be there.
    fn write(current: Option<&Product>, draft: &ProductDraft, seconds: i64) -> Plan {
        let key = ExternalKey::example();
        let now = Timestamp::example().plus_seconds(seconds);
        let fresh = ProductId::example();
        let slug = slugs(current, &key, draft, &fresh)[0].clone();
        plan(current, &key, draft.clone(), fresh, slug, now).unwrap()
    }

    fn known() -> BTreeSet<Slug> {
        ["a", "b", "c", "d"].map(|slug| Slug::parse(slug).unwrap()).into()
    }

    proptest! {
        #[test]
        fn writing_the_same_again_changes_nothing(draft in drafts()) {
            let first = write(None, &draft, 0).next;
            prop_assert!(write(Some(&first), &draft, 60).is_unchanged());
            prop_assert!(write(Some(&first), &first.draft(), 60).is_unchanged());
            prop_assert_eq!(offers(Some(&first), &first).unwrap(), Offers::default());
        }

        #[test]
        fn a_write_is_unchanged_exactly_if_the_product_is(one in drafts(), two in drafts()) {
            let before = write(None, &one, 0).next;
            let plan = write(Some(&before), &two, 60);
            let same = Product { updated_at: before.updated_at, ..plan.next.clone() } == before;
            prop_assert_eq!(plan.is_unchanged(), same);
        }

        #[test]
        fn offers_follow_their_product(one in drafts(), two in drafts()) {
            let before = write(None, &one, 0).next;
            let after = write(Some(&before), &two, 60).next;
            // Only what passes the check is written; it has each SKU once.
            prop_assume!(matrix::check(&before.options, &before.variants).is_ok());
            prop_assume!(matrix::check(&after.options, &after.variants).is_ok());
            let keyed = |offers: Vec<Offer>| -> BTreeMap<Sku, Offer> {
                offers.into_iter().map(|offer| (offer.sku.clone(), offer)).collect()
            };
            let mut shelf = keyed(offers_of(&before));
            let moved = offers(Some(&before), &after).unwrap();
            for sku in &moved.dropped {
                prop_assert!(shelf.remove(sku).is_some());
            }
            for offer in moved.taken {
                prop_assert!(shelf.insert(offer.sku.clone(), offer).is_none());
            }
            for offer in moved.changed {
                prop_assert!(shelf.insert(offer.sku.clone(), offer).is_some());
            }
            prop_assert_eq!(shelf, keyed(offers_of(&after)));
        }

        #[test]
        fn what_passes_can_be_bought(draft in drafts()) {
            let product = write(None, &draft, 0).next;
            if check(&product, None, &known()).is_ok() && product.is_active() {
                for offer in offers_of(&product) {
                    prop_assert!(!offer.prices.is_empty());
                    prop_assert!(offer.prices.iter().all(|price| !price.is_negative()));
                }
            }
        }
    }

    #[test]
    fn a_product_with_too_much_text_is_refused() {
        let text = Note::parse("ä".repeat(5_000)).unwrap();
        let runner = &mut proptest::test_runner::TestRunner::deterministic();
        let draft = drafts().new_tree(runner).unwrap().current();
        let mut product = write(None, &draft, 0).next;
        assert!(product.bytes() < PRODUCT_BYTES_MAX);
        for n in 0..40 {
            let name = Slug::parse(format!("a{n}")).unwrap();
            product.attributes.insert(name, AttributeValue::Text(text.clone()));
        }
        assert!(product.bytes() > PRODUCT_BYTES_MAX);
    }
}
