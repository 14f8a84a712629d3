//! A body as a tree. A mutation can change its structure and leave the rest well-formed.

use crate::random::Random;

#[derive(Clone)]
pub(crate) enum Item {
    /// A number, a simple value or a float, with its head.
    Plain(Vec<u8>),
    /// Bytes or a text: its major type and its content.
    String(u8, Vec<u8>),
    Array(Vec<Item>),
    Map(Vec<[Item; 2]>),
    /// Any bytes that a mutation made.
    Raw(Vec<u8>),
}

/// Items that are allowed somewhere, nowhere, or only in another form.
const SPECIAL: &[&[u8]] = &[
    b"\x00",
    b"\x17",
    b"\x18\x18",
    b"\x18\x17",
    b"\x19\x00\xff",
    b"\x1a\x00\x00\xff\xff",
    b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x1b\x80\x00\x00\x00\x00\x00\x00\x00",
    b"\x1b\x00\x00\x00\x00\xff\xff\xff\xff",
    b"\x3b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x3b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x1c",
    b"\x1f",
    b"\x40",
    b"\xd6\x40",
    b"\xd6\x41\x07",
    b"\xd6\x80",
    b"\xd6\xd6\x41\x07",
    b"\xd8\x16\x41\x07",
    b"\x41\x61",
    b"\x60",
    b"\x61\xff",
    b"\x62\xc3\x9f",
    b"\x7f\x61a\xff",
    b"\x80",
    b"\x9f\xff",
    b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xa0",
    b"\xa1\xa0\xa0",
    b"\xa2\x01\x01\x01\x02",
    b"\xbb\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\xbf\xff",
    b"\xc2\x49\x01\x00\x00\x00\x00\x00\x00\x00\x00",
    b"\xc3\x49\x01\x00\x00\x00\x00\x00\x00\x00\x00",
    b"\xc2\x50\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xc3\x50\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xc3\x50\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xc2\x41\x01",
    b"\xc0\x60",
    b"\xf4",
    b"\xf6",
    b"\xf7",
    b"\xf8\x20",
    b"\xf9\x3c\x00",
    b"\xfa\x7f\xc0\x00\x00",
    b"\xfa\xff\x80\x00\x00",
    b"\xfb\x7f\xf8\x00\x00\x00\x00\x00\x01",
    b"\xfb\x43\xf0\x00\x00\x00\x00\x00\x00",
    b"\xfb\x7e\x37\xe4\x3c\x88\x00\x75\x9c",
    b"\xff",
];

impl Item {
    /// Returns the tree of well-formed bytes, or `None` for others.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let item = Self::take(&mut rest, 70)?;
        rest.is_empty().then_some(item)
    }

    fn take(rest: &mut &[u8], depth: usize) -> Option<Self> {
        let whole = *rest;
        let (&[first], after) = whole.split_first_chunk()?;
        let width = match first & 31 {
            24..=27 => 1 << ((first & 31) - 24),
            0..=23 => 0,
            _ => return None,
        };
        let (number, after) = after.split_at_checked(width)?;
        let number = match width {
            0 => u64::from(first & 31),
            _ => number.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        };
        *rest = after;
        let length = usize::try_from(number).ok()?;
        let depth = depth.checked_sub(1)?;
        match first >> 5 {
            major @ (2 | 3) => {
                let (text, after) = after.split_at_checked(length)?;
                *rest = after;
                Some(Self::String(major, text.to_vec()))
            }
            4 => (0..length).map(|_| Self::take(rest, depth)).collect::<Option<_>>().map(Self::Array),
            5 => {
                let entry = |rest: &mut &[u8]| Some([Self::take(rest, depth)?, Self::take(rest, depth)?]);
                (0..length).map(|_| entry(rest)).collect::<Option<_>>().map(Self::Map)
            }
            6 => {
                Self::take(rest, depth)?;
                Some(Self::Raw(whole[..whole.len() - rest.len()].to_vec()))
            }
            _ => Some(Self::Plain(whole[..=width].to_vec())),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Plain(bytes) | Self::Raw(bytes) => bytes.clone(),
            Self::String(major, text) => [head(*major, text.len()), text.clone()].concat(),
            Self::Array(items) => items.iter().fold(head(4, items.len()), |bytes, item| [bytes, item.bytes()].concat()),
            Self::Map(entries) => {
                let parts = entries.iter().flatten();
                parts.fold(head(5, entries.len()), |bytes, item| [bytes, item.bytes()].concat())
            }
        }
    }

    /// Returns how many items the tree has, including its root.
    fn size(&self) -> usize {
        1 + match self {
            Self::Array(items) => items.iter().map(Self::size).sum(),
            Self::Map(entries) => entries.iter().flatten().map(Self::size).sum::<usize>(),
            _ => 0,
        }
    }

    /// Returns one of the items, counted from the root.
    fn part(&mut self, number: usize) -> &mut Self {
        let Some(mut number) = number.checked_sub(1) else { return self };
        let parts: Vec<&mut Self> = match self {
            Self::Array(items) => items.iter_mut().collect(),
            Self::Map(entries) => entries.iter_mut().flatten().collect(),
            _ => unreachable!("it has no parts"),
        };
        for part in parts {
            let size = part.size();
            if number < size {
                return part.part(number);
            }
            number -= size;
        }
        unreachable!("`number` is less than the size")
    }

    fn any_part(&mut self, random: &mut Random) -> &mut Self {
        let number = random.below(self.size());
        self.part(number)
    }

    /// Changes a body in one place or in a few. The first entry, by which a test knows that the
    /// body was read, almost always stays.
    pub(crate) fn mutate(&mut self, random: &mut Random, others: &[Self]) {
        for _ in 0..=random.below(3) {
            match self {
                Self::Map(entries) if entries.len() > 1 && !random.once_in(50) => mutate_behind_first(entries, random, others),
                _ if random.once_in(2) => self.any_part(random).change(random, others),
                _ => {}
            }
        }
    }

    /// Replaces this item by another.
    fn change(&mut self, random: &mut Random, others: &[Self]) {
        if random.once_in(2) && self.rearrange(random) {
            return;
        }
        let bytes = self.bytes();
        let choice = if bytes.is_empty() { 0 } else { random.below(9) };
        *self = match choice {
            0 | 1 => Self::Raw(random.one_of(SPECIAL).to_vec()),
            2 => random.one_of(others).clone().any_part(random).clone(),
            3 => Self::Raw(with_other_head(&bytes, random)),
            4 => Self::Raw(with_longer_head(&bytes, random)),
            5 => Self::Raw([&[bytes[0] | 31], &bytes[1..], b"\xff"].concat()),
            6 => nested(self.clone(), random),
            7 => Self::Raw(bytes[..random.below(bytes.len())].to_vec()),
            _ => {
                let mut edited = bytes;
                random.edit(&mut edited, 0, SPECIAL);
                Self::Raw(edited)
            }
        };
    }

    /// Swaps, repeats or removes a part. Returns `false` if there is none.
    fn rearrange(&mut self, random: &mut Random) -> bool {
        match self {
            Self::Array(items) => rearrange(items, 0, random),
            Self::Map(entries) => rearrange(entries, 0, random),
            Self::String(_, text) if !text.is_empty() => random.edit(text, 0, SPECIAL),
            _ => return false,
        }
        true
    }
}

