use contract::pricing::{CampaignView, CampaignsView, ListCampaigns, PutCampaign};
use domain::pricing::{
    book::Campaign,
    promotion::{Counted, UseCounter},
};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Wanted, keys::pricing as keys};
use tariff::Press;

pub async fn put(cx: Cx, req: Req<PutCampaign>) -> Outcome<CampaignView> {
    let campaign = Campaign {
        campaign_id: req.path.campaign_id.clone(),
        title: req.body.title.clone(),
        budget: req.body.budget,
    };
    let press = Press::load(&cx).await?;
    let mut next = press.book().clone();
    next.run(campaign.clone())?;
    let counted = Counted::Campaign(campaign.campaign_id.clone());
    let counter = cx.find(keys::uses(&counted)).await?.map(|held| held.value);
    press.print(Done::new(view(campaign, counter)), next)
}

pub async fn list(cx: Cx, _: Req<ListCampaigns>) -> Outcome<CampaignsView> {
    let campaigns = Press::load(&cx).await?.book().campaigns.clone();
    let key = |campaign: &Campaign| keys::uses(&Counted::Campaign(campaign.campaign_id.clone()));
    let found = cx.gather(&Wanted::default().and(campaigns.iter().map(key))).await?;
    let items = campaigns.into_iter().map(|campaign| {
        let counter = found.get(&key(&campaign)).map_err(Fault::Table)?;
        Ok(view(campaign, counter.map(|held| held.value)))
    });
    Ok(Done::new(CampaignsView { items: items.collect::<Result<_, Fault>>()? }))
}

fn view(campaign: Campaign, counter: Option<UseCounter>) -> CampaignView {
    let (uses, spent) = counter.map_or((0, 0), |counter| (counter.uses, counter.spent));
    CampaignView { campaign, uses, spent }
}
