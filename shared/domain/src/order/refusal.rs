//! Why an order says no.
use super::{Command, EditRefusal, OrderState};
use crate::{Kind, Refuse, cart::CODES_MAX, pricing::PricingRefusal};
use primitives::{
    Code, Currency, CustomerId, ExternalKey, Invalid, LineId, MoneyError, ReturnId, limits,
};

/// Why an order says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderRefusal {
    /// Not in this state.
    #[error("cannot {command}: the order is {state}")]
    State {
        /// The state it is in.
        state: OrderState,
        /// What was asked.
        command: Command,
    },
    /// A cancellation of many lines is at work.
    #[error("a cancellation of this order is at work; try again after a moment")]
    Busy,
    /// It comes instead of what goes back.
    #[error(
        "the draft comes instead of what return {0} brings back, as it was agreed to; cancel or close the return"
    )]
    Instead(ReturnId),
    /// Something is still to be sent, brought back or mended.
    #[error(
        "the order is not over: who bought has to be reached until all of it came, was cancelled or is back"
    )]
    NotOver,
    /// It is a customer's.
    #[error("the order is of customer {0}: erase the customer, and it goes with them")]
    OfCustomer(CustomerId),
    /// Held twice.
    #[error("the order is held already")]
    AlreadyHeld,
    /// Released twice.
    #[error("the order is not held")]
    NotHeld,
    /// Nothing may leave while it is held.
    #[error("the order is held; release it first")]
    Held,
    /// No such line.
    #[error("the order has no line {0}")]
    UnknownLine(LineId),
    /// A line is named twice in one command.
    #[error("line {0} is named twice")]
    RepeatedLine(LineId),
    /// More units than are open.
    #[error("line {line} has {open} open units, not {asked}")]
    MoreThanOpen {
        /// The line.
        line: LineId,
        /// Units neither sent nor cancelled.
        open: u32,
        /// Units asked for.
        asked: u32,
    },
    /// Nothing is left to cancel or send.
    #[error("the order has no open units")]
    NothingOpen,
    /// No lines were named.
    #[error("name at least one line")]
    NoLines,
    /// More lines than an order may have.
    #[error("an order has at most {} lines", limits::LINES_MAX)]
    TooManyLines,
    /// Goods without a SKU.
    #[error("line {0}: goods need a sku; a charge has kind `charge`")]
    GoodsWithoutSku(usize),
    /// A charge with a SKU.
    #[error("line {0}: a charge has no sku and no product")]
    ChargeWithSku(usize),
    /// A price in another currency.
    #[error("line {at}: the price must be in {currency}")]
    Currency {
        /// The line, from 1.
        at: usize,
        /// The order's currency.
        currency: Currency,
    },
    /// A price below nothing.
    #[error("line {0}: the price must not be negative")]
    NegativePrice(usize),
    /// Nobody is paid for having something sent.
    #[error("shipping: the price is less than nothing")]
    NegativeShipping,
    /// Nobody knows what it costs.
    #[error("line {0}: name a unit_price; only goods of the catalogue have one of their own")]
    NoPrice(usize),
    /// Nobody knows what it is.
    #[error("line {0}: the catalogue does not know it; name a title")]
    NoTitle(usize),
    /// The catalogue does not sell it.
    #[error("line {0}: the catalogue does not sell it now; name a unit_price")]
    NotOnSale(usize),
    /// Kits are sold in carts.
    #[error("line {0}: it is a kit, which only carts sell; name what it is made of")]
    Kit(usize),
    /// Part of a kit.
    #[error("line {0} is part of a kit; add what is wanted more as a line of its own")]
    PartOfKit(LineId),
    /// More off than it costs.
    #[error("line {0}: the discount is more than the line costs")]
    DiscountTooLarge(usize),
    /// A code of no promotion.
    #[error("the code {0} leads to no promotion")]
    UnknownCode(Code),
    /// More codes than anybody has.
    #[error("a draft has at most {CODES_MAX} codes")]
    TooManyCodes,
    /// The catalogue's prices are of another kind than the order's.
    #[error(
        "the order's prices and those of the catalogue differ in whether they include tax; \
         name the unit_price of every added line, as the order's prices are"
    )]
    TaxBasis,
    /// Placed in the future.
    #[error("placed_at must not lie in the future")]
    PlacedInFuture,
    /// The other currency.
    #[error("the lines are priced in another currency; replace them first")]
    CurrencyOfLines,
    /// Nobody buys.
    #[error("name a customer_id or an email")]
    NoBuyer,
    /// Nothing to place.
    #[error("the draft has no lines")]
    Empty,
    /// The reference is another order's.
    #[error("the reference {0} is taken by another order")]
    ReferenceTaken(ExternalKey),
    /// Placing a draft came to nothing.
    #[error("the order was not placed: {0}")]
    NotPlaced(String),
    /// The order was begun by another checkout.
    #[error("another checkout is placing the order")]
    OtherCheckout,
    /// The lines do not add up.
    #[error(transparent)]
    Pricing(#[from] PricingRefusal),
    /// An amount is impossible.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A value is impossible.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The edit is refused.
    #[error(transparent)]
    Edit(#[from] EditRefusal),
    /// Which list is wanted.
    #[error("give exactly one of state, day, reference and number")]
    OneFilter,
    /// Wrong answers of a guest, too many.
    #[error("too many wrong numbers or addresses; try again in {0} seconds")]
    TooManyAttempts(i64),
}

impl Refuse for OrderRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::State { .. } => "order.state",
            Self::Busy => "order.busy",
            Self::Instead(_) => "order.instead",
            Self::NotOver => "order.not_over",
            Self::OfCustomer(_) => "order.of_customer",
            Self::AlreadyHeld => "order.already_held",
            Self::NotHeld => "order.not_held",
            Self::Held => "order.held",
            Self::UnknownLine(_) => "order.unknown_line",
            Self::RepeatedLine(_) => "order.repeated_line",
            Self::MoreThanOpen { .. } => "order.more_than_open",
            Self::NothingOpen => "order.nothing_open",
            Self::NoLines => "order.no_lines",
            Self::TooManyLines => "order.too_many_lines",
            Self::GoodsWithoutSku(_) => "draft.goods_without_sku",
            Self::ChargeWithSku(_) => "draft.charge_with_sku",
            Self::Currency { .. } | Self::CurrencyOfLines => "draft.currency",
            Self::NegativePrice(_) => "draft.negative_price",
            Self::NegativeShipping => "draft.negative_shipping",
            Self::NoPrice(_) => "draft.no_price",
            Self::NoTitle(_) => "draft.no_title",
            Self::NotOnSale(_) => "draft.not_on_sale",
            Self::Kit(_) => "draft.kit",
            Self::PartOfKit(_) => "order.part_of_kit",
            Self::DiscountTooLarge(_) => "draft.discount_too_large",
            Self::UnknownCode(_) => "draft.unknown_code",
            Self::TooManyCodes => "draft.too_many_codes",
            Self::TaxBasis => "order.tax_basis",
            Self::PlacedInFuture => "draft.placed_in_future",
            Self::NoBuyer => "draft.no_buyer",
            Self::Empty => "draft.empty",
            Self::ReferenceTaken(_) => "order.reference_taken",
            Self::NotPlaced(_) => "order.not_placed",
            Self::OtherCheckout => "order.other_checkout",
            Self::OneFilter => "order.one_filter",
            Self::TooManyAttempts(_) => "order.too_many_attempts",
            Self::Pricing(refusal) => refusal.code(),
            Self::Money(refusal) => refusal.code(),
            Self::Invalid(refusal) => refusal.code(),
            Self::Edit(refusal) => refusal.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::State { .. }
            | Self::Busy
            | Self::Instead(_)
            | Self::NotOver
            | Self::OfCustomer(_)
            | Self::AlreadyHeld
            | Self::NotHeld
            | Self::Held
            | Self::MoreThanOpen { .. }
            | Self::NothingOpen
            | Self::Empty
            | Self::ReferenceTaken(_)
            | Self::NotPlaced(_)
            | Self::OtherCheckout => Kind::Conflict,
            Self::Edit(refusal) => refusal.kind(),
            Self::TooManyAttempts(_) => Kind::TooOften,
            _ => Kind::Wrong,
        }
    }

    fn retry_after(&self) -> Option<i64> {
        match self {
            Self::TooManyAttempts(seconds) => Some(*seconds),
            _ => None,
        }
    }
}
