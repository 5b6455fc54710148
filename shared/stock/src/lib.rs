//! The reads and writes that every function which moves stock shares.
