//! What comes out.
use domain::{
    cart::{CartState, Finding},
    pricing::{Discount, GiftLine, Treatment, Why},
    shop::ShippingQuote,
    totals::{LineAmounts, TaxRate, TaxShare, Totals},
};
use primitives::{
    Address, CartId, Code, CountryCode, Currency, Email, Line, LineId, Locale, Money, Note,
    ProductId, Quantity, Sku, Slug, Timestamp, Title,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A cart that was opened, or found, for a device.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OpenedCart {
    /// The cart.
    pub cart_id: CartId,
    /// The secret that opens it: send it as `X-Cart-Token`. It is not told again.
    pub token: String,
    /// Of all its prices.
    pub currency: Currency,
    /// Lines that are in it.
    pub line_count: u32,
}

/// A cart.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CartView {
    /// The cart.
    pub cart_id: CartId,
    /// What may be done with it.
    pub state: CartState,
    /// Whether it belongs to a customer who signed in.
    pub signed_in: bool,
    /// Of every price in it.
    pub currency: Currency,
    /// Where it is sold.
    pub channel: Code,
    /// The language the shopper reads.
    pub locale: Option<Locale>,
    /// What is to be bought, in the order it was added.
    pub lines: Vec<LineView>,
    /// Units of all lines.
    pub units: u64,
    /// Grams of all goods.
    pub weight_grams: u64,
    /// Whether anything has to be delivered.
    pub ships: bool,
    /// What it costs; lines that cannot be sold are left out.
    pub totals: Totals,
    /// Tax by rate.
    pub taxes: Vec<TaxShare>,
    /// Whether and why no tax is taken.
    pub treatment: Treatment,
    /// What each promotion takes off: goods and delivery.
    pub discounts: Vec<Discount>,
    /// What comes for nothing; it is put aside with the order.
    pub gifts: Vec<GiftLine>,
    /// The codes that were entered, and what became of them.
    pub codes: Vec<CodeView>,
    /// Where tax is estimated for.
    pub tax_country: CountryCode,
    /// Where to write to.
    pub email: Option<Email>,
    /// Where the goods go.
    pub shipping_address: Option<Address>,
    /// Who is billed, if not who gets the goods.
    pub billing_address: Option<Address>,
    /// Where the goods will go, as long as there is no address.
    pub country: Option<CountryCode>,
    /// The chosen way of delivery.
    pub shipping_option: Option<Code>,
    /// The chosen way of delivery with its price, if it is open to the cart.
    pub shipping: Option<ShippingQuote>,
    /// For the shop to know.
    pub note: Option<Note>,
    /// What keeps the cart from being bought.
    pub errors: Vec<Finding>,
    /// What the shopper should know.
    pub warnings: Vec<Finding>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub updated_at: Timestamp,
    /// When it expires if nobody edits it; absent if it does not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_at: Option<Timestamp>,
}

/// A code that was entered.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CodeView {
    /// The code.
    pub code: Code,
    /// What it is for; absent if it leads nowhere any more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<Title>,
    /// Whether it takes something off, or gives something.
    pub applied: bool,
    /// Why it does nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<Why>,
}

/// A line of a cart.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LineView {
    /// The line.
    pub line_id: LineId,
    /// What.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// The product; absent if there is none any more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub product_id: Option<ProductId>,
    /// The product's word in addresses.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub slug: Option<Slug>,
    /// The product's name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<Title>,
    /// Price of one unit now; absent if it cannot be sold.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit_price: Option<Money>,
    /// What one unit is shown to have cost before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub compare_at: Option<Money>,
    /// The rate of tax.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tax_rate: Option<TaxRate>,
    /// What the line costs; absent if it cannot be sold.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amounts: Option<LineAmounts>,
}

/// The ways of delivery that are open to a cart.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShippingOptionsView {
    /// Where the prices are for.
    pub country: CountryCode,
    /// In the order the shop prefers; empty if nothing has to be delivered, or cannot be.
    pub options: Vec<ShippingQuote>,
}

/// What everybody may know of the shop.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShopView {
    /// Currencies that carts may be opened in; the first where the shopper names none.
    pub currencies: Vec<Currency>,
    /// Where the shop is.
    pub country: CountryCode,
    /// Whether prices include tax.
    pub prices_include_tax: bool,
    /// How it delivers.
    pub shipping_options: Vec<ShopOption>,
}

/// A way of delivery.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShopOption {
    /// Its name for machines.
    pub option_id: Code,
    /// Its name for people.
    pub title: Line,
    /// Where it delivers; empty is everywhere.
    pub countries: Vec<CountryCode>,
    /// What it costs at the most, per currency.
    pub prices: Vec<Money>,
}
