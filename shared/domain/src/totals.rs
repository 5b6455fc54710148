//! What things cost: one pure function that cart, checkout, order and invoice share.
