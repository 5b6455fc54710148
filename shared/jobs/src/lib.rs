//! The background-work port on SQS.
