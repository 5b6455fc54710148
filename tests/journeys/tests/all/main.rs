//! One binary, since linking is most of what tests take.
mod customers;
mod drafts;
mod edits;
mod exchanges;
mod gift_cards;
mod kits;
mod labels;
mod mails;
mod merging;
mod outside_tax;
mod parcels;
mod points;
mod purchase;
mod races;
mod recycling;
mod repairs;
mod returns;
