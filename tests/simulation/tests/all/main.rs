//! One binary, since linking is most of what tests take.
mod disputed;
mod histories;
mod seeds;
