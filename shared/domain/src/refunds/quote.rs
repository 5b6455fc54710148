//! What a refund comes to, to the minor unit, before anything is done.
use super::{Given, RefundAccount, RefundRefusal};
use crate::{
    order::{LinePage, LineUnits, Order, OrderLine},
    payment::Payment,
    totals::TaxRate,
};
use primitives::{LineId, Money, MoneyError, Quantity, Sku, limits::LINES_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Fees of one refund.
const FEES_MAX: usize = 5;

/// What is withheld for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Taking goods back on the shelf.
    Restocking,
    /// Sending them back.
    ReturnShipping,
    /// Use or damage by the buyer.
    Wear,
}

/// Something that is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// What for.
    pub kind: FeeKind,
    /// How much, of the order's currency.
    pub amount: Money,
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefundAsk {
    /// Units of lines that have left.
    pub lines: Vec<LineUnits>,
    /// So much of shipping, with tax.
    pub shipping: Option<Money>,
    /// So much for goodwill, for no line.
    pub goodwill: Option<Money>,
    /// What is withheld of it.
    pub fees: Vec<Fee>,
}

/// Units of one line in a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundLine {
    /// The line.
    pub line_id: LineId,
    /// The merchant's code; absent on charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// Units.
    pub quantity: Quantity,
    /// By which it was taxed.
    pub tax_rate: TaxRate,
    /// What is given back for them, and the tax in it.
    #[serde(flatten)]
    pub given: Given,
}

/// What a refund comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Breakdown {
    /// By line.
    pub lines: Vec<RefundLine>,
    /// Of shipping.
    pub shipping: Given,
    /// For goodwill.
    pub goodwill: Money,
    /// Goodwill that was given before, as far as all together would be more than was due.
    pub given_before: Money,
    /// Withheld.
    pub fees: Vec<Fee>,
    /// All tax in it.
    pub tax: Money,
    /// Lines, shipping and goodwill, less what was given before.
    pub gross: Money,
    /// What is paid out: that, less the fees.
    pub payout: Money,
}

impl Breakdown {
    /// What is withheld in all.
    pub fn withheld(&self) -> Money {
        Money::new(self.gross.minor - self.payout.minor, self.gross.currency)
    }
}

/// What decisions on refunds look at.
#[derive(Clone, Copy, Debug)]
pub struct Books<'a> {
    /// The order.
    pub order: &'a Order,
    /// All its lines, or all that the refund is about.
    pub pages: &'a [LinePage],
    /// What was given back before.
    pub account: &'a RefundAccount,
    /// Its payments.
    pub payments: &'a [Payment],
}

/// What is left of a line to be given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineLeft {
    /// The line.
    pub line_id: LineId,
    /// Units that have left and whose price was not given back.
    pub units: u32,
    /// What they come to, and the tax in it.
    #[serde(flatten)]
    pub left: Given,
}

impl Books<'_> {
    fn lines(&self) -> impl Iterator<Item = &OrderLine> {
        self.pages.iter().flat_map(|page| &page.lines)
    }

    /// What was taken, has not been given back, and is not about to be.
    pub fn captured_left(&self) -> Money {
        let left: i64 = self.payments.iter().map(Payment::refundable).sum();
        Money::new(left - self.account.waiting.minor, self.order.currency)
    }

    /// What was given back at the payments themselves: for no line, as goodwill is.
    fn by_hand(&self) -> Money {
        let sum = self.payments.iter().map(Payment::given_by_hand).sum();
        Money::new(sum, self.order.currency)
    }

    /// What was due in all and has not been given back, whatever for and by whomever.
    pub fn due_left(&self) -> Result<Money, MoneyError> {
        let left = self.account.left(self.order)?.minus(self.by_hand())?;
        Ok(left.max(Money::zero(self.order.currency)))
    }

    /// What is left of every line of which something is.
    pub fn left(&self) -> Result<Vec<LineLeft>, RefundRefusal> {
        let lines = self.lines().filter_map(|line| {
            let units = line.fulfilled.saturating_sub(self.account.units(&line.line_id));
            (units > 0).then_some((line, units))
        });
        lines
            .map(|(line, units)| {
                let left = self.account.worth(line, units)?;
                Ok(LineLeft { line_id: line.line_id.clone(), units, left })
            })
            .collect()
    }
}

