//! What a handler can write to the fields of a real session and to those of the reference.

use std::collections::BTreeMap;

/// A write to a field. It does nothing in a state that doesn't have the field.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Write {
    User(u8),
    Count,
    /// The count is changed, and then changed back.
    CountAndBack,
    Flag(bool),
    /// A number is added to the basket.
    Basket(u8),
    /// The basket's last number is removed.
    TakeOut,
    /// A number in the basket is borrowed mutably, but not changed.
    Touch,
    /// So many numbers are added to the basket. The session then barely fits into a cookie, or
    /// doesn't.
    Fill(usize),
    Tag(u8),
    Untag(u8),
    Meet(u8),
}

impl Write {
    pub(crate) fn user(self, user: &mut u8) {
        if let Self::User(new) = self {
            *user = new;
        }
    }

    pub(crate) fn count(self, count: &mut u32) {
        if matches!(self, Self::Count | Self::CountAndBack) {
            *count += 1;
        }
        if matches!(self, Self::CountAndBack) {
            *count -= 1;
        }
    }

    pub(crate) fn flag(self, flag: &mut bool) {
        if let Self::Flag(new) = self {
            *flag = new;
        }
    }

    pub(crate) fn basket(self, basket: &mut Vec<u8>) {
        match self {
            Self::Basket(number) => basket.push(number),
            Self::TakeOut => drop(basket.pop()),
            Self::Touch => drop(basket.iter_mut().next()),
            Self::Fill(count) => basket.extend(std::iter::repeat_n(7, count)),
            _ => {}
        }
    }

    pub(crate) fn tags(self, tags: &mut BTreeMap<String, u8>) {
        match self {
            Self::Tag(number) => drop(tags.insert(format!("tag{number}"), number)),
            Self::Untag(number) => drop(tags.remove(&format!("tag{number}"))),
            _ => {}
        }
    }
}
