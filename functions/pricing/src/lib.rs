//! `pricing`: what staff decide on prices: promotions, codes, campaigns, price lists, taxes, rates.
//!
//! Invariant: a change of what is at work prints a new edition of the book in the same transaction,
//! and an edition that could not be laid out is never printed. Carts read the book; they never wait for
//! this function.
mod add_codes;
mod advance_jobs;
mod buyer_terms;
mod campaigns;
mod change_pricing;
mod clear_list;
mod create_promotion;
mod file_tax;
mod group_members;
mod import_rates;
mod list_promotions;
mod make_codes;
mod move_promotion;
mod price_jobs;
mod price_lists;
mod price_rows;
mod read_rows;
mod replace_promotion;
mod take_competitors;
mod take_prices;
mod try_promotion;

use contract::pricing as op;
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("pricing")
        .with_keys()
        .on(op::CreatePromotion, create_promotion::handle)
        .on(op::ListPromotions, list_promotions::of_state)
        .on(op::ViewPromotion, list_promotions::view)
        .on(op::ReplacePromotion, replace_promotion::handle)
        .on(op::StartPromotion, move_promotion::handle)
        .on(op::PausePromotion, move_promotion::handle)
        .on(op::EndPromotion, move_promotion::handle)
        .on(op::TryPromotion, try_promotion::handle)
        .on(op::AddCodes, add_codes::handle)
        .on(op::ListCodes, list_promotions::codes)
        .on(op::PutCampaign, campaigns::put)
        .on(op::ListCampaigns, campaigns::list)
        .on(op::ViewPricing, change_pricing::view)
        .on(op::PutTerms, change_pricing::terms)
        .on(op::PutTaxZones, change_pricing::tax_zones)
        .on(op::AddStandardZones, change_pricing::standard_zones)
        .on(op::PutExchange, change_pricing::exchange)
        .on(op::ImportRates, import_rates::handle)
        .on(op::PutPriceList, price_lists::put)
        .on(op::ListPriceLists, price_lists::list)
        .on(op::ListListedSkus, price_lists::skus)
        .on(op::PutPriceRows, price_rows::handle)
        .on(op::EndPriceList, price_lists::end)
        .on(op::StartPriceImport, price_jobs::prices)
        .on(op::StartCompetitorImport, price_jobs::competitors)
        .on(op::ViewCompetitorPrices, take_competitors::view)
        .on(op::StartCodePool, price_jobs::codes)
        .on(op::ViewPriceJob, price_jobs::view)
        .on(op::ListPriceJobs, price_jobs::list)
        .on(op::ViewBuyerTerms, buyer_terms::view)
        .on(op::PutBuyerTerms, buyer_terms::put)
        .on(op::ListGroupMembers, group_members::list)
        .on(op::PutGroupMember, group_members::put)
        .on(op::RemoveGroupMember, group_members::remove)
        .on_news(file_tax::order)
        .on_news(file_tax::credit)
        .on_tick("advance-price-jobs", advance_jobs::handle)
}
