//! Photos of what comes back, as they are asked for and shown.
use domain::returns::{PHOTO_BYTES_MAX, Photo, PhotoMedia, PhotoState};
use primitives::{LineId, Note, PhotoId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A photo to be sent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPhotoBody {
    /// Bytes of the file: JPEG, PNG, WebP or HEIC, up to 10 MiB.
    #[schemars(range(min = 1, max = PHOTO_BYTES_MAX))]
    pub bytes: u64,
    /// The line that it shows.
    #[serde(default)]
    pub line_id: Option<LineId>,
    /// What it shows, in words.
    #[serde(default)]
    pub caption: Option<Note>,
}

/// Where a photo is to be sent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PhotoUpload {
    /// The method, `PUT`.
    pub method: String,
    /// The address; whoever has it may send the file.
    pub url: String,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// Bytes that it takes: no more and no fewer.
    pub bytes: u64,
}

/// A photo that was announced.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PhotoAdded {
    /// The photo.
    pub photo_id: PhotoId,
    /// Where it is to be sent.
    pub upload: PhotoUpload,
}

/// A photo.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PhotoView {
    /// The photo.
    pub photo_id: PhotoId,
    /// Whether it came, and was one.
    pub state: PhotoState,
    /// What kind of picture it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<PhotoMedia>,
    /// An address that shows it for some minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The line that it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_id: Option<LineId>,
    /// What it shows, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<Note>,
    /// When it was announced.
    pub added_at: Timestamp,
}

impl PhotoView {
    /// Of which nothing has been sent, as far as anybody knows.
    pub fn awaited(photo: &Photo) -> Self {
        Self {
            photo_id: photo.photo_id.clone(),
            state: PhotoState::Awaited,
            media: None,
            url: None,
            line_id: photo.line_id.clone(),
            caption: photo.caption.clone(),
            added_at: photo.added_at,
        }
    }
}

/// Photos of a return.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PhotoList {
    /// The photos, oldest first.
    pub items: Vec<PhotoView>,
}
