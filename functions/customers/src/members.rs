//! Who buys for a company. What carts read of their buyer says it, too, so that they have its prices.
use crate::{known::record, united::survivor};
use contract::{
    Page,
    customers::{
        CompanyMemberView, CompanyView, ListCompanyMembers, PutCompanyMember, RemoveCompanyMember,
        ViewCustomerCompany,
    },
};
use domain::{
    customers::{Company, CompanyMember, Membership, ProfileRefusal},
    pricing::{BuyerTerms, GROUPS_MAX},
};
use primitives::{Code, CustomerId, Slug};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{
    Held,
    keys::{customers as keys, pricing::buyer_terms},
};

/// All who do.
pub async fn list(cx: Cx, req: Req<ListCompanyMembers>) -> Outcome<Page<CompanyMemberView>> {
    let page = cx.page(&keys::company_members(&req.path.company), &req.query).await?;
    let items = page.items.into_iter().map(Into::into).collect();
    Ok(Done::new(Page { items, next: page.next }))
}

/// The company of somebody.
pub async fn of_customer(cx: Cx, req: Req<ViewCustomerCompany>) -> Outcome<CompanyMemberView> {
    let customer = survivor(&cx, &req.path.customer_id).await?;
    let member = of(&cx, &customer).await?;
    Ok(Done::new(member.ok_or(Fault::missing("company of the customer"))?))
}

/// Whom somebody buys for, and as what.
pub async fn of(cx: &Cx, customer: &CustomerId) -> Result<Option<CompanyMemberView>, Fault> {
    let Some(membership) = cx.peek(keys::membership(customer)).await? else { return Ok(None) };
    let member = cx.peek(keys::company_member(&membership.company, customer)).await?;
    Ok(member.map(|held| held.value.into()))
}

/// Somebody buys for a company.
pub async fn put(cx: Cx, req: Req<PutCompanyMember>) -> Outcome<CompanyMemberView> {
    let customer = survivor(&cx, &req.path.customer_id).await?;
    record(&cx, &customer).await?;
    let company = cx.load(keys::company(&req.path.company)).await?;
    let membership = cx.find(keys::membership(&customer)).await?;
    let member = cx.find(keys::company_member(&company.company, &customer)).await?;
    let since = member.as_ref().map_or(cx.now(), |held| held.since);
    let (role, limit) = (req.body.role, req.body.spending_limit);
    let known = membership.as_ref().map(|held| &held.value);
    let next = CompanyMember::joins(&company, known, customer.clone(), role, limit, since)?;
    let done = Done::new(next.clone().into());
    if member.as_ref().is_some_and(|held| held.value == next) {
        return Ok(done);
    }
    let done = done.save(member.as_ref(), &next);
    if membership.is_some() {
        return Ok(done);
    }
    let id = company.company.clone();
    let joined = Membership { customer_id: customer.clone(), company: id.clone() };
    let done = done.create(&joined).replace(&company, &company.with_members(1));
    priced(&cx, done, &customer, Some(&id)).await
}

/// Somebody buys for a company no more.
pub async fn remove(cx: Cx, req: Req<RemoveCompanyMember>) -> Outcome<CompanyView> {
    let customer = survivor(&cx, &req.path.customer_id).await?;
    let company = cx.load(keys::company(&req.path.company)).await?;
    let membership = cx.find(keys::membership(&customer)).await?;
    let membership = membership.filter(|held| held.company == company.company);
    let Some(membership) = membership else {
        return Ok(Done::new(CompanyView::from(&company.value)));
    };
    let next = company.with_members(-1);
    let done = Done::new(CompanyView::from(&next));
    left(&cx, done, &company, &next, &membership).await
}

/// Adds that somebody who is no more, or another, leaves their company, if they have one.
pub async fn gone<R>(cx: &Cx, done: Done<R>, customer: &CustomerId) -> Result<Done<R>, Fault> {
    let Some(membership) = cx.find(keys::membership(customer)).await? else { return Ok(done) };
    let company = cx.load(keys::company(&membership.company)).await?;
    left(cx, done, &company, &company.with_members(-1), &membership).await
}

/// Adds that the survivor buys for the company that the merged one bought for, if they buy for none, and has the groups of
/// both. Where they buy for another, both stay as they are: nothing is lost, and staff see it.
pub async fn united<R>(
    cx: &Cx,
    done: Done<R>,
    survivor: &CustomerId,
    merged: &CustomerId,
) -> Result<Done<R>, Fault> {
    // Before anything is written: of the merged one's terms the company may go.
    let held = cx.find(buyer_terms(survivor)).await?;
    let other = cx.find(buyer_terms(merged)).await?;
    let none = BuyerTerms::none(survivor.clone());
    let before = held.as_ref().map_or(&none, |held| &held.value);
    let mut next = other.as_ref().map_or_else(|| before.clone(), |other| before.united(other));
    if next.groups.len() > GROUPS_MAX {
        return Err(ProfileRefusal::TooMany { what: "groups", max: GROUPS_MAX }.into());
    }
    let (done, company) = seated(cx, done, survivor, merged).await?;
    if let Some(company) = company {
        next.company = Some(Code::parse(company.to_string())?);
    }
    if next == *before {
        return Ok(done);
    }
    Ok(tariff::save_terms(done, held.as_ref(), &next, cx.now()))
}

/// Adds who buys for which company then, and says which one the survivor comes to.
async fn seated<R>(
    cx: &Cx,
    done: Done<R>,
    survivor: &CustomerId,
    merged: &CustomerId,
) -> Result<(Done<R>, Option<Slug>), Fault> {
    let own = cx.find(keys::membership(survivor)).await?;
    let Some(other) = cx.find(keys::membership(merged)).await? else { return Ok((done, None)) };
    match own {
        Some(own) if own.company == other.company => Ok((gone(cx, done, merged).await?, None)),
        Some(_) => Ok((done, None)),
        None => {
            let member = cx.load(keys::company_member(&other.company, merged)).await?;
            let company = other.company.clone();
            let moved = CompanyMember { customer_id: survivor.clone(), ..member.value.clone() };
            let joined = Membership { customer_id: survivor.clone(), company: company.clone() };
            let done = done.remove(&other).remove(&member).create(&joined).create(&moved);
            Ok((priced(cx, done, merged, None).await?, Some(company)))
        }
    }
}

async fn left<R>(
    cx: &Cx,
    done: Done<R>,
    company: &Held<Company>,
    next: &Company,
    membership: &Held<Membership>,
) -> Result<Done<R>, Fault> {
    let customer = &membership.customer_id;
    let done = done.replace(company, next).remove(membership);
    let done = done.erase(&keys::company_member(&company.company, customer));
    priced(cx, done, customer, None).await
}

/// Carts read the company of their buyer where they read whatever else decides on prices.
async fn priced<R>(
    cx: &Cx,
    done: Done<R>,
    customer: &CustomerId,
    company: Option<&Slug>,
) -> Result<Done<R>, Fault> {
    let company = company.map(|id| Code::parse(id.to_string())).transpose()?;
    let held = cx.find(buyer_terms(customer)).await?;
    let before = held.as_ref().map(|held| held.value.clone());
    let before = before.unwrap_or_else(|| BuyerTerms::none(customer.clone()));
    if before.company == company {
        return Ok(done);
    }
    Ok(done.save(held.as_ref(), &BuyerTerms { company, ..before }))
}
