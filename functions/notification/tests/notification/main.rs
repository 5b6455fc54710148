//! Messages: each fact once, to the right person, in their language; and what goes wrong on the way.
mod crashes;
mod feedback;
mod kit;
mod once;
mod staff;
mod words;
