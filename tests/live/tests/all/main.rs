//! One binary, since linking is most of what tests take.
mod callers;
mod promotions;
mod purchase;
mod races;
