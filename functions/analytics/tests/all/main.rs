//! The way of events into files, over a bucket in memory.
mod catalogue;
mod collecting;
mod compacting;
mod forgetting;
mod shop;
mod writing;
