//! `pricing`: what staff decide on prices: promotions, codes, campaigns, price lists, taxes, rates.
//!
//! Invariant: a change of what is at work prints a new edition of the book in the same transaction,
//! and an edition that could not be laid out is never printed. Carts read the book; they never wait for
//! this function.
mod add_codes;
mod buyer_terms;
mod campaigns;
mod change_pricing;
mod create_promotion;
mod import_rates;
mod list_promotions;
mod move_promotion;
mod price_lists;
mod price_rows;
mod print;
mod replace_promotion;
mod try_promotion;

use contract::pricing as op;
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("pricing")
        .on(op::CreatePromotion, create_promotion::handle)
        .on(op::ListPromotions, list_promotions::of_state)
        .on(op::ViewPromotion, list_promotions::view)
        .on(op::ReplacePromotion, replace_promotion::handle)
        .on(op::StartPromotion, move_promotion::start)
        .on(op::PausePromotion, move_promotion::pause)
        .on(op::EndPromotion, move_promotion::end)
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
        .on(op::ViewBuyerTerms, buyer_terms::view)
        .on(op::PutBuyerTerms, buyer_terms::put)
}
