//! Companies that buy.
use contract::{
    Page,
    customers::{
        CompanyListed, CompanyView, DeleteCompany, ListCompanies, ListCompanyChildren, PutCompany,
        ViewCompany,
    },
};
use domain::customers::Company;
use primitives::Slug;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{
    Held,
    keys::customers::{self as keys, CompanySummary},
};

/// All of them.
pub async fn list(cx: Cx, req: Req<ListCompanies>) -> Outcome<Page<CompanyListed>> {
    let page = cx.page(&keys::companies(), &req.query).await?;
    Ok(Done::new(listed(page)))
}

/// Those that belong to one.
pub async fn children(cx: Cx, req: Req<ListCompanyChildren>) -> Outcome<Page<CompanyListed>> {
    let page = cx.page(&keys::companies_of(&req.path.company), &req.query).await?;
    Ok(Done::new(listed(page)))
}

/// One of them.
pub async fn view(cx: Cx, req: Req<ViewCompany>) -> Outcome<CompanyView> {
    let held = cx.load(keys::company(&req.path.company)).await?;
    Ok(Done::new(CompanyView::from(&held.value)).etag(held.version()))
}

/// Writes one; its parents count it.
pub async fn put(cx: Cx, req: Req<PutCompany>) -> Outcome<CompanyView> {
    let id = req.path.company.clone();
    let held = cx.find(keys::company(&id)).await?;
    let version = held.as_ref().map_or(0, Held::version);
    if req.if_match.is_some_and(|wanted| wanted != version) {
        return Err(Fault::Changed);
    }
    let parent = above(&cx, req.body.parent.as_ref()).await?;
    let above_it = parent.as_ref().map(|held| &held.value);
    let next = match &held {
        Some(held) => held.written(req.body.clone(), above_it)?,
        None => Company::founded(id, req.body.clone(), above_it, cx.now())?,
    };
    let view = Done::new(CompanyView::from(&next));
    if held.as_ref().is_some_and(|held| held.value == next) {
        return Ok(view.etag(version));
    }
    let old = held.as_ref().and_then(|held| held.details.parent.clone());
    let done = view.etag(version + 1).save(held.as_ref(), &next);
    if old == next.details.parent {
        return Ok(done);
    }
    let old = above(&cx, old.as_ref()).await?;
    let done = counted(done, old.as_ref(), -1);
    Ok(counted(done, parent.as_ref(), 1))
}

/// Deletes one that nobody needs.
pub async fn delete(cx: Cx, req: Req<DeleteCompany>) -> Outcome<CompanyView> {
    let held = cx.load(keys::company(&req.path.company)).await?;
    held.is_empty()?;
    let parent = above(&cx, held.details.parent.as_ref()).await?;
    let done = Done::new(CompanyView::from(&held.value)).remove(&held);
    Ok(counted(done, parent.as_ref(), -1))
}

async fn above(cx: &Cx, parent: Option<&Slug>) -> Result<Option<Held<Company>>, Fault> {
    match parent {
        Some(parent) => cx.find(keys::company(parent)).await,
        None => Ok(None),
    }
}

fn counted<R>(done: Done<R>, parent: Option<&Held<Company>>, by: i32) -> Done<R> {
    match parent {
        Some(parent) => done.replace(parent, &parent.with_children(by)),
        None => done,
    }
}

fn listed(page: Page<CompanySummary>) -> Page<CompanyListed> {
    let items = page.items.into_iter().map(|one| {
        let CompanySummary { company, name, parent } = one;
        CompanyListed { company, name, parent }
    });
    Page { items: items.collect(), next: page.next }
}
