//! Tests of `carrier`, over the embedded table and with the make-believe carrier.
mod errands;
mod qr_codes;
mod support;
