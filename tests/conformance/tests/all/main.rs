//! One binary, so that the functions are linked once.
mod callers;
mod events;
mod generated;
mod graph;
mod keys;
mod operations;
mod replays;
mod rights;
mod samples;
mod template;
mod watching;
