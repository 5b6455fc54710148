//! Operations of `recycle`: used goods that customers bring back for store credit.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::{
    loyalty::Month,
    recycle::{
        ConditionGiven, ConditionQuestion, GradeAmounts, MaterialMonth, MaterialWeight, Takeback,
        TakebackGrade, TakebackItem, TakebackProgramme, TakebackState, TakebackSummary, Treatment,
        WeeeCategory,
    },
};
use primitives::{
    Code, CountryCode, Currency, GiftCardId, LocationId, Money, OrderId, Sku, Slug, TakebackId,
    Timestamp, Title,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who sets prices.
const CATALOG: Caller = Caller::Staff(&[Role::Catalog, Role::Finance]);
/// Who opens the parcels.
const DOCK: Caller = Caller::Staff(&[Role::Fulfilment]);
/// The customer, or who helps them.
const OWNER: Caller = Caller::CustomerOrStaff(&[Role::Service]);

operations! { "recycle":
    /// What is taken back, and for how much.
    ListTakebackProgrammes: GET "/takeback-programmes" (NoPath, PageQuery, NoBody) -> 200 Page<TakebackProgramme>,
        by Caller::Public, with [];
    /// One programme, with its questions and quotes.
    ViewTakebackProgramme: GET "/takeback-programmes/{programme}" (TakebackProgrammePath, NoQuery, NoBody)
        -> 200 TakebackProgramme, by Caller::Public, with [Versioned];
    /// Makes a programme what the body says. Quotes that were given stay as they are.
    PutTakebackProgramme: PUT "/takeback-programmes/{programme}" (TakebackProgrammePath, NoQuery, TakebackProgrammeBody)
        -> 200 TakebackProgramme, by CATALOG, with [Versioned];
    /// Asks what one unit is worth: answers about its condition become a grade, and that a quote.
    RequestTakeback: POST "/me/takebacks" (NoPath, NoQuery, RequestTakebackBody) -> 201 TakebackView,
        by Caller::Customer, with [Keyed];
    /// One's own take-backs, the newest first.
    ListMyTakebacks: GET "/me/takebacks" (NoPath, PageQuery, NoBody) -> 200 Page<TakebackSummary>,
        by Caller::Customer, with [];
    /// Take-backs in a state, the oldest first, as long as they are open.
    ListTakebacks: GET "/takebacks" (NoPath, TakebacksQuery, NoBody) -> 200 Page<TakebackSummary>,
        by Caller::Staff(&[Role::Fulfilment, Role::Service]), with [];
    /// One take-back, and how far it is.
    ViewTakeback: GET "/takebacks/{takeback_id}" (TakebackPath, NoQuery, NoBody) -> 200 TakebackView,
        by Caller::CustomerOrStaff(&[Role::Fulfilment, Role::Service]), with [];
    /// Takes the quote: the thing will be sent.
    AcceptTakeback: POST "/takebacks/{takeback_id}/acceptance" (TakebackPath, NoQuery, NoBody) -> 200 TakebackView,
        by OWNER, with [Keyed];
    /// Calls it off before anything has come.
    CancelTakeback: POST "/takebacks/{takeback_id}/cancel" (TakebackPath, NoQuery, NoBody) -> 200 TakebackView,
        by OWNER, with [Keyed];
    /// Notes that it came.
    ReceiveTakeback: POST "/takebacks/{takeback_id}/receipt" (TakebackPath, NoQuery, NoBody) -> 200 TakebackView,
        by DOCK, with [Keyed];
    /// Notes the grade that was found: as good as quoted is paid at once, less is offered less for.
    InspectTakeback: POST "/takebacks/{takeback_id}/inspection" (TakebackPath, NoQuery, InspectTakebackBody)
        -> 200 TakebackView, by DOCK, with [Keyed];
    /// Takes the lower offer: it is paid at once.
    TakeTakebackOffer: POST "/takebacks/{takeback_id}/offer/acceptance" (TakebackPath, NoQuery, NoBody)
        -> 200 TakebackView, by OWNER, with [Keyed];
    /// Does not take the lower offer: the thing is sent back.
    DeclineTakebackOffer: POST "/takebacks/{takeback_id}/offer/decline" (TakebackPath, NoQuery, NoBody)
        -> 200 TakebackView, by OWNER, with [Keyed];
    /// Notes that it went back.
    SendTakebackBack: POST "/takebacks/{takeback_id}/dispatch" (TakebackPath, NoQuery, NoBody) -> 200 TakebackView,
        by DOCK, with [Keyed];
    /// Says what becomes of it. Its weight goes into the report; what is refurbished goes into stock, under a SKU with its condition.
    TreatTakeback: POST "/takebacks/{takeback_id}/treatment" (TakebackPath, NoQuery, TreatTakebackBody)
        -> 200 TakebackView, by DOCK, with [Keyed];
    /// Weight and materials of what was treated in a market, by month, category and treatment.
    ViewMaterialReport: GET "/takeback-report" (NoPath, MaterialReportQuery, NoBody) -> 200 MaterialReport,
        by Caller::Staff(&[Role::Finance, Role::Fulfilment]), with [];
    /// The same report as a CSV file.
    WriteMaterialReport: POST "/takeback-report/files" (NoPath, NoQuery, MaterialReportQuery) -> 200 MaterialReportFile,
        by Caller::Staff(&[Role::Finance, Role::Fulfilment]), with [];
}

/// Which programme.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TakebackProgrammePath {
    /// The programme.
    pub programme: Slug,
}

