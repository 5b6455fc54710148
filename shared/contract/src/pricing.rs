//! Operations of `pricing`: promotions, codes, campaigns, price lists, taxes, rates, buyers' terms.
mod bodies;
mod jobs;
mod views;

pub use bodies::{
    BuyerTermsBody, CampaignBody, CampaignPath, CodesBody, CustomerTermsPath, GroupMemberPath,
    GroupPath, PriceListBody, PriceListPath, PriceRowBody, PromotionBody, PromotionPath,
    PromotionsQuery, RatesBody, RowsBody, SkuRowsBody, StandardZones, StandardZonesBody,
    TaxZonesBody, TermsBody, TryBody, TryLine, TryShipping,
};
pub use jobs::{CodePoolBody, FileBody, PriceJobPath, PriceJobView, PriceUpload, SkuPath};
pub use views::{
    CampaignView, CampaignsView, CodesView, ExchangeView, ListedSkuView, PricingView, RateView,
    RatesView, RowsView, TableView, TrialView,
};

use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::pricing::{
    BuyerTerms, CodeLead, GroupMember, currency::ExchangeTerms, dynamic::CompetitorPrices,
    promotion::Promotion, selection::PriceList, work::PriceJobCard,
};

/// Who decides on prices.
const STAFF: Caller = Caller::Staff(&[Role::Catalog]);
/// Who looks after buyers: their terms decide on prices, and are part of their record.
const SERVICE: Caller = Caller::Staff(&[Role::Catalog, Role::Service]);

