//! The envelope of Flask's cookie: `payload.timestamp.signature`, as
//! `itsdangerous/{signer,timed}.py` make it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use constant_time_eq::constant_time_eq;
use session_core::Refusal;

use crate::digest::{Signature, SigningKey};
use crate::keys::FlaskKeys;
use crate::timestamp::Timestamp;

/// The derived keys of an application. They are derived once and used at every request.
#[derive(Clone)]
pub(crate) struct Signer {
    current: SigningKey,
    backdate: Duration,
    /// The keys in the order in which they are tried.
    fallbacks: Vec<SigningKey>,
}

/// A cookie whose signature was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verified<'t> {
    pub(crate) payload: &'t [u8],
    pub(crate) time: Timestamp,
    pub(crate) signed_by: SignedBy,
}

/// The role of the key that made a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignedBy {
    /// The key that signs.
    Current,
    /// A key that only verifies.
    Fallback,
}

impl Signer {
    pub(crate) fn new(keys: &FlaskKeys) -> Self {
        let (current, fallbacks) = keys.signing_keys();
        Self { current, backdate: keys.backdated(), fallbacks }
    }

    /// Returns the cookie's text for a payload.
    pub(crate) fn sign(&self, mut payload: String, now: Timestamp) -> String {
        payload.push('.');
        now.before(self.backdate).put(&mut payload);
        let signature = self.current.sign(payload.as_bytes());
        payload.push('.');
        URL_SAFE_NO_PAD.encode_string(signature.as_bytes(), &mut payload);
        payload
    }

    /// Verifies the signature of a cookie's text, and returns its parts.
    ///
    /// Before the signature is verified, the text is only split and the signature decoded. It is
    /// decoded strictly, so that a signature has only one text, whereas Flask accepts many.
    pub(crate) fn verify<'t>(&self, text: &'t [u8]) -> Result<Verified<'t>, Refusal> {
        let (message, signature) = split(text).ok_or(Refusal::Malformed)?;
        let (payload, timestamp) = split(message).ok_or(Refusal::Malformed)?;
        // `decode_slice` demands a buffer for the text's length in whole groups.
        let mut buffer = [0; Signature::LONGEST.next_multiple_of(3)];
        let length = URL_SAFE_NO_PAD.decode_slice(signature, &mut buffer).map_err(|_| Refusal::Malformed)?;
        let signed_by = self.who_signed(message, &buffer[..length]).ok_or(Refusal::BadSignature)?;
        let time = Timestamp::read(timestamp).ok_or(Refusal::Unreadable)?;
        Ok(Verified { payload, time, signed_by })
    }

    /// Returns the role of the key that made the signature, if it is one of ours. Each comparison
    /// takes the same time whatever is compared.
    fn who_signed(&self, message: &[u8], signature: &[u8]) -> Option<SignedBy> {
        let fits = |key: &SigningKey| constant_time_eq(key.sign(message).as_bytes(), signature);
        if fits(&self.current) {
            Some(SignedBy::Current)
        } else if self.fallbacks.iter().any(fits) {
            Some(SignedBy::Fallback)
        } else {
            None
        }
    }
}

