//! What a handler can write, into the fields of a real session and into those of the reference.

use std::collections::BTreeMap;

/// A write into a field. In a state that hasn't got the field it does nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Write {
    User(u8),
    Count,
    /// The field is borrowed and changed, and then is what it was.
    CountAndBack,
    Flag(bool),
    /// A number is put into the basket.
    Basket(u8),
    /// The basket's last number is taken out.
    TakeOut,
    /// A number in the basket is borrowed, and nothing is written to it.
    Touch,
    /// So many numbers are put into the basket that they hardly fit into a cookie, or don't.
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