/// What a refund comes to. Refuses more than is left of a line, of shipping, of the order, or of what was taken.
pub fn quote(books: &Books<'_>, ask: &RefundAsk) -> Result<Breakdown, RefundRefusal> {
    let currency = books.order.currency;
    let zero = Money::zero(currency);
    let amounts = ask.goodwill.iter().chain(ask.fees.iter().map(|fee| &fee.amount));
    for amount in amounts {
        if amount.currency != currency {
            return Err(RefundRefusal::Currency(currency));
        }
        if amount.minor <= 0 {
            return Err(RefundRefusal::NotPositive);
        }
    }
    if ask.lines.len() > LINES_MAX || ask.fees.len() > FEES_MAX {
        return Err(RefundRefusal::TooLarge);
    }
    let lines = priced(books, &ask.lines)?;
    let shipping = match ask.shipping {
        Some(part) => books.account.shipping_worth(books.order, part)?,
        None => Given::nothing(currency),
    };
    let goodwill = ask.goodwill.unwrap_or(zero);
    let sum = lines.iter().try_fold(shipping, |sum, line| sum.plus(line.given))?;
    let whole = sum.total.plus(goodwill)?;
    let given_before = known(books, ask, whole)?;
    let gross = whole.minus(given_before)?;
    let withheld = Money::sum(currency, ask.fees.iter().map(|fee| fee.amount))?;
    if withheld > sum.total.min(gross) {
        return Err(RefundRefusal::FeesAbove(sum.total.min(gross)));
    }
    let breakdown = Breakdown {
        lines,
        shipping,
        goodwill,
        given_before,
        fees: ask.fees.clone(),
        tax: sum.tax,
        gross,
        payout: gross.minus(withheld)?,
    };
    within(books, &breakdown)?;
    Ok(breakdown)
}

/// Goodwill was for no line: where what is left of the lines would make the whole more than was due, it counts.
fn known(books: &Books<'_>, ask: &RefundAsk, whole: Money) -> Result<Money, RefundRefusal> {
    let zero = Money::zero(whole.currency);
    if ask.goodwill.is_some() {
        return Ok(zero);
    }
    let over = whole.minus(books.due_left()?)?;
    Ok(over.max(zero).min(books.account.goodwill.plus(books.by_hand())?))
}

fn within(books: &Books<'_>, refund: &Breakdown) -> Result<(), RefundRefusal> {
    // What came for nothing, or for a part of a penny, can come back; then nothing is paid out.
    if refund.lines.is_empty() && refund.gross.minor <= 0 {
        return Err(RefundRefusal::Nothing);
    }
    let left = books.due_left()?;
    if refund.gross > left {
        return Err(RefundRefusal::MoreThanPaid { left });
    }
    let left = books.captured_left();
    if refund.payout > left {
        return Err(RefundRefusal::MoreThanCaptured { left });
    }
    Ok(())
}

fn priced(books: &Books<'_>, asked: &[LineUnits]) -> Result<Vec<RefundLine>, RefundRefusal> {
    let known: BTreeMap<&LineId, &OrderLine> =
        books.lines().map(|line| (&line.line_id, line)).collect();
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for LineUnits { line_id, quantity } in asked {
        let line = known.get(line_id);
        let line = line.ok_or_else(|| RefundRefusal::UnknownLine(line_id.clone()))?;
        if !seen.insert(line_id) {
            return Err(RefundRefusal::RepeatedLine(line_id.clone()));
        }
        lines.push(RefundLine {
            line_id: line_id.clone(),
            sku: line.sku.clone(),
            quantity: *quantity,
            tax_rate: line.tax_rate,
            given: books.account.worth(line, quantity.get())?,
        });
    }
    Ok(lines)
}
