use super::{VatId, is_eu};
use primitives::{Code, CountryCode, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a buyer pays no tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Exemption {
    /// A certificate that staff have seen.
    Certificate {
        /// Its number.
        number: Code,
        /// The country that it holds in.
        country: CountryCode,
        /// The state or province, if it holds in one only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        region: Option<Code>,
        /// No longer then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// A VAT identification number.
    VatId {
        /// The number.
        id: VatId,
    },
}

/// How a sale is taxed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Treatment {
    /// As everybody.
    #[default]
    Taxed,
    /// Not at all, by certificate.
    Exempt {
        /// The certificate's number.
        certificate: Code,
    },
    /// By the buyer, in their country (Article 138 and 196 of Directive 2006/112/EC): the invoice has
    /// to say so.
    ReverseCharge {
        /// The buyer's number.
        vat_id: VatId,
    },
}

impl Treatment {
    /// Whether the shop takes tax.
    pub fn is_taxed(&self) -> bool {
        *self == Self::Taxed
    }
}

/// How a sale from one country to a place in another is taxed. A VAT id helps only across a border
/// inside the EU, and only if it is of another country than the shop's; a certificate where it holds.
pub fn treatment(
    exemption: Option<&Exemption>,
    home: &CountryCode,
    to: &CountryCode,
    region: Option<&Code>,
    at: Timestamp,
) -> Treatment {
    match exemption {
        Some(Exemption::Certificate { number, country, region: of, until }) => {
            let here = country == to && of.as_ref().is_none_or(|of| Some(of) == region);
            if here && until.is_none_or(|until| at < until) {
                return Treatment::Exempt { certificate: number.clone() };
            }
        }
        Some(Exemption::VatId { id }) => {
            let member = id.country();
            let other = member.as_ref().is_some_and(|of| of != home && is_eu(of));
            if is_eu(home) && is_eu(to) && home != to && other {
                return Treatment::ReverseCharge { vat_id: id.clone() };
            }
        }
        None => {}
    }
    Treatment::Taxed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reverse_charge_is_for_borders_inside_the_union() {
        let country = |raw| CountryCode::parse(raw).unwrap();
        let id = VatId::parse("ATU13585627").unwrap();
        let by = Exemption::VatId { id: id.clone() };
        let of = |home, to| {
            let now = Timestamp::from_millis(0);
            treatment(Some(&by), &country(home), &country(to), None, now)
        };
        assert_eq!(of("DE", "AT"), Treatment::ReverseCharge { vat_id: id });
        assert_eq!(of("DE", "DE"), Treatment::Taxed, "the goods do not leave");
        assert_eq!(of("AT", "DE"), Treatment::Taxed, "the number is of the shop's own country");
        assert_eq!(of("GB", "AT"), Treatment::Taxed, "not inside the Union");
    }

    #[test]
    fn a_certificate_holds_where_and_while_it_says() {
        let us = CountryCode::parse("US").unwrap();
        let code = |raw: &str| Code::parse(raw).unwrap();
        let paper = Exemption::Certificate {
            number: code("TX-1"),
            country: us.clone(),
            region: Some(code("TX")),
            until: Some(Timestamp::from_millis(10)),
        };
        let of = |region: &str, at| {
            let at = Timestamp::from_millis(at);
            treatment(Some(&paper), &us, &us, Some(&code(region)), at).is_taxed()
        };
        assert!(!of("TX", 9));
        assert!(of("TX", 10));
        assert!(of("CA", 9));
    }
}
