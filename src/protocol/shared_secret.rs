//! Tokens under a shared secret: RFC 7515 with HS256, checked by jwt-compact. For servers and tests; a secret in a browser is none.

use jwt_compact::{
    Algorithm, AlgorithmSignature,
    alg::{Hs256, Hs256Key},
};

use super::jws::UnverifiedJws;
use crate::base::{
    arena::Arena,
    base64url,
    error::{Code, Error},
    json::Json,
};

/// Checks an HS256 signature and gives the payload. The secret has at least 32 bytes (RFC 7518 section 3.2).
///
/// # Errors
/// [`Code::ConfigInvalid`] for a short secret, [`Code::JwtMalformed`], [`Code::AlgorithmRefused`], [`Code::SignatureInvalid`].
pub fn verify<'a>(arena: &'a Arena, token: &'a str, secret: &[u8]) -> Result<&'a Json<'a>, Error> {
    if secret.len() < 32 {
        return Err(Error::of(Code::ConfigInvalid, "secret|at least 32 bytes|fewer"));
    }
    let unverified = UnverifiedJws::parse(arena, token)?;
    let alg = unverified.header.text("alg").unwrap_or_default();
    if alg != Hs256.name() || unverified.header.member("crit").is_some() {
        return Err(Error::found(Code::AlgorithmRefused, "alg|HS256 without crit", alg));
    }
    let signature = base64url::decode(arena, unverified.signature).unwrap_or_default();
    let good = <Hs256 as Algorithm>::Signature::try_from_slice(signature).is_ok_and(|signature| {
        Hs256.verify_signature(&signature, &Hs256Key::new(secret), unverified.signing_input.as_bytes())
    });
    if good {
        Ok(unverified.payload)
    } else {
        Err(Error::of(Code::SignatureInvalid, "signature|one made with the shared secret|another"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    const KEY: &str = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    const TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
        dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn rfc7515_appendix_a1() {
        let arena = Arena::default();
        let key = base64url::decode(&arena, KEY).unwrap();
        assert_eq!(verify(&arena, TOKEN, key).unwrap().text("iss"), Some("joe"));
    }

    #[test]
    fn refuses_another_key_another_payload_and_a_short_secret() {
        let arena = Arena::default();
        let key = base64url::decode(&arena, KEY).unwrap();
        let code = |token: &str, key: &[u8]| verify(&Arena::default(), token, key).unwrap_err().code();
        assert_eq!(code(TOKEN, &[7; 64]), Code::SignatureInvalid);
        assert_eq!(
            code(&TOKEN.replace("joe", "eve").replace("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJldmUi"), key),
            Code::SignatureInvalid
        );
        assert_eq!(code(TOKEN, b"short"), Code::ConfigInvalid);
        assert_eq!(
            code(&TOKEN.replace("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJub25lIn0"), key),
            Code::AlgorithmRefused
        );
    }
}
