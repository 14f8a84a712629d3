//! Session values: what they write, how they are read field by field, and what the schema knows of
//! them.

mod evolution;
mod forms;
mod shapes;
