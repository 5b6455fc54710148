//! Photos of what comes back: sent to the bucket by whoever returns it, looked at by whoever decides.
use crate::books;
use contract::returns::{
    AddGuestReturnPhoto, AddPhotoBody, AddReturnPhoto, ListReturnPhotos, PhotoAdded, PhotoList,
    PhotoUpload, PhotoView,
};
use domain::returns::{HEAD_BYTES, Photo, PhotoMedia, PhotoState, Return, ReturnPhotos};
use primitives::PhotoId;
use runtime::{Cx, Done, Fault, Outcome, Progress, Req, Step, ports::Files};
use sold::Guest;
use std::time::Duration;
use table::{Held, keys::returns as keys};

/// How long a file may be sent.
const SEND_SECONDS: u32 = 900;
/// How long a photo's address shows it.
const SHOWN: Duration = Duration::from_mins(15);

/// The buyer, or staff.
pub async fn add(cx: Cx, req: Req<AddReturnPhoto>) -> Outcome<PhotoAdded> {
    let one = books::one(&cx, &req.path).await?;
    noted(&cx, &one, &req.command, req.body).await
}

/// A guest, who knows number and e-mail address. Whoever guesses has to wait.
pub async fn guests(cx: Cx, req: Req<AddGuestReturnPhoto>) -> Progress<PhotoAdded> {
    let order = match sold::guest(&cx, &req.raw, &req.body.number, &req.body.email).await? {
        Guest::Order(order) => order,
        Guest::Wrong(attempt) => return Ok(Guest::refused(attempt)),
    };
    let one = cx.load(keys::one(&order.order_id, &req.path.return_id)).await?;
    Ok(Step::Finish(noted(&cx, &one, &req.command, req.body.photo()).await?))
}

/// Notes the photo, and signs an address for exactly its bytes.
async fn noted(
    cx: &Cx,
    one: &Held<Return>,
    command: &str,
    body: AddPhotoBody,
) -> Outcome<PhotoAdded> {
    let held = cx.find(keys::photos(&one.order_id, &one.return_id)).await?;
    let known = held.as_ref().map_or_else(|| ReturnPhotos::none(one), |held| held.value.clone());
    let photo = Photo {
        photo_id: PhotoId::parse(format!("pho_{command}"))?,
        line_id: body.line_id,
        caption: body.caption,
        bytes: body.bytes,
        added_at: cx.now(),
    };
    let next = known.add(one, photo.clone())?;
    let valid = Duration::from_secs(SEND_SECONDS.into());
    let url = cx.files()?.upload_url(&next.file(&photo), photo.bytes, valid).await;
    let upload = PhotoUpload {
        method: "PUT".into(),
        url: url.map_err(Fault::Outside)?,
        expires_at: cx.now().plus_seconds(SEND_SECONDS.into()),
        bytes: photo.bytes,
    };
    let added = PhotoAdded { photo_id: photo.photo_id, upload };
    Ok(Done::new(added).save(held.as_ref(), &next).unchanged(one))
}

/// The photos, each as it lies in the bucket by now.
pub async fn list(cx: Cx, req: Req<ListReturnPhotos>) -> Outcome<PhotoList> {
    let one = books::one(&cx, &req.path).await?;
    let held = cx.find(keys::photos(&one.order_id, &one.return_id)).await?;
    let mut items = Vec::new();
    if let Some(known) = held {
        for photo in &known.photos {
            let view = PhotoView::awaited(photo);
            items.push(seen(cx.files()?, &known.file(photo), view).await.map_err(Fault::Outside)?);
        }
    }
    Ok(Done::new(PhotoList { items }))
}

/// A browser is told what the file is, not what its sender called it: nothing but a picture is ever shown.
async fn seen(files: &dyn Files, file: &str, view: PhotoView) -> Result<PhotoView, String> {
    if files.size(file).await?.is_none() {
        return Ok(view);
    }
    let head = files.read(file, 0, HEAD_BYTES).await?;
    let Some(media) = PhotoMedia::of(&head) else {
        return Ok(PhotoView { state: PhotoState::NoPicture, ..view });
    };
    let url = Some(files.shown_url(file, media.mime(), SHOWN).await?);
    Ok(PhotoView { state: PhotoState::Here, media: Some(media), url, ..view })
}
