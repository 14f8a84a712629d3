//! Items that only generated code and integrations call. They change without notice.

pub use crate::cookie::CookiePolicy;
pub use crate::live::SessionFacts;
pub use crate::live::derived_view::{ByTransition, InPlace, OneSessionOrOneState};
pub use crate::live::nested::{FieldType, IsPart, check_not_nested};
pub use crate::live::state::check_state;
pub use crate::live::view::Visible;
pub use crate::request::lending::{
    SessionsMark, check_close, close_in_place, context_of, discard, give_up, is_set_by, is_stored, lend_out, not_closed,
    not_opened, open_boxed, other_not_closed, release_savepoint, sessions_of, set_safe, set_savepoint, undo,
};
pub use crate::response::Closings;
pub use crate::schema::copied::{Copies, NoCopies, check_not_copy};
pub use crate::schema::declared::{
    Entries, NamedFields, PlacedFields, Slot, VariantValue, Variants, or_named_default, read_named, read_newtype, read_placed,
    read_places, read_variant_value, read_variants, write_named, write_newtype, write_placed, write_variant_value,
};
pub use crate::schema::default::{FieldDefault, NoStructDefault, StartState, StructDefault, WholeDefault, check_start};
pub use crate::schema::derived::{
    BoundedFields, StoredField, UpgradeFrom, Variant, absent_stored, check_version, check_visible, fill, older_type,
    or_default, read_stored, read_stored_or_older, read_variant, state_of_variant, write_stored, write_variant,
};
pub use crate::schema::merge::{NoPolicyOf, Policy, PolicyOf, merge_by};
pub use crate::schema::record::{FieldReader, FieldWriter, Fields, Record, read_as_it_is};
pub use crate::schema::sealed::Derived;
pub use crate::schema::session_value::{HoldsForeign, NoShape, ShapeOf};
pub use crate::schema::{
    DeclaredContent, DeclaredType, Encryption, Field, MaxLen, MaxSize, Schema, Shape, State, Transition, ValueVariant,
    text_size,
};
pub use crate::time::TimeoutRules;
pub use crate::token::largest::{check_bounded, largest_cookie};

pub use serde;
