//! The cookies of sessions in a store, which claim a record. They are read and made by
//! `docs/wire-format.md`, without the crate.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::keys;
use crate::plan::Plan;
use crate::seal;

/// What a cookie says that was issued, or forged by somebody who has the key.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) text: String,
    /// The name of the record.
    pub(crate) name: [u8; 16],
    pub(crate) ticket: [u8; 16],
    /// Whether there was no record yet.
    pub(crate) unborn: bool,
    pub(crate) persistent: bool,
    pub(crate) written: u64,
    /// The number of the key that signed it.
    pub(crate) key: u8,
}

impl Claim {
    /// Reads a cookie that was signed with the key of this number.
    pub(crate) fn read(text: &str, key: u8) -> Self {
        assert_eq!(text.len(), 84);
        let bytes = URL_SAFE_NO_PAD.decode(text).expect("base64url");
        let flags = bytes[1];
        assert_eq!((bytes[0], flags & !0x41), (0x12, 0), "version 1, stored, and known flags");
        assert_eq!((&bytes[2..6], &bytes[11..15]), (&keys::key_id(key)[..], &[0; 4][..]), "the key, and `written` is `began`");
        Self {
            text: text.to_owned(),
            name: bytes[15..31].try_into().expect("sixteen bytes"),
            ticket: bytes[31..47].try_into().expect("sixteen bytes"),
            unborn: flags & 64 != 0,
            persistent: flags & 1 != 0,
            written: bytes[6..11].iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
            key,
        }
    }

    /// Signs the cookie as it is now.
    pub(crate) fn sign(&mut self, plan: &Plan) {
        let mut bytes = vec![0x12, u8::from(self.persistent) | u8::from(self.unborn) << 6];
        bytes.extend(keys::key_id(self.key));
        bytes.extend(&self.written.to_be_bytes()[3..]);
        bytes.extend([0; 4]);
        bytes.extend(self.name);
        bytes.extend(self.ticket);
        seal::sign(&mut bytes, "stored", self.key, plan);
        self.text = URL_SAFE_NO_PAD.encode(bytes);
    }
}
