use contract::{
    Page,
    repricing::{ListPriceMoves, ListRepricerMoves, ListRepricers, RepricerView, ViewRepricer},
};
use domain::pricing::dynamic::{PriceMove, RepricerCard};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::repricing as keys;

pub async fn list(cx: Cx, req: Req<ListRepricers>) -> Outcome<Page<RepricerCard>> {
    Ok(Done::new(cx.page(&keys::repricers(), &req.query).await?))
}

pub async fn view(cx: Cx, req: Req<ViewRepricer>) -> Outcome<RepricerView> {
    let held = cx.load(keys::repricer(&req.path.rule_id)).await?;
    Ok(Done::new(RepricerView::of(held.value.clone())).etag(held.version()))
}

pub async fn moves(cx: Cx, req: Req<ListRepricerMoves>) -> Outcome<Page<PriceMove>> {
    let held = cx.load(keys::repricer(&req.path.rule_id)).await?;
    Ok(Done::new(cx.page(&keys::moves_of_repricer(&held.rule_id), &req.query).await?))
}

pub async fn moves_of_sku(cx: Cx, req: Req<ListPriceMoves>) -> Outcome<Page<PriceMove>> {
    Ok(Done::new(cx.page(&keys::moves_of_sku(&req.path.sku), &req.query).await?))
}
