use contract::catalog::{SearchManagedProducts, SearchProducts, SearchQuery, SearchView};
use domain::catalog::{Shelf, Wanted, head};
use primitives::limits::{PAGE_MAX, SEARCH_WINDOW};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{TableError, keys::catalog as keys};

/// Characters of a search.
const TEXT_MAX: usize = 200;

pub async fn on_sale(cx: Cx, req: Req<SearchProducts>) -> Outcome<SearchView> {
    search(&cx, &req.query, &[Shelf::Shop]).await
}

pub async fn managed(cx: Cx, req: Req<SearchManagedProducts>) -> Outcome<SearchView> {
    search(&cx, &req.query, &[Shelf::Shop, Shelf::Back]).await
}

/// Reads a window of rows once, counts and filters it, and shows a part. A cursor is how many
/// matches have been shown; every page reads the same window, so its facets do not move.
async fn search(cx: &Cx, query: &SearchQuery, shelves: &[Shelf]) -> Outcome<SearchView> {
    let (wanted, shown, limit) = understood(query)?;
    let (mut rows, mut complete) = (Vec::new(), true);
    if let Some(leading) = wanted.leading().map(str::to_owned) {
        for shelf in shelves {
            let list = keys::words_like(shelf, &head(&leading), &leading);
            let window = cx.list(&list, SEARCH_WINDOW, None).await?;
            complete &= window.next.is_none();
            rows.extend(window.items);
        }
    }
    let found = wanted.among(rows);
    let matches = found.cards.len();
    let items: Vec<_> = found.cards.into_iter().skip(shown).take(limit).collect();
    let after = shown.saturating_add(items.len());
    Ok(Done::new(SearchView {
        next: (after < matches && !items.is_empty()).then(|| after.to_string()),
        items,
        matches: u32::try_from(matches).unwrap_or(u32::MAX),
        complete,
        facets: found.facets,
    }))
}

/// What is wanted, how much of it was shown, and how much to show.
fn understood(query: &SearchQuery) -> Result<(Wanted, usize, usize), Fault> {
    if query.q.chars().count() > TEXT_MAX {
        return Err(Fault::malformed(format!("q has at most {TEXT_MAX} characters")));
    }
    if query.band.is_some() && query.currency.is_none() {
        return Err(Fault::malformed("a band of prices needs a currency"));
    }
    let limit = query.limit.unwrap_or(PAGE_MAX);
    if !(1..=PAGE_MAX).contains(&limit) {
        return Err(Fault::malformed(format!("limit must be from 1 to {PAGE_MAX}")));
    }
    let shown = query.cursor.as_deref().map_or(Ok(0), str::parse);
    let shown = shown.map_err(|_| Fault::Table(TableError::Cursor))?;
    let wanted = Wanted {
        brand: query.brand.clone(),
        category: query.category.clone(),
        currency: query.currency,
        band: query.band,
        ..Wanted::words(&query.q)
    };
    Ok((wanted, shown, usize::try_from(limit).unwrap_or(usize::MAX)))
}
