//! What is special about buyers who order for a company: what they may spend by themselves, and what the company may owe.
//! It is looked at before anything is put aside, so that nobody's card is asked in vain, and decided in the transaction that
//! places the order: of two who take the last of it, one is refused.
use crate::work::Work;
use domain::{
    checkout::{Checkout, Failure, Refusal, Source},
    customers::{AllowanceRefusal, Company, CompanyDebt, CompanyMember, OrderDebt},
    order::{Order, PaymentSums},
    payment::Payment,
};
use primitives::{CustomerId, Money};
use runtime::{Cx, Done, Fault};
use table::{Held, keys::customers as keys};

/// Writes that an order of a company is beside itself.
pub const WRITES: usize = 2;

/// A company, who buys for it, and what it owes.
struct Account {
    company: Company,
    member: CompanyMember,
    held: Option<Held<CompanyDebt>>,
    debt: CompanyDebt,
}

impl Account {
    async fn of(cx: &Cx, customer: Option<&CustomerId>) -> Result<Option<Self>, Fault> {
        let Some(customer) = customer else { return Ok(None) };
        let Some(membership) = cx.find(keys::membership(customer)).await? else { return Ok(None) };
        let id = &membership.company;
        let held = cx.find(keys::company_debt(id)).await?;
        let company = cx.load(keys::company(id)).await?.value;
        let member = cx.load(keys::company_member(id, customer)).await?.value;
        let none = || CompanyDebt::none(id.clone());
        let debt = held.as_ref().map_or_else(none, |held| held.value.clone());
        Ok(Some(Self { company, member, held, debt }))
    }

    /// Staff may order more for somebody than they may by themselves; nobody more than the company may owe.
    fn allows(&self, total: Money, owed: Money, staff: bool) -> Result<(), AllowanceRefusal> {
        if !staff {
            self.member.may_spend(total)?;
        }
        self.debt.may_owe(&self.company, owed)
    }
}

/// Refuses at once what would be refused in the end.
pub async fn allowed(cx: &Cx, checkout: &Checkout) -> Result<(), Fault> {
    match Account::of(cx, checkout.customer_id.as_ref()).await? {
        Some(account) => {
            let total = checkout.totals.total;
            Ok(account.allows(total, total, false)?)
        }
        None => Ok(()),
    }
}

/// Adds what an order that is placed makes the buyer's company owe. What comes instead of something was bought before.
pub async fn charged(
    cx: &Cx,
    done: Done<()>,
    source: &Source,
    order: &Order,
    payments: &[Payment],
) -> Result<Result<Done<()>, AllowanceRefusal>, Fault> {
    let buyer = order.customer_id.as_ref().filter(|_| order.instead_of.is_none());
    let Some(account) = Account::of(cx, buyer).await? else { return Ok(Ok(done)) };
    let total = order.totals.total;
    let taken = payments.iter().fold(PaymentSums::default(), PaymentSums::with).captured;
    let owed = Money::new(total.minor.saturating_sub(taken).max(0), total.currency);
    let staff = matches!(source, Source::Draft(_));
    if let Err(refusal) = account.allows(total, owed, staff) {
        return Ok(Err(refusal));
    }
    let debt = OrderDebt {
        order_id: order.order_id.clone(),
        company: account.company.company.clone(),
        customer_id: account.member.customer_id.clone(),
        owed,
    };
    let next = account.debt.moved(None, &debt);
    Ok(Ok(done.create(&debt).save(account.held.as_ref(), &next)))
}

/// The checkout comes to nothing: one that is only being opened leaves nothing behind, and of any other what was put
/// aside goes back, the money too.
pub fn refused(cx: &Cx, work: Box<Work>, refusal: AllowanceRefusal) -> Result<Box<Work>, Fault> {
    let failure = Failure::of_company(refusal);
    if work.is_new() {
        return Err(Refusal::from(&failure).into());
    }
    let mut work = work.again();
    work.moved(|checkout, now| checkout.give_up(failure, now), cx.now());
    Ok(work)
}
