use super::Limits;
use crate::pricing::crockford;
use primitives::{Code, Invalid, PromotionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Random bytes of one code of a pool: eighty bits, which nobody guesses.
const POOL_BYTES: usize = 10;
/// Characters of it, without the check character.
const POOL_CHARACTERS: usize = 16;
/// Codes of one pool.
pub const POOL_MAX: u32 = 100_000;

/// Codes that one request gives a promotion: all of them are one transaction.
pub const PROMOTION_CODES_MAX: usize = 90;

/// Codes that are made in bulk for one promotion, each for one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodePool {
    /// The promotion that they lead to.
    pub promotion: PromotionId,
    /// How many.
    #[schemars(range(min = 1, max = 100_000))]
    pub count: u32,
}

/// One code of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolCode {
    /// The code.
    pub code: Code,
    /// The promotion that it leads to.
    pub promotion: PromotionId,
}

impl CodePool {
    /// Refuses a pool that is empty or too large, and one whose codes could be used twice.
    pub fn check(&self, limits: &Limits) -> Result<(), Invalid> {
        if !(1..=POOL_MAX).contains(&self.count) {
            return Err(Invalid::new("pool", format!("must have 1 to {POOL_MAX} codes")));
        }
        if limits.per_code == Some(1) {
            return Ok(());
        }
        Err(Invalid::new("pool", "needs a promotion whose codes may be used once (per_code: 1)"))
    }

    /// One code, made of random bytes.
    pub fn code(&self, random: [u8; POOL_BYTES]) -> Result<PoolCode, Invalid> {
        let code = Code::parse(crockford::write(&random))?;
        Ok(PoolCode { code, promotion: self.promotion.clone() })
    }

    /// The code as it is stored, of what somebody typed in; words that are no code of a pool are
    /// taken as they are, in capital letters.
    pub fn normalise(raw: &str) -> Result<Code, Invalid> {
        crockford::read(raw, POOL_CHARACTERS)
            .or_else(|_| Ok(raw.trim().to_uppercase()))
            .and_then(Code::parse)
    }
}
