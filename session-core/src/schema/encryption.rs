//! How a session is encrypted.

/// How a session is encrypted. Without the feature `encrypted` there is no value of this type, so
/// that no session can be declared encrypted and be sealed in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// RFC 8452.
    #[cfg(feature = "encrypted")]
    Aes256GcmSiv,
}