/// Which take-back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TakebackPath {
    /// The take-back.
    pub takeback_id: TakebackId,
}

/// Which take-backs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakebacksQuery {
    /// In which state; what is over is found by its customer.
    pub state: TakebackState,
    /// Where the page before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
}

/// A programme, but for its name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakebackProgrammeBody {
    /// As customers read it.
    pub title: Title,
    /// The country whose things it takes.
    pub market: CountryCode,
    /// What kind of equipment it takes: Directive 2012/19/EU, annex III.
    pub weee: WeeeCategory,
    /// SKUs that it takes, each with what is in one unit.
    #[serde(default)]
    #[schemars(length(max = 50))]
    pub items: Vec<TakebackItem>,
    /// Categories of the catalogue that it takes, beside those SKUs.
    #[serde(default)]
    #[schemars(length(max = 10))]
    pub categories: Vec<Code>,
    /// What is in one unit of what is taken by its category.
    #[serde(default)]
    #[schemars(length(max = 8))]
    pub materials: Vec<MaterialWeight>,
    /// What is paid, by grade. A grade that is left out is worth nothing.
    #[schemars(length(min = 1, max = 4))]
    pub grades: Vec<GradeAmounts>,
    /// What customers are asked.
    #[schemars(length(min = 1, max = 12))]
    pub questions: Vec<ConditionQuestion>,
    /// From when on it quotes.
    pub valid_from: Timestamp,
    /// Until when; for ever, where absent.
    #[serde(default)]
    pub valid_until: Option<Timestamp>,
    /// For how many days a quote is good.
    #[schemars(range(min = 1, max = 90))]
    pub quote_days: u16,
    /// How many days there are for sending the thing.
    #[schemars(range(min = 1, max = 90))]
    pub send_days: u16,
    /// How many days there are for answering a lower offer; then the thing is sent back.
    #[schemars(range(min = 1, max = 90))]
    pub answer_days: u16,
    /// Whether only what was bought here is taken.
    #[serde(default)]
    pub bought_here: bool,
}

impl TakebackProgrammeBody {
    /// The programme of this name.
    pub fn named(self, programme: Slug) -> TakebackProgramme {
        TakebackProgramme {
            programme,
            title: self.title,
            market: self.market,
            weee: self.weee,
            items: self.items,
            categories: self.categories,
            materials: self.materials,
            grades: self.grades,
            questions: self.questions,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            quote_days: self.quote_days,
            send_days: self.send_days,
            answer_days: self.answer_days,
            bought_here: self.bought_here,
        }
    }
}

/// What somebody wants to bring back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestTakebackBody {
    /// What.
    pub sku: Sku,
    /// In which country it is.
    pub market: CountryCode,
    /// In what store credit is to be paid.
    pub currency: Currency,
    /// Answers to the programme's questions, one to each.
    #[schemars(length(min = 1, max = 12))]
    pub answers: Vec<ConditionGiven>,
    /// The order it was bought with, where the programme wants that.
    #[serde(default)]
    pub order_id: Option<OrderId>,
}

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectTakebackBody {
    /// The grade.
    pub grade: TakebackGrade,
}

/// What becomes of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TreatTakebackBody {
    /// What.
    pub treatment: Treatment,
    /// `refurbish`: as what it is sold again; on sale in the catalogue with an attribute `condition`.
    #[serde(default)]
    pub sold_as: Option<Sku>,
    /// `refurbish`: where it lies.
    #[serde(default)]
    pub location_id: Option<LocationId>,
}

/// Which report.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialReportQuery {
    /// The country.
    pub market: CountryCode,
    /// The first month, such as `2026-01`.
    pub from: Month,
    /// The last month; at most twelve in all.
    pub to: Month,
}

/// A report.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MaterialReport {
    /// Months and categories in which something was treated, oldest first.
    pub items: Vec<MaterialMonth>,
}

/// A report as a file.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MaterialReportFile {
    /// Where it can be fetched.
    pub csv_url: String,
    /// Until when.
    pub url_expires_at: Timestamp,
}

/// When it came to be in a state.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TakebackMomentView {
    /// The state.
    pub state: TakebackState,
    /// When.
    pub at: Timestamp,
}

/// A take-back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TakebackView {
    /// The take-back.
    pub takeback_id: TakebackId,
    /// How far it is.
    pub state: TakebackState,
    /// What.
    pub sku: Sku,
    /// By which programme.
    pub programme: Slug,
    /// In which market.
    pub market: CountryCode,
    /// The grade that follows from what was said.
    pub grade: TakebackGrade,
    /// What was offered for that.
    pub quote: Money,
    /// When this state ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// The grade that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<TakebackGrade>,
    /// What is offered for what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Money>,
    /// What was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Money>,
    /// The store credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_id: Option<GiftCardId>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// As what it is sold again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_as: Option<Sku>,
    /// Its states so far.
    pub log: Vec<TakebackMomentView>,
}

impl From<&Takeback> for TakebackView {
    fn from(one: &Takeback) -> Self {
        let moments = one.log.iter();
        Self {
            takeback_id: one.takeback_id.clone(),
            state: one.state,
            sku: one.sku.clone(),
            programme: one.programme.clone(),
            market: one.market.clone(),
            grade: one.grade,
            quote: one.quote,
            due_at: one.due_at,
            found: one.found,
            offer: one.offer,
            credit: one.credit,
            card_id: one.card_id.clone(),
            treatment: one.treatment,
            sold_as: one.sold_as.clone(),
            log: moments.map(|one| TakebackMomentView { state: one.state, at: one.at }).collect(),
        }
    }
}
