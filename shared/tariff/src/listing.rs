//! Setting prices on a price list: by staff, by file and by repricers, one way for all.
//!
//! A list, its rows and the news of them change in one transaction, beside whatever else its caller
//! wants done with them; with the first row ever, the book says that carts have to look for rows.
use crate::printed;
use domain::{
    catalog::Offer,
    pricing::{
        PricingRefusal,
        selection::{ListWriter, ListedSku, PRICES_AT_ONCE_MAX, PriceList, PriceRow, SkuPrices},
        work::{PriceJob, Task},
    },
};
use events::pricing::{CHANGED_SKUS_MAX, PricesChangedV1};
use primitives::{Code, Sku};
use runtime::{Cx, Done, Fault};
use table::{Held, keys};

/// What is known of a SKU before its prices are set.
pub struct Before {
    /// The SKU.
    pub sku: Sku,
    /// What the catalogue says.
    pub offer: Option<Offer>,
    /// Every list's rows of it.
    prices: Option<Held<SkuPrices>>,
}

impl Before {
    /// Of several SKUs, as of now.
    pub async fn of(cx: &Cx, skus: &[Sku]) -> Result<Vec<Self>, Fault> {
        let offers: Vec<_> = skus.iter().map(keys::catalog::offer).collect();
        let prices: Vec<_> = skus.iter().map(keys::pricing::sku_prices).collect();
        let (offers, prices) = (cx.load_many(&offers).await?, cx.load_many(&prices).await?);
        let pairs = skus.iter().zip(offers).zip(prices);
        let one = |((sku, offer), prices): ((&Sku, Option<Held<Offer>>), _)| Self {
            sku: sku.clone(),
            offer: offer.map(|held| held.value),
            prices,
        };
        Ok(pairs.map(one).collect())
    }

    /// Its base prices, if the catalogue knows it.
    pub fn base(&self) -> Option<&[primitives::Money]> {
        self.offer.as_ref().map(|offer| offer.prices.as_slice())
    }

    /// Every list's rows of it.
    pub fn prices(&self) -> SkuPrices {
        let held = self.prices.as_ref().map(|held| held.value.clone());
        held.unwrap_or_else(|| SkuPrices::none(self.sku.clone()))
    }

    /// Its rows on one list.
    pub fn rows(&self, list: &Code) -> Vec<PriceRow> {
        self.prices().of_list(list).into_iter().cloned().collect()
    }
}

/// A price list while prices are set on it.
pub struct Listing {
    held: Held<PriceList>,
    list: PriceList,
    done: Done<()>,
    changed: Vec<Sku>,
    weight: usize,
}

impl Listing {
    /// The list, for whoever may write its rows.
    pub async fn open(cx: &Cx, list_id: &Code, writer: ListWriter) -> Result<Self, Fault> {
        let held = cx.load(keys::pricing::price_list(list_id)).await?;
        held.open_to(writer)?;
        Ok(Self::of(cx, held))
    }

    /// A list that was read, whoever may write its rows.
    pub fn of(cx: &Cx, held: Held<PriceList>) -> Self {
        let list = held.revised(cx.now());
        Self { held, list, done: Done::new(()), changed: Vec::new(), weight: 0 }
    }

    /// The list as it was read.
    pub fn held(&self) -> &Held<PriceList> {
        &self.held
    }

    /// Which state of the list rows are of that are set now.
    pub fn revision(&self) -> u64 {
        self.list.revision
    }

    /// SKUs whose prices have changed so far.
    pub fn changed(&self) -> &[Sku] {
        &self.changed
    }

    /// Whether whatever is set next belongs into another transaction.
    pub fn is_full(&self) -> bool {
        self.changed.len() >= CHANGED_SKUS_MAX || self.weight > PRICES_AT_ONCE_MAX / 2
    }

    /// Whether the rows of a SKU could be these, without setting them.
    pub fn check(&self, before: &Before, rows: Vec<PriceRow>) -> Result<(), PricingRefusal> {
        self.list.clone().set(&before.prices(), before.base(), rows).map(drop)
    }

    /// Makes the rows of a SKU on the list these; says whether that changed anything. A refusal
    /// leaves everything as it was.
    pub fn set(&mut self, before: &Before, rows: Vec<PriceRow>) -> Result<bool, PricingRefusal> {
        let is_on = !rows.is_empty();
        let mut list = self.list.clone();
        let Some(next) = list.set(&before.prices(), before.base(), rows)? else {
            return Ok(false);
        };
        self.list = list;
        self.weight += next.weight();
        let list_id = &self.list.list_id;
        let done = std::mem::replace(&mut self.done, Done::new(()));
        let done = match &before.prices {
            Some(prices) if next.rows.is_empty() => done.remove(prices),
            prices => done.save(prices.as_ref(), &next),
        };
        let sku = before.sku.clone();
        self.done = if is_on {
            done.put(&ListedSku { list_id: list_id.clone(), sku: sku.clone() })
        } else {
            done.erase(&keys::pricing::listed_sku(list_id, &sku))
        };
        self.changed.push(sku);
        Ok(true)
    }

    /// Everything that was set, as one transaction with what is done besides, and the list as it is
    /// then. Nothing set, nothing written.
    pub async fn close<R>(self, cx: &Cx, done: Done<R>) -> Result<Done<(R, PriceList)>, Fault> {
        if self.changed.is_empty() {
            let list = self.held.value.clone();
            return Ok(done.map(|reply| (reply, list)).etag(self.held.version()));
        }
        if self.weight > PRICES_AT_ONCE_MAX {
            let most = PRICES_AT_ONCE_MAX / 1_024;
            return Err(PricingRefusal::TooMany(most, "KB of prices in one request").into());
        }
        let (list, version) = (self.list, self.held.next_version());
        let event = PricesChangedV1 { list_id: list.list_id.clone(), skus: self.changed };
        let done = done.and(self.done).replace(&self.held, &list);
        let done = done.publish(&list.list_id, version, &event).etag(version);
        let opens = list.skus > 0;
        opened(cx, done.map(|reply| (reply, list)), opens).await
    }
}

/// From the first row on, carts look for rows: the book says so. It is not taken back, for that would
/// take a look at all lists.
async fn opened<R>(cx: &Cx, done: Done<R>, opens: bool) -> Result<Done<R>, Fault> {
    let head = cx.find(keys::pricing::book()).await?;
    if !opens || head.is_some_and(|head| head.lists) {
        return Ok(done);
    }
    printed(cx, done, |book| {
        book.lists = true;
        Ok(())
    })
    .await
}

/// Ends a price list, beside what is done: with the next edition of the book nothing is sold by it,
/// and the work of taking its rows away has begun.
pub async fn end_list<R>(
    cx: &Cx,
    done: Done<R>,
    held: &Held<PriceList>,
) -> Result<Done<(R, PriceList)>, Fault> {
    let next = held.ended(cx.now());
    let task = Task::Clearing { list_id: next.list_id.clone() };
    let job = PriceJob::begin(cx.new_id(), task, cx.who().actor(), cx.now());
    let done = done.replace(held, &next).create(&job);
    let list_id = next.list_id.clone();
    printed(cx, done.map(|reply| (reply, next)), |book| {
        book.end_list(&list_id);
        Ok(())
    })
    .await
}
