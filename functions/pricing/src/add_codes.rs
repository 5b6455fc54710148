use contract::pricing::{AddCodes, CodesBody, CodesView};
use domain::pricing::{
    CodeLead, PricingRefusal,
    promotion::{CodePool, PROMOTION_CODES_MAX, Promotion, PromotionState},
};
use primitives::{Code, Invalid};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::collections::BTreeSet;
use table::keys::pricing as keys;

pub async fn handle(cx: Cx, req: Req<AddCodes>) -> Outcome<CodesView> {
    let promotion = cx.load(keys::promotion(&req.path.promotion_id)).await?;
    let promotion_id = promotion.id.clone();
    if promotion.state == PromotionState::Ended {
        return Err(PricingRefusal::Ended(promotion_id).into());
    }
    if !promotion.by_code {
        return Err(PricingRefusal::NoCodes(promotion_id).into());
    }
    let codes = wanted(&cx, &promotion, req.body)?;
    let places: Vec<_> = codes.iter().map(keys::code).collect();
    let found = cx.load_many(&places).await?;
    // It has to be one for codes still, when they are made.
    let mut done = Done::new(CodesView { codes: codes.clone() }).unchanged(&promotion);
    for (code, found) in codes.into_iter().zip(found) {
        match found {
            None => {
                done = done.create(&CodeLead { code, promotion_id: promotion_id.clone() });
            }
            Some(lead) if lead.promotion_id == promotion_id => {}
            Some(lead) => {
                let promotion = lead.promotion_id.clone();
                return Err(PricingRefusal::CodeTaken { code, promotion }.into());
            }
        }
    }
    Ok(done)
}

/// The codes that are asked for, as they are stored, each once.
fn wanted(cx: &Cx, promotion: &Promotion, body: CodesBody) -> Result<Vec<Code>, Fault> {
    let count = match (body.codes.len(), body.pool) {
        (0, Some(count)) => {
            let pool = CodePool { promotion: promotion.id.clone(), count };
            pool.check(&promotion.limits)?;
            usize::try_from(count).unwrap_or(usize::MAX)
        }
        (1.., None) => body.codes.len(),
        _ => return Err(Invalid::new("body", "needs either codes or a pool").into()),
    };
    if count > PROMOTION_CODES_MAX {
        return Err(PricingRefusal::TooMany(PROMOTION_CODES_MAX, "codes in one request").into());
    }
    if body.pool.is_none() {
        let codes = body.codes.iter().map(|code| CodePool::normalise(code.as_ref()));
        let codes: BTreeSet<Code> = codes.collect::<Result<_, _>>()?;
        return Ok(codes.into_iter().collect());
    }
    let pool = CodePool { promotion: promotion.id.clone(), count: body.pool.unwrap_or_default() };
    let random = (0..count).map(|_| {
        let mut random = [0; 10];
        random.iter_mut().zip(cx.new_key()).for_each(|(to, from)| *to = from);
        random
    });
    Ok(random.map(|random| Ok(pool.code(random)?.code)).collect::<Result<_, Invalid>>()?)
}
