//! The function `segments`, through its operations, events and clock.
mod buying;
mod shop;
mod sweeping;
mod time;
mod written;
