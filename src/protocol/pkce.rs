//! Proof Key for Code Exchange, RFC 7636. Only `S256`: `plain` is never sent (sections 4.2 and 7.2).

use alloc::string::String;

use crate::base::base64url;

/// The only method that is used.
pub const METHOD: &str = "S256";

/// Whether a text may be a verifier: 43 to 128 unreserved characters (section 4.1).
#[must_use]
pub fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// The challenge for the SHA-256 digest of the verifier (section 4.2).
#[must_use]
pub fn challenge(sha256_of_verifier: &[u8]) -> String {
    base64url::encode(sha256_of_verifier)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn a_03_rfc7636_appendix_b() {
        // SHA-256 of the verifier, as the appendix gives it in octets.
        let digest = [
            19, 211, 30, 150, 26, 26, 216, 236, 47, 22, 177, 12, 76, 152, 46, 8, 118, 168, 120, 173, 109, 241, 68, 86,
            110, 225, 137, 74, 203, 112, 249, 195,
        ];
        assert_eq!(challenge(&digest), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_02_length_and_characters_of_a_verifier() {
        assert!(is_verifier(VERIFIER) && is_verifier(&"a".repeat(128)));
        for text in [VERIFIER.get(1..).unwrap().into(), "a".repeat(129), VERIFIER.replace('-', "+")] {
            assert!(!is_verifier(&text), "{text}");
        }
    }
}
