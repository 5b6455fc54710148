//! Who asks the tax service: whoever shows the secret that it shares with the shop.
use crate::merchant;
use runtime::{Cx, Fault, HttpRequest};

/// The secret's name in the settings.
const SECRET: &str = "tax";

/// Lets a shop in, or refuses with 401; where real goods are sold nobody gets in.
pub async fn check(cx: &Cx, request: &HttpRequest) -> Result<(), Fault> {
    merchant::check_by(cx, request, SECRET).await
}
