//! Decisions of `cart`.
