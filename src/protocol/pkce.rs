//! Proof Key for Code Exchange, RFC 7636. Only `S256`: `plain` is never sent (sections 4.2 and 7.2). The challenge is the SHA-256 digest
//! of the verifier in base64url, as a host gives it.

/// The only method that is used.
pub const METHOD: &str = "S256";

/// Whether a text may be a verifier: 43 to 128 unreserved characters (section 4.1).
#[must_use]
pub fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn a_02_length_and_characters_of_a_verifier() {
        assert!(is_verifier(VERIFIER) && is_verifier(&"a".repeat(128)));
        for text in [VERIFIER.get(1..).unwrap().into(), "a".repeat(129), VERIFIER.replace('-', "+")] {
            assert!(!is_verifier(&text), "{text}");
        }
    }
}
