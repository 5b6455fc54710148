use super::Limits;
use crate::pricing::crockford;
use hmac::{Hmac, KeyInit, Mac};
use primitives::{Code, Invalid, PromotionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

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

/// What all codes of a pool follow from: whoever makes them again makes the same. It is as secret as
/// the codes are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PoolSeed(String);

impl std::fmt::Debug for PoolSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PoolSeed(…)")
    }
}

impl PoolSeed {
    /// Of 256 random bits.
    pub fn of(random: [u8; 32]) -> Self {
        Self(crockford::write(&random))
    }

    /// The random bytes of one code, by its number.
    fn bytes(&self, number: u32) -> [u8; POOL_BYTES] {
        let mut bytes = [0; POOL_BYTES];
        // Every length of key is good for HMAC.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) {
            mac.update(&number.to_be_bytes());
            let digest = mac.finalize().into_bytes();
            bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        }
        bytes
    }
}

impl CodePool {
    /// The code of a number, from 0.
    pub fn numbered(&self, seed: &PoolSeed, number: u32) -> Result<PoolCode, Invalid> {
        self.code(seed.bytes(number))
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;
    use std::collections::BTreeSet;

    #[test]
    fn a_seed_makes_the_same_codes_again_and_no_two_alike() {
        let pool = CodePool { promotion: PromotionId::example(), count: 5_000 };
        let codes = |byte: u8| -> Vec<Code> {
            let seed = PoolSeed::of([byte; 32]);
            (0..pool.count).map(|n| pool.numbered(&seed, n).unwrap().code).collect()
        };
        assert_eq!(codes(1), codes(1));
        let all: BTreeSet<Code> = codes(1).into_iter().chain(codes(2)).collect();
        assert_eq!(all.len(), 10_000);
        let shown = codes(1).remove(7);
        assert_eq!(CodePool::normalise(shown.as_ref()).unwrap(), shown, "as it is typed in");
    }
}
