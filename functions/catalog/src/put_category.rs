use contract::catalog::{Category, PutCategory};
use domain::catalog::{Refusal, place};
use primitives::{Slug, limits::CATEGORY_DEPTH_MAX};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys::catalog as keys};

/// Places in order among siblings.
const POSITION_MAX: u32 = 99_999;

pub async fn handle(cx: Cx, req: Req<PutCategory>) -> Outcome<Category> {
    let slug = req.path.slug.clone();
    let held = cx.find(keys::category(&slug)).await?;
    match &held {
        Some(held) => req.check_version(held)?,
        None if req.if_match.is_some() => return Err(Fault::Changed),
        None => {}
    }
    let body = req.body.clone();
    if body.position > POSITION_MAX {
        return Err(Refusal::List(format!("position must be at most {POSITION_MAX}")).into());
    }
    let next = Category {
        slug: slug.clone(),
        title: body.title,
        description: body.description,
        parent: body.parent,
        position: body.position,
        visible: body.visible,
    };
    if let Some(held) = held.as_ref().filter(|held| held.value == next) {
        return Ok(Done::new(next).etag(held.version()));
    }
    let done = Done::new(next.clone()).save(held.as_ref(), &next);
    let done = done.etag(held.as_ref().map_or(1, Held::next_version));
    if held.is_some_and(|held| held.parent == next.parent) {
        return Ok(done);
    }
    let chain = ancestors(&cx, next.parent).await?;
    let names: Vec<Slug> = chain.iter().map(|category| category.slug.clone()).collect();
    place(&slug, &names)?;
    // Two moves that would close a ring between them meet here: one of them decides again.
    Ok(chain.iter().fold(done, Done::unchanged))
}

/// The chain of ancestors from a parent up, as far as a chain may reach and one further.
async fn ancestors(cx: &Cx, parent: Option<Slug>) -> Result<Vec<Held<Category>>, Fault> {
    let mut chain = Vec::new();
    let mut above = parent;
    while let Some(slug) = above.take() {
        let found = cx.find(keys::category(&slug)).await?;
        let category = found.ok_or(Refusal::UnknownCategory(slug))?;
        above.clone_from(&category.parent);
        chain.push(category);
        if chain.len() > CATEGORY_DEPTH_MAX {
            break;
        }
    }
    Ok(chain)
}
