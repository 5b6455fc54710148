//! The function `customers`, through its operations and events.
mod companies;
mod consents;
mod erasing;
mod erasing_law;
mod finding;
mod merging;
mod profiles;
mod sealing;
mod shop;
mod timeline;
