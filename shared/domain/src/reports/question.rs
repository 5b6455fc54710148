//! What is asked, and as which statement.
use super::{
    Funnel, Measure, ReportRefusal, TrialQuestion,
    columns::{self, Columns},
    fill::fill,
};
use primitives::{Currency, Day, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days of one question.
pub const ASKED_DAYS_MAX: i64 = 1_100;
/// Rows of one answer.
pub const ROWS_MAX: usize = 5_000;
/// Days before a span of which orders are known for who buys for the first time.
const FIRST_DAYS: i64 = 3_650;
/// Rows of which something is reckoned.
const RECKONED_MAX: usize = 20_000;
/// Customers' goods of one page of rhythms.
pub const RHYTHMS_PAGE: usize = 1_500;
/// The last days of each that are looked at: with more of them a page would hold fewer.
const REMEMBERED: usize = 12;
/// Days before an order in which a campaign may have brought its buyer.
const TOUCH_DAYS: i64 = 30;

/// Length of the parts of a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Hours (UTC).
    Hour,
    /// Days (UTC).
    #[default]
    Day,
    /// Weeks, by their Monday.
    Week,
    /// Months.
    Month,
    /// All of it as one.
    Span,
}

/// A property that sales are parted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// None: all together.
    #[default]
    Nothing,
    /// Where it was sold.
    Channel,
    /// Country of delivery.
    Country,
    /// The product.
    Product,
    /// The SKU.
    Sku,
    /// The product's first category.
    Category,
    /// Customers with an account, or guests.
    Buyer,
}

/// A property of a campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Campaign {
    /// `utm_source`.
    #[default]
    Source,
    /// `utm_medium`.
    Medium,
    /// `utm_campaign`.
    Campaign,
}

/// Which of the campaigns that brought a customer gets the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Touch {
    /// The first.
    #[default]
    First,
    /// The last.
    Last,
}

/// From which day to which, both included (UTC).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    from: Day,
    to: Day,
    began: Timestamp,
}

impl Span {
    /// Refuses a span that ends before it begins, or is too long.
    pub fn new(from: Day, to: Day) -> Result<Self, ReportRefusal> {
        let wrong = ReportRefusal::Span(ASKED_DAYS_MAX);
        let at =
            |day: &Day| Timestamp::parse(format!("{day}T00:00:00.000Z")).map_err(|_| wrong.clone());
        let (began, ends) = (at(&from)?, at(&to)?);
        let days = (ends.seconds() - began.seconds()) / 86_400 + 1;
        if !(1..=ASKED_DAYS_MAX).contains(&days) {
            return Err(wrong);
        }
        Ok(Self { from, to, began })
    }

    fn days_before(&self, days: i64) -> String {
        self.began.plus_seconds(-days * 86_400).day().to_string()
    }
}

/// A report with what is chosen for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// What was sold, cancelled and given back.
    Sales(Per, By),
    /// What promotions took off.
    Promotions,
    /// Who bought for the first time or again.
    Buyers(Per),
    /// Customers by the month of their first order.
    Cohorts,
    /// Visitors and orders.
    Traffic(Per),
    /// How far visitors went.
    Funnel(Funnel),
    /// Orders by the campaign that brought the customer.
    Attribution(Touch, Campaign),
    /// What new customers cost.
    Acquisition,
    /// The ways that visits begin.
    Journeys,
    /// What models learn from: purchases in one currency of customers that are drawn by chance, where there are too many.
    Histories(Currency),
    /// A page, from 0, of all customers by purchases in one currency, and by what they promise: [`Models::promise`](super::Models::promise).
    Outlook(Currency, u16, String),
    /// A page, from 0, of the days on which customers bought the same goods.
    Rhythms(u16),
    /// Where the fifths of customers begin.
    Fifths,
    /// What subjects of an experiment did.
    Trial(TrialQuestion),
}

/// A question, ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The report's name.
    pub report: &'static str,
    /// The statement.
    pub statement: String,
    /// The columns of the answer.
    pub columns: Vec<(&'static str, Measure)>,
}

impl Question {
    /// The statement that answers it over a span. It asks for one row more than an answer may have, unless it is a page or a sample.
    pub fn asked(&self, span: &Span) -> Asked {
        let (report, statement) = self.file();
        let sales = self.sales_from(span);
        let rows = |text: &str| text.trim_end().to_owned();
        let more = usize::from(!self.is_page_or_sample());
        let limit = match self {
            Self::Rhythms(_) => RHYTHMS_PAGE,
            _ => self.rows_max() + more,
        };
        let limit = limit.to_string();
        let (from, to) = (span.from.to_string(), span.to.to_string());
        let whole = fill(
            statement,
            &[
                ("sales", &rows(include_str!("sql/sales_rows.sql"))),
                ("orders", &rows(include_str!("sql/orders_rows.sql"))),
                ("behaviour", &rows(include_str!("sql/behaviour_rows.sql"))),
                ("bucket", &self.bucket("happened_at")),
                ("placed_bucket", &self.bucket("placed_at")),
                ("seen_bucket", &self.bucket("occurred_at")),
                ("property", self.property()),
                ("direction", self.direction()),
                ("histories", &rows(include_str!("sql/histories_rows.sql"))),
                ("promise", self.promise()),
                ("remembered", &REMEMBERED.to_string()),
                ("skipped", &self.skipped().to_string()),
                ("limit", &limit),
            ],
        );
        let seen_from = span.days_before(if self.looks_back() { TOUCH_DAYS } else { 0 });
        let last = match self {
            Self::Funnel(funnel) => funnel.ends(span.to.clone()),
            _ => to.clone(),
        };
        let days = [
            ("from", sales.as_str()),
            ("to", &last),
            ("seen_from", &seen_from),
            ("asked_from", &from),
            ("asked_to", &to),
            ("currency", &self.currency()),
        ];
        let whole = fill(&whole, &days);
        // Names that a caller chose come last: nothing looks at them again.
        let statement = match self {
            Self::Funnel(funnel) => funnel.fill(&whole),
            Self::Trial(trial) => trial.fill(&whole),
            _ => whole,
        };
        Asked { report, statement, columns: self.columns().to_vec() }
    }