operations! { "pricing":
    /// Writes a promotion down, as a draft.
    CreatePromotion: POST "/promotions" (NoPath, NoQuery, PromotionBody) -> 201 Promotion,
        by STAFF, with [Keyed, Versioned];
    /// Promotions of one state, newest first.
    ListPromotions: GET "/promotions" (NoPath, PromotionsQuery, NoBody) -> 200 Page<Promotion>,
        by STAFF, with [];
    /// One promotion.
    ViewPromotion: GET "/promotions/{promotion_id}" (PromotionPath, NoQuery, NoBody) -> 200 Promotion,
        by STAFF, with [Versioned];
    /// Makes a promotion what the body says. An active one works by it from then on.
    ReplacePromotion: PUT "/promotions/{promotion_id}" (PromotionPath, NoQuery, PromotionBody) -> 200 Promotion,
        by STAFF, with [Versioned];
    /// Puts a promotion to work, or back to work. Doing it again changes nothing.
    StartPromotion: POST "/promotions/{promotion_id}/start" (PromotionPath, NoQuery, NoBody) -> 200 Promotion,
        by STAFF, with [Versioned];
    /// Stops a promotion for now. Doing it again changes nothing.
    PausePromotion: POST "/promotions/{promotion_id}/pause" (PromotionPath, NoQuery, NoBody) -> 200 Promotion,
        by STAFF, with [Versioned];
    /// Ends a promotion for good. Doing it again changes nothing.
    EndPromotion: POST "/promotions/{promotion_id}/end" (PromotionPath, NoQuery, NoBody) -> 200 Promotion,
        by STAFF, with [Versioned];
    /// What a promotion, in whatever state, would do to a basket beside all that are at work. Nothing is written.
    TryPromotion: POST "/promotions/{promotion_id}/try" (PromotionPath, NoQuery, TryBody) -> 200 TrialView,
        by STAFF, with [];
    /// Gives a promotion codes: these, or so many random ones that may be used once each.
    AddCodes: POST "/promotions/{promotion_id}/codes" (PromotionPath, NoQuery, CodesBody) -> 201 CodesView,
        by STAFF, with [Keyed];
    /// The codes of a promotion.
    ListCodes: GET "/promotions/{promotion_id}/codes" (PromotionPath, PageQuery, NoBody) -> 200 Page<CodeLead>,
        by STAFF, with [];

    /// Begins to make up to 100,000 random codes for a promotion, each for one order; they come as a file.
    StartCodePool: POST "/promotions/{promotion_id}/code-pools" (PromotionPath, NoQuery, CodePoolBody) -> 201 PriceJobView,
        by STAFF, with [Keyed];

    /// Makes a campaign, whose promotions share a budget, or makes it what the body says.
    PutCampaign: PUT "/campaigns/{campaign_id}" (CampaignPath, NoQuery, CampaignBody) -> 200 CampaignView,
        by STAFF, with [];
    /// Every campaign, and what has been used of it.
    ListCampaigns: GET "/campaigns" (NoPath, NoQuery, NoBody) -> 200 CampaignsView,
        by STAFF, with [];

    /// How prices are reckoned: terms by channel, tax zones, exchange.
    ViewPricing: GET "/pricing" (NoPath, NoQuery, NoBody) -> 200 PricingView,
        by STAFF, with [Versioned];
    /// Says how single channels reckon, and how long a price that was shown is honoured.
    PutTerms: PUT "/pricing/terms" (NoPath, NoQuery, TermsBody) -> 200 PricingView,
        by STAFF, with [Versioned];
    /// Says which places have rates of tax of their own, and which; what is not named is not taxed by day.
    PutTaxZones: PUT "/pricing/tax-zones" (NoPath, NoQuery, TaxZonesBody) -> 200 PricingView,
        by STAFF, with [Versioned];
    /// Adds the shop's dated rates of the European Union, or of the states of the USA, for every place that has none yet.
    AddStandardZones: POST "/pricing/tax-zones/standard" (NoPath, NoQuery, StandardZonesBody) -> 200 PricingView,
        by STAFF, with [Versioned];
    /// Says how prices are made in currencies that have none of their own.
    PutExchange: PUT "/pricing/exchange" (NoPath, NoQuery, ExchangeTerms) -> 200 PricingView,
        by STAFF, with [Versioned];
    /// Imports a table of exchange rates, in the European Central Bank's daily format. Importing the same table again changes nothing.
    ImportRates: POST "/pricing/exchange/rates" (NoPath, NoQuery, RatesBody) -> 200 RatesView,
        by STAFF, with [];

    /// Makes a price list, or gives it another title.
    PutPriceList: PUT "/price-lists/{list_id}" (PriceListPath, NoQuery, PriceListBody) -> 200 PriceList,
        by STAFF, with [Versioned];
    /// Every price list, by its name for machines.
    ListPriceLists: GET "/price-lists" (NoPath, PageQuery, NoBody) -> 200 Page<PriceList>,
        by STAFF, with [];
    /// What is on a price list, with its prices.
    ListListedSkus: GET "/price-lists/{list_id}/skus" (PriceListPath, PageQuery, NoBody) -> 200 Page<ListedSkuView>,
        by STAFF, with [];
    /// Sets the prices of single SKUs on a price list; without a row, a SKU is taken off it. All or none.
    PutPriceRows: PUT "/price-lists/{list_id}/rows" (PriceListPath, NoQuery, RowsBody) -> 200 RowsView,
        by STAFF, with [Versioned];
    /// Ends a price list: from then on nothing is sold by it, and its rows are taken away. Doing it again changes nothing.
    EndPriceList: DELETE "/price-lists/{list_id}" (PriceListPath, NoQuery, NoBody) -> 200 PriceList,
        by STAFF, with [Versioned];
    /// Begins an import of prices onto a price list, and gives the address that the CSV file is to be sent to.
    StartPriceImport: POST "/price-lists/{list_id}/imports" (PriceListPath, NoQuery, FileBody) -> 201 PriceJobView,
        by STAFF, with [Keyed];
    /// Begins an import of competitors' prices, and gives the address that the CSV file is to be sent to.
    StartCompetitorImport: POST "/competitor-prices/imports" (NoPath, NoQuery, FileBody) -> 201 PriceJobView,
        by STAFF, with [Keyed];
    /// What competitors sell a SKU for, as far as the shop has seen.
    ViewCompetitorPrices: GET "/competitor-prices/{sku}" (SkuPath, NoQuery, NoBody) -> 200 CompetitorPrices,
        by STAFF, with [];
    /// How far an import, a pool of codes or the taking away of a list is, and where its result can be fetched.
    ViewPriceJob: GET "/price-jobs/{job_id}" (PriceJobPath, NoQuery, NoBody) -> 200 PriceJobView,
        by STAFF, with [];
    /// Imports, pools of codes and lists that are taken away, newest first.
    ListPriceJobs: GET "/price-jobs" (NoPath, PageQuery, NoBody) -> 200 Page<PriceJobCard>,
        by STAFF, with [];

    /// Groups, company and exemption of a customer.
    ViewBuyerTerms: GET "/customers/{customer_id}/terms" (CustomerTermsPath, NoQuery, NoBody) -> 200 BuyerTerms,
        by SERVICE, with [Versioned];
    /// Who is in a group of customers, which price lists and promotions may name.
    ListGroupMembers: GET "/customer-groups/{group}/members" (GroupPath, PageQuery, NoBody)
        -> 200 Page<GroupMember>, by SERVICE, with [];
    /// Puts a customer into a group: their carts have its prices from then on. Doing it again changes nothing.
    PutGroupMember: PUT "/customer-groups/{group}/members/{customer_id}" (GroupMemberPath, NoQuery, NoBody)
        -> 200 GroupMember, by SERVICE, with [];
    /// Takes a customer out of a group. Doing it again changes nothing.
    RemoveGroupMember: DELETE "/customer-groups/{group}/members/{customer_id}" (GroupMemberPath, NoQuery, NoBody)
        -> 200 BuyerTerms, by SERVICE, with [];
    /// Makes groups, company and exemption of a customer what the body says.
    PutBuyerTerms: PUT "/customers/{customer_id}/terms" (CustomerTermsPath, NoQuery, BuyerTermsBody) -> 200 BuyerTerms,
        by SERVICE, with [Versioned];
}