fn mutate_behind_first(entries: &mut Vec<[Item; 2]>, random: &mut Random, others: &[Item]) {
    match random.below(8) {
        0 => rearrange(entries, 1, random),
        1 => {
            let name = Item::String(3, random.bytes(3).iter().map(|byte| b'a' + byte % 26).collect());
            let value = random.one_of(others).clone().any_part(random).clone();
            entries.push([name, value]);
        }
        choice => {
            let entry = 1 + random.below(entries.len() - 1);
            let part = usize::from(choice != 2);
            entries[entry][part].any_part(random).change(random, others);
        }
    }
}

/// Swaps, repeats or removes one of `items` behind the first `kept`.
fn rearrange<T: Clone>(items: &mut Vec<T>, kept: usize, random: &mut Random) {
    if items.len() <= kept {
        return;
    }
    let [one, other] = [(); 2].map(|()| kept + random.below(items.len() - kept));
    match random.below(3) {
        0 => items.swap(one, other),
        1 => items.insert(other, items[one].clone()),
        _ => drop(items.remove(one)),
    }
}

/// Wraps the item in up to 70 arrays or maps, which is more than is allowed.
fn nested(item: Item, random: &mut Random) -> Item {
    let levels = *random.one_of(&[1, 2, 62, 63, 64, 65, 70]);
    let in_maps = random.once_in(2);
    (0..levels).fold(item, |item, _| {
        if in_maps { Item::Map(vec![[Item::String(3, b"a".to_vec()), item]]) } else { Item::Array(vec![item]) }
    })
}

/// Changes the major type, or the number in the first byte.
fn with_other_head(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[0] = match random.below(3) {
        0 => bytes[0] ^ (1 + random.byte() % 7) << 5,
        1 => bytes[0].wrapping_add(1),
        _ => bytes[0].wrapping_sub(1),
    };
    bytes
}

/// Writes the same number in a form that is longer than necessary, or a much larger number.
fn with_longer_head(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let (first, rest) = (bytes[0], &bytes[1..]);
    let number = *random.one_of(&[u64::from(first & 31), 0xff, 0xffff, 0xffff_ffff, u64::MAX]);
    let width = random.below(4);
    let number = &number.to_be_bytes()[8 - (1 << width)..];
    [&[first & 0xe0 | [24, 25, 26, 27][width]], number, rest].concat()
}

fn head(major: u8, number: usize) -> Vec<u8> {
    let first = |short: u8| major << 5 | short;
    if let Ok(short @ 0..24) = u8::try_from(number) {
        return vec![first(short)];
    }
    if let Ok(number) = u8::try_from(number) {
        return vec![first(24), number];
    }
    let number = u16::try_from(number).expect("more than a cookie has").to_be_bytes();
    vec![first(25), number[0], number[1]]
}
