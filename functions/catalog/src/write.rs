//! Reads and writes that a request and a row of a file share.
use domain::catalog::{
    self, KeyClaim, Offers, Plan, Product, ProductChange, ProductDraft, ProductType, Refusal,
    SlugClaim, State, import::RowOutcome,
};
use events::{
    Actor,
    catalog::{ProductArchivedV1, ProductUpsertedV1},
};
use primitives::{ExternalKey, ImportId, ProductId, Slug};
use runtime::{Cx, Done, Fault, Outcome};
use std::collections::BTreeSet;
use table::{Held, keys::catalog as keys};

/// Who writes, for the history.
pub struct Author {
    pub actor: Actor,
    pub import_id: Option<ImportId>,
}

/// What a write came to.
pub struct Written {
    pub outcome: RowOutcome,
    pub version: u64,
    pub product: Product,
}

/// The product of a key.
pub async fn find(cx: &Cx, key: &ExternalKey) -> Result<Option<Held<Product>>, Fault> {
    match cx.find(keys::key_claim(key)).await? {
        Some(claim) => cx.load(keys::product(&claim.product_id)).await.map(Some),
        None => Ok(None),
    }
}

/// Makes the product of a key what the draft says. What does not change is not written.
pub async fn write(
    cx: &Cx,
    key: &ExternalKey,
    held: Option<Held<Product>>,
    draft: ProductDraft,
    author: Author,
) -> Outcome<Written> {
    let current = held.as_ref().map(|held| &held.value);
    let fresh = cx.new_id();
    let slug = free_slug(cx, current, &catalog::slugs(current, key, &draft, &fresh)).await?;
    let plan = catalog::plan(current, key, draft, fresh, slug, cx.now())?;
    if let Some(held) = held.as_ref().filter(|_| plan.is_unchanged()) {
        let (product, version) = (held.value.clone(), held.version());
        let written = Written { outcome: RowOutcome::Unchanged, version, product };
        return Ok(Done::new(written).etag(version));
    }
    let of = match &plan.next.product_type {
        Some(code) => cx.find(keys::product_type(code)).await?.map(|held| held.value),
        None => None,
    };
    check(cx, &plan, of.as_ref()).await?;
    let offers = catalog::offers(current, &plan.next)?;
    nobody_elses(cx, current, &plan.next, &offers).await?;
    Ok(assemble(cx, held.as_ref(), plan, &offers, author))
}

async fn check(cx: &Cx, plan: &Plan, of: Option<&ProductType>) -> Result<(), Fault> {
    let wanted: Vec<_> = plan.next.categories.iter().map(keys::category).collect();
    let found = if wanted.is_empty() { Vec::new() } else { cx.load_many(&wanted).await? };
    let known: BTreeSet<Slug> =
        found.into_iter().flatten().map(|category| category.value.slug).collect();
    catalog::check(&plan.next, of, &known)?;
    let parts: Vec<_> = catalog::kit::parts(&plan.next).into_iter().map(keys::offer).collect();
    let found = if parts.is_empty() { Vec::new() } else { cx.load_many(&parts).await? };
    let offers = found.into_iter().flatten().map(|held| (held.sku.clone(), held.value));
    Ok(catalog::kit::check(&plan.next, &offers.collect())?)
}

/// The first word of address that is free, or is the product's own.
async fn free_slug(cx: &Cx, current: Option<&Product>, wanted: &[Slug]) -> Result<Slug, Fault> {
    let own = |slug: &Slug| current.is_some_and(|product| product.slug == *slug);
    if let Some(slug) = wanted.first().filter(|slug| own(slug)) {
        return Ok(slug.clone());
    }
    let places: Vec<_> = wanted.iter().map(keys::slug_claim).collect();
    let claims = cx.load_many(&places).await?;
    let free = wanted.iter().zip(claims).find(|(_, claim)| claim.is_none());
    match (free, wanted.last()) {
        (Some((slug, _)), _) => Ok(slug.clone()),
        (None, Some(slug)) => Err(Refusal::SlugTaken(slug.clone()).into()),
        (None, None) => Err(Fault::Internal("no word of address to try".into())),
    }
}

