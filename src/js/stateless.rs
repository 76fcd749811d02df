//! Functions without a client.

use alloc::string::String;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::out::data;
use crate::{
    base::{config::ResponseMode, error::Error, json_writer::ObjectWriter, json_writer::to_text, secret::Secret},
    protocol::{authorization_response::AuthorizationResponse, jws::UnverifiedJws},
};

/// Header and payload of a JWT, nothing verified.
///
/// # Errors
/// `jwt_malformed`, `jwt_too_large`.
#[wasm_bindgen(js_name = decodeJwt)]
pub fn decode_jwt(token: &str) -> Result<JsValue, Error> {
    let jws = UnverifiedJws::parse(token)?;
    Ok(data(&ObjectWriter::default().bool("unverified", true).raw("header", &to_text(&jws.header)).raw("payload", jws.payload_text()).finish()))
}

/// The authorization response in a URL; `undefined` where there is none.
///
/// # Errors
/// `response_mode_wrong`, `response_parameter_repeated`, `response_too_large`.
#[wasm_bindgen(js_name = parseAuthResponse)]
pub fn parse_auth_response(url: &str) -> Result<JsValue, Error> {
    Ok(AuthorizationResponse::read(url)?.map_or(JsValue::UNDEFINED, |response| data(&describe(&response))))
}

fn describe(response: &AuthorizationResponse) -> String {
    let writer = ObjectWriter::default()
        .string("in", if response.mode == Some(ResponseMode::Fragment) { "fragment" } else { "query" })
        .optional("state", response.state.as_deref())
        .optional("iss", response.iss.as_deref());
    if let Some(words) = &response.error {
        return writer
            .string("kind", "error")
            .string("error", &words.error)
            .optional("description", words.description.as_deref())
            .optional("uri", words.uri.as_deref())
            .finish();
    }
    let writer = writer.optional("code", response.code.as_ref().map(Secret::expose));
    if response.access_token.is_none() && response.id_token.is_none() {
        return writer.string("kind", "code").finish();
    }
    let writer = writer
        .string("kind", "tokens")
        .optional("accessToken", response.access_token.as_ref().map(Secret::expose))
        .optional("idToken", response.id_token.as_ref().map(Secret::expose))
        .optional("tokenType", response.token_type.as_deref());
    match response.expires_in.as_deref().and_then(|text| text.parse().ok()) {
        Some(seconds) => writer.number("expiresIn", seconds).finish(),
        None => writer.finish(),
    }
}
