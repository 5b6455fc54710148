//! Keys of `pricing`.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::pricing::{
    BuyerTerms, CodeLead, GroupMember,
    book::{BookHead, BookPage},
    dynamic::CompetitorPrices,
    promotion::{Counted, Promotion, PromotionState, UseCounter},
    selection::{ListedSku, PriceList, SkuPrices},
    work::{PriceJob, PriceJobCard, Rejects},
};
use primitives::{Code, CustomerId, PriceJobId, PromotionId, Sku};

keys! {
    /// Read by every cart and checkout: which edition of the book is in force.
    book() -> BookHead: "PRICING#" / "BOOK";
    /// Parts of one edition; an edition never changes, so who has it in memory reads none of them.
    book_page(edition: u64, page: u32) -> BookPage: "PRICING#{edition:010}" / "PAGE#{page:04}";
    /// A promotion in whatever state; active ones are in the book too.
    promotion(id: PromotionId) -> Promotion: "PROMOTION#{id}" / "PROMOTION";
    /// Where a code leads that a shopper entered; that it exists makes the code unique.
    code(code: Code) -> CodeLead: "CODE#{code}" / "CODE";
    /// How often something limited was used; moved in the transaction that reserves stock.
    uses(counted: Counted) -> UseCounter: "USES#{counted}" / "USES";
    /// A price list's own particulars.
    price_list(list_id: Code) -> PriceList: "PRICELIST#{list_id}" / "LIST";
    /// That a SKU is on a list: what is looked through when the list is shown or thrown away.
    listed_sku(list_id: Code, sku: Sku) -> ListedSku: "PRICELIST#{list_id}" / "SKU#{sku}";
    /// Every list's rows of one SKU: what a cart reads of each line, beside its offer.
    sku_prices(sku: Sku) -> SkuPrices: "PRICES#{sku}" / "PRICES";
    /// Groups, company and exemption of a customer: what a signed-in cart reads.
    buyer_terms(customer_id: CustomerId) -> BuyerTerms: "BUYER#{customer_id}" / "TERMS";
    /// That a customer is in a group, which their terms say too.
    group_member(group: Code, customer_id: CustomerId) -> GroupMember: "GROUP#{group}" / "MEMBER#{customer_id}";
    /// Work on prices that is larger than a request, and how far it is.
    price_job(job_id: PriceJobId) -> PriceJob: "PRICEJOB#{job_id}" / "JOB";
    /// Rows of its file that could not be taken, step by step.
    rejects(job_id: PriceJobId, page: u32) -> Rejects: "PRICEJOB#{job_id}" / "REJECTS#{page:06}";
    /// What others sell a SKU for: what a repricer looks at.
    competitor_prices(sku: Sku) -> CompetitorPrices: "COMPETITORS#{sku}" / "PRICES";
}

lists! {
    /// Staff choose a promotion by its state; newest first.
    promotions(state: PromotionState) -> Promotion: gsi1 "PROMOTIONS#{state}" / "" newest;
    /// Staff look at the codes of a promotion.
    codes_of(promotion_id: PromotionId) -> CodeLead: gsi1 "CODES#{promotion_id}" / "" oldest;
    /// Staff look at who is in a group.
    group_members(group: Code) -> GroupMember: table "GROUP#{group}" / "MEMBER#" oldest;
    /// Staff choose a list.
    price_lists() -> PriceList: gsi1 "PRICELISTS#" / "" oldest;
    /// Staff look for a piece of work; newest first.
    price_jobs() -> PriceJobCard: gsi1 "PRICEJOBS#" / "" newest;
    /// The clock: work that goes on, oldest first.
    open_price_jobs() -> PriceJobCard: gsi2 "PRICEJOBS#OPEN" / "" oldest;
    /// The report of a file reads all of them.
    rejects_of(job_id: PriceJobId) -> Rejects: table "PRICEJOB#{job_id}" / "REJECTS#" oldest;
    /// Staff look at what is on a list.
    skus_of_list(list_id: Code) -> ListedSku: table "PRICELIST#{list_id}" / "SKU#" oldest;
}

impl Indexed for BookHead {}
impl Indexed for BookPage {}
impl Indexed for UseCounter {}
impl Indexed for ListedSku {}
impl Indexed for SkuPrices {}
impl Indexed for BuyerTerms {}
impl Indexed for GroupMember {}
impl Indexed for Rejects {}
impl Indexed for CompetitorPrices {}

impl Indexed for PriceJob {
    fn entries(&self) -> Vec<(Index, Place)> {
        let id = self.job_id.to_string();
        let mut entries = vec![(Index::gsi1, entry("PRICEJOBS#", id.clone()))];
        if self.is_open() {
            entries.push((Index::gsi2, entry("PRICEJOBS#OPEN", id)));
        }
        entries
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&self.card()))
    }
}

impl Indexed for Promotion {
    fn entries(&self) -> Vec<(Index, Place)> {
        vec![(Index::gsi1, entry(format!("PROMOTIONS#{}", self.state), self.id.to_string()))]
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(self))
    }
}

impl Indexed for CodeLead {
    fn entries(&self) -> Vec<(Index, Place)> {
        vec![(Index::gsi1, entry(format!("CODES#{}", self.promotion_id), self.code.to_string()))]
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(self))
    }
}

impl Indexed for PriceList {
    fn entries(&self) -> Vec<(Index, Place)> {
        vec![(Index::gsi1, entry("PRICELISTS#".to_owned(), self.list_id.to_string()))]
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(self))
    }
}
