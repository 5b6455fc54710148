use crate::{Kind, Refuse};

/// Why a segment's rule is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SegmentRefusal {
    /// Nobody could read it.
    #[error("a rule is at most {0} levels deep: put what belongs together into one list")]
    Deep(usize),
    /// It would take too long.
    #[error("a rule has at most {0} conditions: make two segments of it")]
    Large(usize),
    /// An empty list is everybody or nobody, and seldom meant.
    #[error("all, any and in need at least one entry at {0}")]
    Empty(String),
    /// A list is too long.
    #[error("at most {max} values at {at}")]
    Values {
        /// How many there may be.
        max: usize,
        /// Where.
        at: String,
    },
    /// A range is empty, or none.
    #[error("a range has a least, a most or both, the least no larger than the most, at {0}")]
    Range(String),
    /// Days are out of bounds.
    #[error("days are from 1 to 36500 at {0}")]
    Days(String),
    /// Its id is too long.
    #[error("the id of a segment has at most {0} characters: prices name it, too")]
    Id(usize),
    /// There are too many segments.
    #[error("a shop has at most {0} segments: delete one")]
    Many(usize),
    /// All rules together are too long.
    #[error(
        "all segments together are at most {0} bytes of JSON: delete one, or list fewer values"
    )]
    Full(usize),
    /// Fifths are out of bounds.
    #[error("a score of recency, frequency or money is from 1 to 5 at {0}")]
    Score(String),
}

impl Refuse for SegmentRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Deep(_) => "segment.too_deep",
            Self::Large(_) => "segment.too_large",
            Self::Empty(_) => "segment.empty",
            Self::Values { .. } => "segment.too_many_values",
            Self::Range(_) => "segment.range",
            Self::Days(_) => "segment.days",
            Self::Score(_) => "segment.score",
            Self::Id(_) => "segment.id",
            Self::Many(_) => "segment.too_many",
            Self::Full(_) => "segment.book_full",
        }
    }
    fn kind(&self) -> Kind {
        match self {
            Self::Many(_) | Self::Full(_) => Kind::Conflict,
            _ => Kind::Wrong,
        }
    }
}
