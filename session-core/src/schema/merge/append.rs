//! `merge = append`: what both requests have put at the end of a list is there.

use std::collections::VecDeque;

/// A type of fields that are merged by `append`.
///
/// If mine begins with base, the result is theirs and then what mine has more. If only theirs
/// begins with base, it is mine and then what theirs has more. If neither does, the lists can't be
/// merged.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` can't be merged by `append`",
    label = "`append` needs a list",
    note = "`append` is for `Vec` and `VecDeque`, of items that implement `Clone` and `PartialEq`"
)]
pub trait Append: Sized {
    /// Returns one list with what the other has more at its end.
    fn append(base: &Self, mine: Self, theirs: &Self) -> Option<Self>;
}

macro_rules! impl_lists {
    ($($list:ident)*) => {
        $(#[diagnostic::do_not_recommend]
        impl<T: PartialEq + Clone> Append for $list<T> {
            fn append(base: &Self, mut mine: Self, theirs: &Self) -> Option<Self> {
                let begins = |list: &Self| list.len() >= base.len() && list.iter().zip(base).all(|(item, known)| item == known);
                if begins(&mine) {
                    let mut merged = theirs.clone();
                    merged.extend(mine.drain(base.len()..));
                    Some(merged)
                } else if begins(theirs) {
                    mine.extend(theirs.iter().skip(base.len()).cloned());
                    Some(mine)
                } else {
                    None
                }
            }
        })*
    };
}

impl_lists!(Vec VecDeque);
