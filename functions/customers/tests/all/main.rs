//! The function `customers`, through its operations and events.
mod consents;
mod finding;
mod merging;
mod profiles;
mod sealing;
mod shop;