    /// Rows that an answer may have: what is only reckoned with may be more than what is shown.
    pub const fn rows_max(&self) -> usize {
        match self {
            Self::Histories(_) | Self::Rhythms(_) => RECKONED_MAX,
            _ => ROWS_MAX,
        }
    }

    const fn is_page_or_sample(&self) -> bool {
        matches!(self, Self::Histories(_) | Self::Outlook(..) | Self::Rhythms(_))
    }

    fn currency(&self) -> String {
        match self {
            Self::Histories(currency) | Self::Outlook(currency, ..) => currency.to_string(),
            _ => String::new(),
        }
    }

    const fn promise(&self) -> &str {
        if let Self::Outlook(_, _, promise) = self { promise.as_str() } else { "" }
    }

    fn skipped(&self) -> usize {
        match self {
            Self::Outlook(_, page, _) => usize::from(*page) * ROWS_MAX,
            Self::Rhythms(page) => usize::from(*page) * RHYTHMS_PAGE,
            _ => 0,
        }
    }

    const fn looks_back(&self) -> bool {
        matches!(self, Self::Attribution(..) | Self::Acquisition)
    }

    /// Whose first order something was is known of the ten years before: each day more is a folder more that is looked into.
    fn sales_from(&self, span: &Span) -> String {
        match self {
            Self::Buyers(_) | Self::Cohorts | Self::Acquisition | Self::Trial(_) => {
                span.days_before(FIRST_DAYS)
            }
            _ => span.from.to_string(),
        }
    }

    const fn file(&self) -> (&'static str, &'static str) {
        match self {
            Self::Sales(..) => ("sales", include_str!("sql/sales.sql")),
            Self::Promotions => ("promotions", include_str!("sql/promotions.sql")),
            Self::Buyers(_) => ("buyers", include_str!("sql/buyers.sql")),
            Self::Cohorts => ("cohorts", include_str!("sql/cohorts.sql")),
            Self::Traffic(_) => ("traffic", include_str!("sql/traffic.sql")),
            Self::Funnel(_) => ("funnel", include_str!("sql/funnel.sql")),
            Self::Attribution(..) => ("attribution", include_str!("sql/attribution.sql")),
            Self::Acquisition => ("acquisition", include_str!("sql/acquisition.sql")),
            Self::Journeys => ("journeys", include_str!("sql/journeys.sql")),
            Self::Histories(_) => ("histories", include_str!("sql/histories.sql")),
            Self::Outlook(..) => ("outlook", include_str!("sql/outlook.sql")),
            Self::Rhythms(_) => ("rhythms", include_str!("sql/rhythms.sql")),
            Self::Fifths => ("fifths", include_str!("sql/fifths.sql")),
            Self::Trial(_) => ("trial", include_str!("sql/trial.sql")),
        }
    }

    /// The part of the span that a row belongs to, by its columns `at` and `date`.
    fn bucket(&self, at: &str) -> String {
        let (Self::Sales(per, _) | Self::Buyers(per) | Self::Traffic(per)) = self else {
            return "''".into();
        };
        match per {
            // Both engines write a point in time from its year down.
            Per::Hour => format!("substr(CAST({at} AT TIME ZONE 'UTC' AS varchar), 1, 13)"),
            Per::Day => "date".into(),
            Per::Week => {
                "substr(CAST(date_trunc('week', CAST(date AS date)) AS varchar), 1, 10)".into()
            }
            Per::Month => "substr(date, 1, 7)".into(),
            Per::Span => "''".into(),
        }
    }

    const fn property(&self) -> &'static str {
        match self {
            Self::Sales(_, by) => match by {
                By::Nothing => "''",
                By::Channel => "channel",
                By::Country => "coalesce(country, '')",
                By::Product => "coalesce(product_id, '')",
                By::Sku => "coalesce(sku, '')",
                By::Category => "coalesce(category, '')",
                By::Buyer => "CASE WHEN customer_id IS NULL THEN 'guest' ELSE 'customer' END",
            },
            Self::Attribution(_, campaign) => match campaign {
                Campaign::Source => "behaviour.utm_source",
                Campaign::Medium => "behaviour.utm_medium",
                Campaign::Campaign => "behaviour.utm_campaign",
            },
            Self::Funnel(funnel) => funnel.property(),
            Self::Trial(trial) => trial.property(),
            _ => "''",
        }
    }

    const fn direction(&self) -> &'static str {
        if matches!(self, Self::Attribution(Touch::Last, _)) { "DESC" } else { "ASC" }
    }

    const fn columns(&self) -> Columns {
        match self {
            Self::Sales(..) => columns::SALES,
            Self::Promotions => columns::PROMOTIONS,
            Self::Buyers(_) => columns::BUYERS,
            Self::Cohorts => columns::COHORTS,
            Self::Traffic(_) => columns::TRAFFIC,
            Self::Funnel(_) => columns::FUNNEL,
            Self::Attribution(..) => columns::ATTRIBUTION,
            Self::Acquisition => columns::ACQUISITION,
            Self::Fifths => columns::FIFTHS,
            Self::Trial(_) => columns::TRIAL,
            Self::Histories(_) => columns::HISTORIES,
            Self::Outlook(..) => columns::OUTLOOK,
            Self::Rhythms(_) => columns::RHYTHMS,
            Self::Journeys => columns::JOURNEYS,
        }
    }
}
