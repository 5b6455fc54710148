//! Answers that are tables, as the caller would rather have them: CSV for spreadsheets, or a chart.
use crate::HttpResponse;
use domain::reports::{Sheet, csv, svg};

/// How a table is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Json,
    Csv,
    Svg,
}

impl Shown {
    /// As the first of the caller's `Accept` that is known here says; JSON for all others.
    pub(crate) fn asked_for(accepts: Option<&str>) -> Self {
        let kinds = accepts.unwrap_or_default().split(',');
        let mut known = kinds.filter_map(|kind| {
            match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
                "text/csv" => Some(Self::Csv),
                "image/svg+xml" => Some(Self::Svg),
                "application/json" => Some(Self::Json),
                _ => None,
            }
        });
        known.next().unwrap_or(Self::Json)
    }

    /// The answer, shown so.
    pub(crate) fn show(self, response: HttpResponse) -> HttpResponse {
        let (media, draw): (_, fn(&Sheet) -> String) = match self {
            Self::Json => return response,
            Self::Csv => ("text/csv; charset=utf-8; header=present", csv),
            Self::Svg => ("image/svg+xml", svg),
        };
        match serde_json::from_str::<Sheet>(&response.body) {
            Ok(sheet) if response.status == 200 => {
                let mut shown = HttpResponse { body: draw(&sheet), ..response };
                shown.headers.insert("content-type".into(), media.into());
                shown
            }
            _ => response,
        }
    }
}
