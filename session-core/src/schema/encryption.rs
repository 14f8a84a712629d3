//! How a session is encrypted.

/// How a session is encrypted. Without the feature `encrypted` there is no value of this type, so
/// that no session can be declared encrypted and be sealed in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// RFC 8452.
    #[cfg(feature = "encrypted")]
    Aes256GcmSiv,
}

impl Encryption {
    /// How the records of stores are encrypted, or `None` without the feature `encrypted`.
    pub(crate) const OF_RECORDS: Option<Self> = {
        #[cfg(feature = "encrypted")]
        let encryption = Some(Self::Aes256GcmSiv);
        #[cfg(not(feature = "encrypted"))]
        let encryption = None;
        encryption
    };
}