/// Returns the parts before and behind the last dot.
fn split(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let dot = text.iter().rposition(|byte| *byte == b'.')?;
    Some((&text[..dot], &text[dot + 1..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::FlaskConfig;
    use crate::digest::{Derivation, Digest};
    use crate::vectors;

    const NOW: Timestamp = Timestamp(1_700_000_000);

    fn signer() -> Signer {
        Signer::new(&FlaskKeys::new("vector-secret-key-0123456789abcdef").expect("a secret"))
    }

    fn signed_by(fallbacks: &[&str], cookie: &str) -> Result<SignedBy, Refusal> {
        let keys = fallbacks.iter().try_fold(FlaskKeys::new("new").expect("a secret"), FlaskKeys::fallback).expect("a secret");
        Signer::new(&keys).verify(cookie.as_bytes()).map(|verified| verified.signed_by)
    }

    #[test]
    fn cookies_are_signed_as_in_flask() {
        for vector in vectors::of_kind("roundtrip") {
            let (signer, now) = (Signer::new(&vector.keys()), Timestamp(vector.number("timestamp")));
            let (payload, cookie) = (vector.text("payload"), vector.text("cookie"));
            assert_eq!(signer.sign(payload.to_owned(), now), cookie, "{}", vector.id());
            let verified = Verified { payload: payload.as_bytes(), time: now, signed_by: SignedBy::Current };
            assert_eq!(signer.verify(cookie.as_bytes()), Ok(verified), "{}", vector.id());
        }
    }

    #[test]
    fn tokens_are_signed_as_in_itsdangerous() {
        let timed: Vec<_> = vectors::of_kind("itsdangerous").into_iter().filter(|vector| vector.0["timed"] == true).collect();
        assert!(!timed.is_empty());
        for vector in timed {
            let (signer, token) = (Signer::new(&vector.keys()), vector.text("token"));
            let Ok(verified) = signer.verify(token.as_bytes()) else { panic!("{} verifies", vector.id()) };
            assert_eq!(verified.time, Timestamp(vector.number("timestamp")), "{}", vector.id());
            let payload = String::from_utf8(verified.payload.to_vec()).expect("base64");
            assert_eq!(signer.sign(payload, verified.time), token, "{}", vector.id());
        }
    }

    /// The results that the envelope must give for each cookie that Flask was sent. The payload
    /// has tests of its own.
    #[test]
    fn cookies_verify_as_in_flask() {
        let lifetime = FlaskConfig::default().permanent_session_lifetime;
        let mut refused = Vec::new();
        for vector in vectors::of_kind("decode") {
            let now = Timestamp(vector.number("now"));
            let verified = Signer::new(&vector.keys()).verify(vector.text("cookie").as_bytes());
            let judged = verified.and_then(|verified| verified.time.judge(now, lifetime, Duration::ZERO));
            if let Err(refusal) = judged {
                refused.push((vector.id().to_owned(), refusal));
            }
        }
        let refused: Vec<_> = refused.iter().map(|(id, refusal)| (id.as_str(), *refusal)).collect();
        assert_eq!(
            refused,
            [
                ("i02-tampered-payload", Refusal::BadSignature),
                ("i05-truncated-signature", Refusal::Malformed),
                ("i08-no-separator", Refusal::Malformed),
                ("i10-dots", Refusal::BadSignature),
                ("i11-wrong-key", Refusal::BadSignature),
                ("i22-sig-junk-char", Refusal::Malformed),
                ("i30-no-timestamp", Refusal::Malformed),
            ]
        );
    }

    #[test]
    fn a_fallback_verifies_and_the_current_key_signs() {
        let old = |secret| Signer::new(&FlaskKeys::new(secret).expect("a secret")).sign("e30".to_owned(), NOW);
        assert_eq!(signed_by(&["old-1", "old-2"], &old("old-1")), Ok(SignedBy::Fallback));
        assert_eq!(signed_by(&["old-1", "old-2"], &old("old-2")), Ok(SignedBy::Fallback));
        assert_eq!(signed_by(&["old-1", "old-2"], &old("new")), Ok(SignedBy::Current));
        assert_eq!(signed_by(&["new", "old-2"], &old("new")), Ok(SignedBy::Current), "whatever else it is");
        assert_eq!(signed_by(&["old-2"], &old("old-1")), Err(Refusal::BadSignature));
        let keys = FlaskKeys::new("new").and_then(|keys| keys.fallback("old-1")).expect("secrets");
        assert_eq!(Signer::new(&keys).sign("e30".to_owned(), NOW), old("new"));
    }

    #[test]
    fn salt_digest_and_derivation_are_part_of_the_key() {
        let keys = || FlaskKeys::new("secret").expect("a secret");
        let each = [
            keys(),
            keys().salt("another"),
            keys().digest(Digest::Sha256),
            keys().digest(Digest::Sha512),
            keys().derivation(Derivation::Concat),
            keys().derivation(Derivation::DjangoConcat),
            keys().derivation(Derivation::None),
        ];
        for (i, signs) in each.iter().enumerate() {
            let cookie = Signer::new(signs).sign("e30".to_owned(), NOW);
            for (j, verifies) in each.iter().enumerate() {
                assert_eq!(Signer::new(verifies).verify(cookie.as_bytes()).is_ok(), i == j, "{signs:?}, {verifies:?}");
            }
        }
    }

    /// Flask accepts each of these (i21, i23 and i24 of the vectors' family).
    #[test]
    fn other_texts_of_the_same_signature_are_refused() {
        let cookie = "eyJ1c2VyX2lkIjo0Mn0.ZVPxAA.2J_aeW4WbN6_yEsazqc83iOBPoo";
        assert!(signer().verify(cookie.as_bytes()).is_ok());
        let slash = cookie.replace("2J_aeW4WbN6_y", "2J/aeW4WbN6/y");
        for other in ["oo", "op", "oq", "or", "oo=", "oo==", "oo!!!!", "oo\n"].map(|end| cookie.replace("oo", end)) {
            assert_eq!(signer().verify(other.as_bytes()).is_ok(), other == cookie, "{other}");
        }
        assert_eq!(signer().verify(slash.as_bytes()), Err(Refusal::Malformed));
    }

    /// Nothing but the signature is read before it is verified.
    #[test]
    fn a_bad_signature_is_the_first_thing_that_is_wrong() {
        let signed = |message: &str| {
            let signature = signer().current.sign(message.as_bytes());
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_bytes()))
        };
        for message in ["e30.not base64", "e30.AGVT8QA", "\u{1f36a}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(signer().verify(signed(message).as_bytes()), Err(Refusal::Unreadable));
            let forged = format!("{message}.{}", "A".repeat(27));
            assert_eq!(signer().verify(forged.as_bytes()), Err(Refusal::BadSignature));
        }
        let payload = "not base64".as_bytes();
        assert_eq!(signer().verify(signed("not base64.ZVPxAA").as_bytes()).map(|verified| verified.payload), Ok(payload));
    }

    proptest! {
        #[test]
        fn what_is_signed_verifies(payload in ".*", seconds: u64) {
            let time = Timestamp(seconds);
            let cookie = signer().sign(payload.clone(), time);
            let verified = Verified { payload: payload.as_bytes(), time, signed_by: SignedBy::Current };
            prop_assert_eq!(signer().verify(cookie.as_bytes()), Ok(verified));
        }

        /// One character is replaced by any other.
        #[test]
        fn a_cookie_with_another_character_is_refused(
            payload in "[A-Za-z0-9_-]{0,40}",
            seconds in 0..1_u64 << 40,
            place: prop::sample::Index,
            byte: u8,
        ) {
            let mut cookie = signer().sign(payload, Timestamp(seconds)).into_bytes();
            let place = place.index(cookie.len());
            prop_assume!(cookie[place] != byte);
            cookie[place] = byte;
            prop_assert!(matches!(signer().verify(&cookie), Err(Refusal::Malformed | Refusal::BadSignature)));
        }

        #[test]
        fn a_cookie_with_a_character_more_or_less_is_refused(
            payload in "[A-Za-z0-9_-]{0,40}",
            place: prop::sample::Index,
            byte: u8,
        ) {
            let cookie = signer().sign(payload, NOW).into_bytes();
            let place = place.index(cookie.len());
            let (mut longer, mut shorter) = (cookie.clone(), cookie);
            longer.insert(place, byte);
            shorter.remove(place);
            for changed in [longer, shorter] {
                prop_assert!(matches!(signer().verify(&changed), Err(Refusal::Malformed | Refusal::BadSignature)));
            }
        }

        #[test]
        fn arbitrary_bytes_are_refused(bytes: Vec<u8>) {
            prop_assert!(signer().verify(&bytes).is_err());
        }

        #[test]
        fn arbitrary_parts_are_refused(text in "[A-Za-z0-9_.=+/-]{0,100}") {
            prop_assert!(signer().verify(text.as_bytes()).is_err());
        }
    }
}
