use contract::{
    Page, PageQuery,
    pricing::{ListCodes, ListPromotions, ViewPromotion},
};
use domain::pricing::{CodeLead, promotion::Promotion};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::pricing as keys;

pub async fn of_state(cx: Cx, req: Req<ListPromotions>) -> Outcome<Page<Promotion>> {
    let query = PageQuery { cursor: req.query.cursor.clone(), limit: req.query.limit };
    Ok(Done::new(cx.page(&keys::promotions(&req.query.state), &query).await?))
}

pub async fn view(cx: Cx, req: Req<ViewPromotion>) -> Outcome<Promotion> {
    let held = cx.load(keys::promotion(&req.path.promotion_id)).await?;
    Ok(Done::new(held.value.clone()).etag(held.version()))
}

pub async fn codes(cx: Cx, req: Req<ListCodes>) -> Outcome<Page<CodeLead>> {
    let promotion = cx.load(keys::promotion(&req.path.promotion_id)).await?;
    Ok(Done::new(cx.page(&keys::codes_of(&promotion.id), &req.query).await?))
}
