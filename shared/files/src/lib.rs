//! The files port on S3.
