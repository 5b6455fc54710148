//! What guests ask for: each time they show the order's number and the e-mail address that it was placed with.
use super::{AddPhotoBody, ExchangeLine, RequestExchangeBody};
use domain::{
    order::OrderNumber,
    payment::Method,
    returns::{PHOTO_BYTES_MAX, WishedLine},
};
use primitives::{Email, LineId, Note, ReturnId, limits::POSITIONS_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which return of a guest.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GuestReturnPath {
    /// The return.
    pub return_id: ReturnId,
}

/// A guest's photo.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddGuestPhotoBody {
    /// What the order is called.
    pub number: OrderNumber,
    /// The address that it was placed with.
    pub email: Email,
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

impl AddGuestPhotoBody {
    /// The photo, without who sends it.
    pub fn photo(self) -> AddPhotoBody {
        AddPhotoBody { bytes: self.bytes, line_id: self.line_id, caption: self.caption }
    }
}

/// A guest's exchange.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuestExchangeBody {
    /// What the order is called.
    pub number: OrderNumber,
    /// The address that it was placed with.
    pub email: Email,
    /// Which units go back, and why.
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub lines: Vec<WishedLine>,
    /// What comes instead.
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub instead: Vec<ExchangeLine>,
    /// How a difference is paid.
    #[serde(default)]
    pub payment: Option<Method>,
    /// What the buyer wants to say.
    #[serde(default)]
    pub comment: Option<Note>,
}

impl GuestExchangeBody {
    /// The exchange, without who asks: nothing in advance, and nothing beyond the rules.
    pub fn exchange(self) -> RequestExchangeBody {
        RequestExchangeBody {
            lines: self.lines,
            instead: self.instead,
            advance: false,
            payment: self.payment,
            comment: self.comment,
            beyond_rules: false,
        }
    }
}
