//! A whole shop in one process: embedded DynamoDB behind the real SDK client, a clock to turn, ids
//! that repeat from run to run, and a bus that can deliver twice and out of order.
//!
//! Tests only; never a dependency of what is deployed.
#![allow(clippy::panic, clippy::expect_used, clippy::indexing_slicing)] // A test that cannot go on says why, and stops.
mod account;
mod accounts;
mod clock;
mod deliver;
mod dynamo;
mod files;
mod gate;
mod hosts;
pub mod invariants;
mod items;
mod journal;
mod lines;
mod mailbox;
mod overheard;
mod parcels;
mod queues;
mod request;
mod secrets;
mod shop;
mod sold;
pub mod steps;
mod timekeeper;
mod web;

pub use account::Account;
pub use accounts::DeletedAccounts;
pub use clock::TestSource;
pub use dynamo::{Embedded, Injected, TABLE};
pub use files::MemoryFiles;
pub use gate::{Gate, Waiting};
pub use items::Items;
pub use journal::{Call, Journal, milli_of_item};
pub use lines::priced_lines;
pub use mailbox::{Lost, Mailbox};
pub use overheard::Overheard;
pub use parcels::{Parcel, parcels};
pub use request::{As, Reply, Request};
pub use secrets::MemorySecrets;
pub use shop::{Counts, Delivery, HAULIER_SECRET, Shop, is_others};
pub use sold::{Sold, delivered};
pub use steps::HeldCart;
pub use web::{Broken, TestWeb};
