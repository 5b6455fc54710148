//! One binary, since linking is most of what tests take.
mod histories;
mod seeds;
