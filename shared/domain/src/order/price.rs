//! Lines of an order priced as a cart's are: by price lists, the buyer's terms and promotions. What
//! the staff wrote themselves stands as they wrote it, and no promotion takes anything off it.
use super::{Order, OrderLine, OrderRefusal, Written};
use crate::{
    cart::Facts,
    catalog::Offer,
    pricing::{
        self, Article, Basket, BasketLine, Beside, Claim, GiftLine, LinePrice, Priced, Rules,
        ShippingPrice, promotion::Promotions,
    },
};
use primitives::{Address, Code, Currency, LineId, Money, Sku, Timestamp};

/// Lines with what they cost.
#[derive(Clone, Debug)]
pub(super) struct Worth {
    /// The lines; then what comes for nothing.
    pub lines: Vec<OrderLine>,
    /// What they come to, and how.
    pub priced: Priced,
    /// What is taken of whatever is limited.
    pub claims: Vec<Claim>,
    /// What would come for nothing, if anybody had looked whether it can be had.
    pub unseen: Vec<Sku>,
}

/// How lines are to be priced.
pub(super) struct Pricing<'a> {
    pub order: &'a Order,
    pub facts: &'a Facts,
    /// Codes that were entered.
    pub codes: &'a [Code],
    pub at: Timestamp,
    /// Of an edit: whether the order's totals include tax. What is added has to as well.
    pub inclusive: Option<bool>,
    /// Where it goes, if that is known.
    pub to: Option<&'a Address>,
    /// Of an edit: what the order keeps.
    pub beside: Vec<Beside>,
    /// Of a draft: what sending it costs before promotions.
    pub shipping: Option<ShippingPrice>,
}

