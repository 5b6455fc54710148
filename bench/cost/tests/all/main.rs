//! One binary, since linking is most of what tests take.
mod budget;
mod flat;
mod limits;
mod visitors;