/// Keys that the product gets with this write.
fn new_keys<'a>(
    current: Option<&'a Product>,
    next: &'a Product,
) -> impl Iterator<Item = &'a ExternalKey> {
    let known = move |key: &ExternalKey| current.is_some_and(|p| p.external_keys.contains(key));
    next.external_keys.iter().filter(move |key| !known(key))
}

/// Refuses by name what belongs to another product. Two who take the same at once meet in the
/// transaction instead, and the slower one comes back to here.
async fn nobody_elses(
    cx: &Cx,
    current: Option<&Product>,
    next: &Product,
    offers: &Offers,
) -> Result<(), Fault> {
    let skus: Vec<_> = offers.taken.iter().map(|offer| keys::offer(&offer.sku)).collect();
    if !skus.is_empty()
        && let Some(taken) = cx.load_many(&skus).await?.into_iter().flatten().next()
    {
        return Err(Refusal::SkuTaken(taken.value.sku).into());
    }
    let claims: Vec<_> = new_keys(current, next).map(keys::key_claim).collect();
    if !claims.is_empty()
        && let Some(taken) = cx.load_many(&claims).await?.into_iter().flatten().next()
    {
        // Only a key besides the one it is written by can be here; that one led to the product.
        return Err(Refusal::KeyTaken(taken.value.external_key).into());
    }
    Ok(())
}

fn assemble(
    cx: &Cx,
    held: Option<&Held<Product>>,
    plan: Plan,
    offers: &Offers,
    author: Author,
) -> Done<Written> {
    let current = held.map(|held| &held.value);
    let version = held.map_or(1, Held::next_version);
    let next = plan.next;
    let product_id = next.product_id.clone();
    let mut done = Done::new(()).save(held, &next).create(&ProductChange {
        product_id: product_id.clone(),
        version,
        at: cx.now(),
        actor: author.actor,
        import_id: author.import_id,
        changes: plan.changes,
    });
    for key in new_keys(current, &next) {
        let external_key = key.clone();
        done = done.create(&KeyClaim { external_key, product_id: product_id.clone() });
    }
    for gone in current.into_iter().flat_map(|p| new_keys(Some(&next), p)) {
        done = done.erase(&keys::key_claim(gone));
    }
    done = slugs(done, current, &next);
    done = offers.taken.iter().fold(done, Done::create);
    done = offers.changed.iter().fold(done, Done::put);
    done = offers.dropped.iter().fold(done, |done, sku| done.erase(&keys::offer(sku)));
    done = publish(done, current, &next, version, &product_id);
    let outcome = if plan.created { RowOutcome::Created } else { RowOutcome::Updated };
    done.reply(Written { outcome, version, product: next }).etag(version)
}

fn slugs(done: Done<()>, current: Option<&Product>, next: &Product) -> Done<()> {
    if current.is_some_and(|product| product.slug == next.slug) {
        return done;
    }
    let claim = SlugClaim { slug: next.slug.clone(), product_id: next.product_id.clone() };
    let done = done.create(&claim);
    match current {
        Some(product) => done.erase(&keys::slug_claim(&product.slug)),
        None => done,
    }
}

fn publish(
    done: Done<()>,
    current: Option<&Product>,
    next: &Product,
    version: u64,
    product_id: &ProductId,
) -> Done<()> {
    let upserted = ProductUpsertedV1 {
        product_id: product_id.clone(),
        slug: next.slug.clone(),
        state: next.state,
        skus: next.skus(),
        created: current.is_none(),
        at: next.updated_at,
    };
    let done = done.publish(product_id, version, &upserted);
    let was = current.map(|product| product.state);
    if next.state != State::Archived || was == Some(State::Archived) {
        return done;
    }
    let archived = ProductArchivedV1 {
        product_id: product_id.clone(),
        skus: next.skus(),
        archived_at: next.updated_at,
    };
    done.publish(product_id, version, &archived)
}