impl Pricing<'_> {
    /// Prices lines, and finds what comes for nothing with them. `new_id` names lines of that.
    pub fn price(
        &self,
        mut lines: Vec<OrderLine>,
        new_id: impl FnMut() -> LineId,
    ) -> Result<Worth, OrderRefusal> {
        lines.retain(|line| !line.is_gift());
        let mut basket = self.bare();
        let mut rules = self.facts.rules(&self.order.sold_in);
        let listed = lines.iter().any(|line| line.written_price().is_none());
        if !listed {
            // What the staff wrote to the last line is what they want: history is entered like that.
            rules.promotions = Promotions::default();
        }
        if let Some(inclusive) = self.inclusive {
            self.tax_as_before(inclusive, &lines, &mut basket, &mut rules)?;
        }
        let taken = lines.iter().zip(1..).map(|(line, at)| self.line(line, at, &basket));
        basket.lines = taken.collect::<Result<_, _>>()?;
        let priced = pricing::price(&basket, &rules)?;
        Self::write(&mut lines, &priced)?;
        let unseen = |gift: &&GiftLine| !self.facts.gifts.contains_key(&gift.sku);
        let unseen = priced.gifts.iter().filter(unseen).map(|gift| gift.sku.clone()).collect();
        lines.extend(self.gifts(&priced, new_id));
        let claims = self.facts.tariff.claims(&priced);
        Ok(Worth { lines, priced, claims, unseen })
    }

    fn bare(&self) -> Basket {
        let Self { order, facts, .. } = self;
        let country = order.shipping_country.as_ref().unwrap_or(&facts.settings.country).clone();
        let region = self.to.and_then(|address| address.region.as_ref());
        let entered = |code: &Code| {
            let promotion = facts.tariff.codes.get(code)?;
            Some((code.clone(), promotion.clone()))
        };
        let mut buyer = facts.tariff.buyer.clone();
        buyer.customer.clone_from(&order.customer_id);
        let channel = order.sold_in.clone();
        Basket {
            region: region.and_then(|region| Code::parse(region.to_string()).ok()),
            buyer,
            codes: self.codes.iter().filter_map(entered).collect(),
            beside: self.beside.clone(),
            shipping: self.shipping.clone(),
            ..Basket::of(order.currency, channel, country, self.at, Vec::new())
        }
    }

    /// What is added to an order is taxed as the order was. Prices that the staff wrote are meant as
    /// the order's own are; those of the catalogue cannot be, where it has turned from prices with tax
    /// to prices without.
    fn tax_as_before(
        &self,
        inclusive: bool,
        lines: &[OrderLine],
        basket: &mut Basket,
        rules: &mut Rules,
    ) -> Result<(), OrderRefusal> {
        // Who reckons does not change over an order's life: what is filed of it is all by one.
        rules.terms.taxed_by = self.order.reckoned_by();
        if inclusive {
            basket.buyer.exemption = None;
        }
        let listed = lines.iter().any(|line| line.written_price().is_none());
        if !listed || rules.terms.prices_include_tax == inclusive {
            rules.terms.prices_include_tax = inclusive;
            return Ok(());
        }
        let written = lines.iter().any(|line| line.written_price().is_some());
        let (to, region) = (&basket.country, basket.region.as_ref());
        let exemption = basket.buyer.exemption.as_ref();
        let how = pricing::tax::treatment(exemption, &rules.terms.home, to, region, self.at);
        // A buyer who pays no tax sees the catalogue's prices without it.
        let spared = !inclusive && !how.is_taxed() && !written;
        if spared { Ok(()) } else { Err(OrderRefusal::TaxBasis) }
    }

    /// One line as the engine takes it. `at` counts from 1.
    fn line(
        &self,
        line: &OrderLine,
        at: usize,
        basket: &Basket,
    ) -> Result<BasketLine, OrderRefusal> {
        let offer = line.sku.as_ref().and_then(|sku| self.facts.on_sale(sku));
        if offer.is_some_and(|offer| !offer.kit.is_empty()) {
            return Err(OrderRefusal::Kit(at));
        }
        let (country, region) = (&basket.country, basket.region.as_ref());
        let price = match (line.written_price(), offer) {
            (Some(price), _) => LinePrice::Given(price),
            (None, Some(offer)) => LinePrice::Listed { base: offer.prices.clone(), held: None },
            (None, None) if line.sku.is_some() => return Err(OrderRefusal::NotOnSale(at)),
            (None, None) => return Err(OrderRefusal::NoPrice(at)),
        };
        let known = || Article { sku: line.sku.clone(), ..Article::default() };
        let nothing = Money::zero(basket.currency);
        Ok(BasketLine {
            article: offer.map_or_else(known, Offer::article),
            quantity: line.quantity,
            tax_rate: self.facts.plain_rate(country, region, &line.tax_category),
            tax_category: line.tax_category.clone(),
            firm: matches!(price, LinePrice::Given(_)),
            price,
            discount: line.written.as_ref().and_then(|one| one.discount).unwrap_or(nothing),
        })
    }

    /// Writes into lines what they cost.
    fn write(lines: &mut [OrderLine], priced: &Priced) -> Result<(), OrderRefusal> {
        for ((line, found), at) in lines.iter_mut().zip(&priced.lines).zip(1..) {
            let discount = line.written.as_ref().and_then(|one| one.discount);
            let whole = found.listed.times(line.quantity.get())?;
            if discount.is_some_and(|off| off.minor > whole.minor) {
                return Err(OrderRefusal::DiscountTooLarge(at));
            }
            let price = line.written_price();
            let plain = price == Some(found.unit_price) && discount.is_none();
            line.written = (!plain).then_some(Written { price, discount, gift: false });
            line.unit_price = found.unit_price;
            line.tax_rate = found.tax_rate;
            line.amounts = found.amounts;
        }
        Ok(())
    }

    /// Lines of what comes for nothing.
    fn gifts<'a>(
        &'a self,
        priced: &'a Priced,
        mut new_id: impl FnMut() -> LineId + 'a,
    ) -> impl Iterator<Item = OrderLine> + 'a {
        let facts = self.facts;
        let had = priced.gifts.iter().filter(|gift| facts.gives(gift));
        had.filter_map(move |gift| {
            let offer = facts.on_sale(&gift.sku)?;
            let base = OrderLine::of_offer(new_id(), offer, Money::zero(self.order.currency));
            let written = Some(Written { gift: true, ..Written::default() });
            Some(OrderLine { quantity: gift.quantity, written, ..base })
        })
    }
}

/// The price that the staff wrote for a line, and what they took off it, checked. `at` counts from 1.
pub(super) fn written(
    price: Option<Money>,
    discount: Option<Money>,
    (at, currency): (usize, Currency),
) -> Result<Option<Written>, OrderRefusal> {
    for amount in [price, discount].into_iter().flatten() {
        if amount.currency != currency {
            return Err(OrderRefusal::Currency { at, currency });
        }
        if amount.is_negative() {
            return Err(OrderRefusal::NegativePrice(at));
        }
    }
    let discount = discount.filter(|off| !off.is_zero());
    let said = price.is_none() || discount.is_some();
    Ok(said.then_some(Written { price, discount, gift: false }))
}
