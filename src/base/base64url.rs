//! base64url without padding, RFC 7515 section 2, strict: no padding, no white space, no set bits after the end.

use alloc::{string::String, vec::Vec};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Encodes bytes.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes text, or `None` where it is not canonical base64url.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc7515_appendix_c() {
        assert_eq!(encode(&[3, 236, 255, 224, 193]), "A-z_4ME");
        assert_eq!(decode("A-z_4ME").as_deref(), Some(&[3, 236, 255, 224, 193][..]));
    }

    #[test]
    fn refuses_what_is_not_canonical() {
        for text in ["A-z_4ME=", "A-z/4ME", "A-z_4M F", "A-z_4MF", "A"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
