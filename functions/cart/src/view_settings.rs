use contract::cart::ViewSettings;
use domain::shop::Settings;
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, _: Req<ViewSettings>) -> Outcome<Settings> {
    Ok(match cx.find(keys::cart::settings()).await? {
        Some(held) => Done::new(held.value.clone()).etag(held.version()),
        // Nobody has decided anything yet: that is version 0.
        None => Done::new(Settings::default()).etag(0),
    })
}
