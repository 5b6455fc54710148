//! The columns of files of prices, and the cells of one row.
use super::TaskKind;
use crate::{catalog::import::fields, pricing::PricingRefusal};
use primitives::{Currency, Money, Timestamp};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// A column, by its name in the header.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Column { $($(#[$doc])* #[serde(rename = $text)] $name),* }

        impl Column {
            const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name in the header.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

columns! {
    /// What is priced.
    Sku = "sku";
    /// In whole units with a decimal point, such as 12.95.
    Price = "price";
    /// ISO 4217; the price's.
    Currency = "currency";
    /// From so many units on; 1 where nothing is said.
    From = "from";
    /// The price is valid from then on.
    ValidFrom = "valid_from";
    /// The price is no longer valid then.
    ValidUntil = "valid_until";
    /// What it is shown to have cost before.
    CompareAt = "compare_at";
    /// For one group, segment or tier of loyalty.
    Group = "group";
    /// For one company.
    Company = "company";
    /// For one country.
    Country = "country";
    /// For one channel.
    Channel = "channel";
    /// Who sells it at that price.
    Competitor = "competitor";
    /// When the price was seen.
    SeenAt = "seen_at";
}

impl Column {
    /// The columns that a file must have, and those that it may.
    const fn of(kind: TaskKind) -> (&'static [Self], &'static [Self]) {
        match kind {
            TaskKind::Competitors => {
                (&[Self::Sku, Self::Competitor, Self::Price, Self::Currency, Self::SeenAt], &[])
            }
            _ => (
                &[Self::Sku, Self::Price, Self::Currency],
                &[
                    Self::From,
                    Self::ValidFrom,
                    Self::ValidUntil,
                    Self::CompareAt,
                    Self::Group,
                    Self::Company,
                    Self::Country,
                    Self::Channel,
                ],
            ),
        }
    }
}

/// Reads the first line of a file.
pub fn header(kind: TaskKind, row: &[u8]) -> Result<Vec<Column>, String> {
    let (must, may) = Column::of(kind);
    let known = || must.iter().chain(may).map(|one| one.name()).collect::<Vec<_>>().join(", ");
    let cells = fields(row).map_err(|why| format!("the header {why}"))?;
    let mut columns = Vec::with_capacity(cells.len());
    let mut seen = BTreeSet::new();
    for cell in cells {
        let name = cell.trim().to_ascii_lowercase();
        let column = Column::ALL.iter().copied().find(|one| one.name() == name);
        let column = column.filter(|one| must.contains(one) || may.contains(one));
        let Some(column) = column else {
            let shown: String = name.chars().take(60).collect();
            return Err(format!("there is no column `{shown}`; there are {}", known()));
        };
        if !seen.insert(column) {
            return Err(format!("the column `{name}` is there twice"));
        }
        columns.push(column);
    }
    match must.iter().find(|one| !seen.contains(one)) {
        Some(missing) => {
            Err(format!("the first line must name the columns, among them `{}`", missing.name()))
        }
        None => Ok(columns),
    }
}

/// The cells of one row that are not empty.
#[derive(Clone, Debug)]
pub struct Cells(BTreeMap<Column, String>);

impl Cells {
    /// Reads a row.
    pub fn read(columns: &[Column], row: &[u8]) -> Result<Self, PricingRefusal> {
        let unreadable = |why: String| PricingRefusal::Unreadable(why);
        let cells = fields(row).map_err(|why| unreadable(format!("the row {why}")))?;
        if cells.len() != columns.len() {
            let (is, should) = (cells.len(), columns.len());
            return Err(unreadable(format!("the row has {is} fields, the header {should}")));
        }
        let cells = cells.into_iter().map(|cell| cell.trim().to_owned());
        let pairs = columns.iter().copied().zip(cells);
        Ok(Self(pairs.filter(|(_, cell)| !cell.is_empty()).collect()))
    }

    /// What a cell says, if it says anything.
    pub fn find<T, E: std::fmt::Display>(
        &self,
        column: Column,
        parse: impl FnOnce(String) -> Result<T, E>,
    ) -> Result<Option<T>, PricingRefusal> {
        let read = |cell: &String| {
            let wrong = |why: E| PricingRefusal::Unreadable(format!("{}: {why}", column.name()));
            parse(cell.clone()).map_err(wrong)
        };
        self.0.get(&column).map(read).transpose()
    }

    /// What a cell says; refuses an empty one.
    pub fn get<T, E: std::fmt::Display>(
        &self,
        column: Column,
        parse: impl FnOnce(String) -> Result<T, E>,
    ) -> Result<T, PricingRefusal> {
        let empty = || PricingRefusal::Unreadable(format!("{} is empty", column.name()));
        self.find(column, parse)?.ok_or_else(empty)
    }

    /// A point in time.
    pub fn moment(&self, column: Column) -> Result<Option<Timestamp>, PricingRefusal> {
        self.find(column, Timestamp::parse)
    }

    /// An amount, in whole units with a decimal point.
    pub fn money(
        &self,
        column: Column,
        currency: Currency,
    ) -> Result<Option<Money>, PricingRefusal> {
        self.find(column, |text| money(&text, currency))
    }
}

fn money(text: &str, currency: Currency) -> Result<Money, String> {
    let digits = currency.digits();
    let wrong = || format!("must be a number with a decimal point and at most {digits} decimals");
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let exact = Decimal::from_str_exact(text).ok().filter(|_| plain).ok_or_else(wrong)?;
    let minor = exact.checked_mul(Decimal::from(10_u32.pow(digits))).ok_or_else(wrong)?;
    let minor = minor.is_integer().then(|| minor.to_i64()).flatten().ok_or_else(wrong)?;
    Ok(Money::new(minor, currency))
}
