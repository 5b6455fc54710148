//! The port to outside HTTP APIs.
