//! Photos of what comes back: who may add one, and what a file turned out to be.
//!
//! Invariant: what is shown as a picture begins like one, whatever whoever sent it said; the bucket is the only
//! place that knows whether it came.
use super::{Return, ReturnRefusal};
use primitives::{LineId, Note, OrderId, PhotoId, ReturnId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Photos that one return takes.
pub const PHOTOS_MAX: usize = 10;
/// Bytes of one photo: what a telephone's camera makes, uncropped.
pub const PHOTO_BYTES_MAX: u64 = 10 * 1_024 * 1_024;
/// Bytes at a file's beginning that tell what it is.
pub const HEAD_BYTES: u64 = 12;

/// What kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PhotoMedia {
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// WebP.
    #[serde(rename = "image/webp")]
    Webp,
    /// HEIF, as telephones of one maker write it.
    #[serde(rename = "image/heic")]
    Heic,
}

impl PhotoMedia {
    /// As in `Content-Type`.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
        }
    }

    /// What a file is, by how it begins: JPEG (ITU-T T.81, start of image), PNG (ISO/IEC 15948, 5.2), WebP (RFC 9649,
    /// 2.4), HEIF (ISO/IEC 23008-12, brands of annex B). Nothing else is shown.
    pub fn of(head: &[u8]) -> Option<Self> {
        let (first, rest) = head.split_at_checked(4)?;
        let brand = rest.get(4..8);
        match first {
            [0xFF, 0xD8, 0xFF, _] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G'] if rest.starts_with(b"\r\n\x1A\n") => Some(Self::Png),
            b"RIFF" if brand == Some(b"WEBP") => Some(Self::Webp),
            _ if rest.starts_with(b"ftyp") => {
                let known: [&[u8]; 4] = [b"heic", b"heix", b"mif1", b"msf1"];
                brand.filter(|brand| known.contains(brand)).map(|_| Self::Heic)
            }
            _ => None,
        }
    }
}

/// Whether a photo came, and was one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhotoState {
    /// Nothing has been sent yet.
    Awaited,
    /// It can be looked at.
    Here,
    /// What was sent is no picture, and is not shown.
    NoPicture,
}

/// A photo that somebody adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The photo; made of the command that announced it, so that a repeat finds it.
    pub photo_id: PhotoId,
    /// The line that it shows, where it shows one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_id: Option<LineId>,
    /// What it shows, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<Note>,
    /// Bytes announced; the upload's address takes no other number.
    pub bytes: u64,
    /// When it was announced.
    pub added_at: Timestamp,
}

/// The photos of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnPhotos {
    /// The order.
    pub order_id: OrderId,
    /// The return.
    pub return_id: ReturnId,
    /// The photos, oldest first.
    pub photos: Vec<Photo>,
}

impl ReturnPhotos {
    /// Of a return without any.
    pub fn none(one: &Return) -> Self {
        let (order_id, return_id) = (one.order_id.clone(), one.return_id.clone());
        Self { order_id, return_id, photos: Vec::new() }
    }

    /// With one more. As long as the return is open: afterwards there is nothing left to show.
    pub fn add(&self, one: &Return, photo: Photo) -> Result<Self, ReturnRefusal> {
        if !one.state.is_open() {
            return Err(ReturnRefusal::State(one.state));
        }
        let line = photo.line_id.as_ref();
        if let Some(unknown) = line.filter(|id| !one.lines.iter().any(|line| line.line_id == **id))
        {
            return Err(ReturnRefusal::UnknownLine(unknown.clone()));
        }
        if photo.bytes == 0 || photo.bytes > PHOTO_BYTES_MAX {
            return Err(ReturnRefusal::PhotoSize { most: PHOTO_BYTES_MAX, bytes: photo.bytes });
        }
        if self.photos.len() >= PHOTOS_MAX {
            return Err(ReturnRefusal::TooManyPhotos(PHOTOS_MAX));
        }
        let photos = self.photos.iter().cloned().chain([photo]).collect();
        Ok(Self { photos, ..self.clone() })
    }

    /// Where a photo lies in the bucket.
    pub fn file(&self, photo: &Photo) -> String {
        format!("return-photos/{}/{}", self.return_id, photo.photo_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_begins_like() {
        let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0, 1];
        assert_eq!(PhotoMedia::of(&jpeg), Some(PhotoMedia::Jpeg));
        assert_eq!(PhotoMedia::of(b"\x89PNG\r\n\x1A\n\0\0\0\r"), Some(PhotoMedia::Png));
        assert_eq!(PhotoMedia::of(b"RIFF\x10\0\0\0WEBP"), Some(PhotoMedia::Webp));
        assert_eq!(PhotoMedia::of(b"\0\0\0\x18ftypheic"), Some(PhotoMedia::Heic));
        for other in [
            &b"<script>alert"[..],
            b"%PDF-1.7 aaa",
            b"RIFF\x10\0\0\0WAVE",
            b"\0\0\0\x18ftypisom",
            b"\xFF",
            b"",
        ] {
            assert_eq!(PhotoMedia::of(other), None, "{other:?}");
        }
    }
}
