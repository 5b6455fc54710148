//! Rows of a file go onto a price list: as many SKUs as one transaction holds.
use crate::{
    advance_jobs::finish_file,
    read_rows::{Piece, Row, Taken, columns},
};
use domain::pricing::{
    PricingRefusal, RuleRef,
    selection::{ListWriter, PriceRow},
    work::{PriceJob, PriceLine, TaskKind, lay, read_price_row},
};
use primitives::{Code, Sku};
use runtime::{Cx, Done, Fault};
use table::Held;
use tariff::{Before, Listing};

/// Rows of one step.
const ROWS_MAX: usize = 300;
/// SKUs of one step.
const SKUS_MAX: usize = 25;

/// Rows of one SKU that stand together, with their places among the rows.
struct Group {
    sku: Sku,
    lines: Vec<(usize, PriceLine)>,
}

pub async fn step(cx: &Cx, job: &Held<PriceJob>, list_id: &Code) -> Result<Done<()>, Fault> {
    if job.columns.is_empty() {
        return columns(cx, job, TaskKind::Prices).await;
    }
    let rows = Piece::of(cx, job).await?;
    if rows.rows.is_empty() {
        return finish_file(cx, job).await;
    }
    let mut listing = Listing::open(cx, list_id, ListWriter::Staff).await?;
    let rule = RuleRef { id: list_id.clone(), version: listing.revision() };
    let (groups, mut taken) = groups(job, &rows);
    let skus: Vec<Sku> = groups.iter().map(|group| group.sku.clone()).collect();
    for (group, before) in groups.iter().zip(Before::of(cx, &skus).await?) {
        if listing.is_full() {
            taken.only(group.lines.first().map_or(0, |(at, _)| *at));
            break;
        }
        set(&mut listing, &rule, group, &before, (&rows, &mut taken))?;
    }
    let done = taken.keep(Done::new(()), job, &rows);
    Ok(listing.close(cx, done).await?.reply(()))
}

/// The rows of the next SKUs. The last SKU of a piece may go on in the next one, and waits for it.
fn groups(job: &PriceJob, rows: &Piece) -> (Vec<Group>, Taken) {
    let (mut groups, mut taken) = (Vec::<Group>::new(), Taken::default());
    let mut whole = rows.last && rows.rows.len() <= ROWS_MAX;
    for (at, row) in rows.rows.iter().enumerate().take(ROWS_MAX) {
        let read = row.read(|bytes| read_price_row(&job.columns, bytes));
        let line = match read {
            Ok(line) => line,
            Err(why) => {
                taken.reject(at, row, None, &why);
                taken.rows = at + 1;
                continue;
            }
        };
        let goes_on = groups.last().is_some_and(|group| group.sku == line.sku);
        let known = groups.iter().any(|group| group.sku == line.sku);
        if !goes_on && (known || groups.len() >= SKUS_MAX) {
            whole = true;
            break;
        }
        match groups.last_mut().filter(|_| goes_on) {
            Some(group) => group.lines.push((at, line)),
            None => groups.push(Group { sku: line.sku.clone(), lines: vec![(at, line)] }),
        }
        taken.rows = at + 1;
    }
    if !whole && groups.len() > 1 {
        let open = groups.pop().and_then(|group| group.lines.first().map(|(at, _)| *at));
        taken.only(open.unwrap_or(taken.rows));
    }
    (groups, taken)
}

/// Sets what the rows of one SKU say. Where they cannot all be taken, each is tried by itself.
fn set(
    listing: &mut Listing,
    rule: &RuleRef,
    group: &Group,
    before: &Before,
    (rows, taken): (&Piece, &mut Taken),
) -> Result<(), PricingRefusal> {
    let mut reject = |at: usize, why: &PricingRefusal| {
        if let Some(row) = rows.rows.get(at) {
            taken.reject(at, row, Some(group.sku.to_string()), why);
        }
    };
    let mut good: Vec<&(usize, PriceLine)> = Vec::new();
    for line in &group.lines {
        match good.iter().find(|(_, other)| other.repeats(&line.1)) {
            Some((at, _)) => {
                let first = rows.rows.get(*at).map_or(0, Row::line);
                reject(line.0, &PricingRefusal::Repeated(first));
            }
            None => good.push(line),
        }
    }
    let was = before.rows(&rule.id);
    let all = good.iter().fold(was.clone(), |rows, (_, line)| lay(rows, rule, line));
    let mut next = was;
    let mut changed = 0;
    if listing.check(before, all).is_ok() {
        for (_, line) in good {
            let laid: Vec<PriceRow> = lay(next.clone(), rule, line);
            changed += u64::from(laid != next);
            next = laid;
        }
    } else {
        for (at, line) in good {
            let laid = lay(next.clone(), rule, line);
            match listing.check(before, laid.clone()) {
                Ok(()) => {
                    changed += u64::from(laid != next);
                    next = laid;
                }
                Err(why) => reject(*at, &why),
            }
        }
    }
    listing.set(before, next)?;
    taken.changed += changed;
    Ok(())
}
