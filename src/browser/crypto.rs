//! WebCrypto, and the system's randomness by getrandom.

use std::string::String;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::{
    base::error::{Code, Error},
    protocol::jwa::{Alg, Hash},
};

pub(super) fn random() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| unavailable("crypto.getRandomValues"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

pub(super) async fn digest(hash: Hash, data: String, bytes: usize) -> Result<String, Error> {
    let failed = |_: JsValue| unavailable("crypto.subtle.digest");
    let promise = subtle()?.digest_with_str_and_u8_array(hash.name(), data.as_bytes()).map_err(failed)?;
    let digest = Uint8Array::new(&JsFuture::from(promise).await.map_err(failed)?).to_vec();
    digest.get(..bytes).map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).ok_or_else(|| unavailable("crypto.subtle.digest"))
}

pub(super) async fn verify(key: String, alg: Alg, data: String, signature: String) -> Result<bool, Error> {
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return Ok(false) };
    let refused = |_: JsValue| Error::new(Code::KeyUnknown, "jwk", "a key that this browser can use", alg.name());
    let subtle = subtle()?;
    let (jwk, parameters) = (object(&key)?, object(alg.web_crypto())?);
    let usages = Array::of1(&JsValue::from_str("verify"));
    let promise = subtle.import_key_with_object("jwk", &jwk, &parameters, false, &usages).map_err(refused)?;
    let key: CryptoKey = JsFuture::from(promise).await.map_err(refused)?.unchecked_into();
    let promise = subtle
        .verify_with_object_and_u8_array_and_u8_array(&parameters, &key, &signature, data.as_bytes())
        .map_err(refused)?;
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
