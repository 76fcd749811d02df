//! WebCrypto, and the system's randomness by getrandom.

use alloc::vec::Vec;

use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::{
    base::error::{Code, Error},
    protocol::{
        jwa::{Alg, Hash},
        jwk::Jwk,
    },
};

pub(super) fn random(buffer: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(buffer).map_err(|_| unavailable("crypto.getRandomValues"))
}

pub(super) async fn digest(hash: Hash, data: &[u8]) -> Result<Vec<u8>, Error> {
    let promise =
        subtle()?.digest_with_str_and_u8_array(hash.name(), data).map_err(|_| unavailable("crypto.subtle.digest"))?;
    let buffer = JsFuture::from(promise).await.map_err(|_| unavailable("crypto.subtle.digest"))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

pub(super) async fn verify(key: &Jwk, alg: Alg, data: &[u8], signature: &[u8]) -> Result<bool, Error> {
    let refused = |_: JsValue| Error::new(Code::KeyUnknown, "jwk", "a key this browser accepts", alg.name());
    let subtle = subtle()?;
    let (jwk, parameters) = (object(&key.canonical)?, object(alg.web_crypto())?);
    let usages = Array::of1(&JsValue::from_str("verify"));
    let promise = subtle.import_key_with_object("jwk", &jwk, &parameters, false, &usages).map_err(refused)?;
    let key: CryptoKey = JsFuture::from(promise).await.map_err(refused)?.unchecked_into();
    let promise =
        subtle.verify_with_object_and_u8_array_and_u8_array(&parameters, &key, signature, data).map_err(refused)?;
    Ok(JsFuture::from(promise).await.map_err(refused)?.is_truthy())
}

fn subtle() -> Result<SubtleCrypto, Error> {
    let subtle = web_sys::window().and_then(|window| window.crypto().ok()).map(|crypto| crypto.subtle());
    // Outside a secure context the property is undefined, whatever its type says.
    subtle.filter(|subtle| !AsRef::<JsValue>::as_ref(subtle).is_undefined()).ok_or_else(|| unavailable("crypto.subtle"))
}

fn object(json: &str) -> Result<Object, Error> {
    js_sys::JSON::parse(json).map(JsCast::unchecked_into).map_err(|_| unavailable("JSON.parse"))
}

#[cold]
fn unavailable(what: &'static str) -> Error {
    Error::new(Code::CryptoUnavailable, what, "a page over https or from localhost", "none of it")
}
