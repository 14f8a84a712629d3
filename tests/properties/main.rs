//! Properties that hold for every session, every token and every header, each with a generator
//! that reaches it.

mod activity;
mod bounded_machines;
mod bounds;
mod byte_lists;
mod candidates;
mod change;
mod clear_site_data;
mod clock;
mod cookies;
mod encrypted;
mod evolution;
mod flash;
mod forge;
mod form_tokens;
mod former;
mod hostile;
mod ids;
mod key_list;
mod key_text;
mod limits;
mod machine_upgrades;
mod machines;
mod migrating;
mod newer;
mod one_name;
mod padding;
mod read_back;
mod rotation;
mod round_trip;
mod sizes;
mod tampering;
mod upgrades;
mod versions;
mod weak_keys;
