//! The function `checkout`, through its operations and events: one binary, since linking is most of what tests take.
mod cards_at_once;
mod complete;
mod ends;
mod gift_cards;
mod kits;
mod promotions;
mod settlement;
mod shop;
