//! Whom invoices name is sealed under a key of their year. Once the law no longer asks for them, that key goes, and with it every copy.
use runtime::{Cx, Done, Outcome};
use table::keys::order::invoices_of;

/// Years that are gone through, so that a shop which shortens its time, or slept, forgets what is over by now. Deleting a file that is not
/// there costs nothing.
const LOOK_BACK: u16 = 30;

/// Invoices are kept to the end of the year after so many.
pub async fn forget(cx: Cx) -> Outcome<()> {
    let kept = cx.settings().invoice_years;
    if kept > 0 {
        let first_kept = cx.now().day().year().saturating_sub(kept);
        for year in first_kept.saturating_sub(LOOK_BACK)..first_kept {
            cx.keyring()?.destroy(&invoices_of(year)).await?;
        }
    }
    Ok(Done::new(()))
}
