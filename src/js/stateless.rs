//! Functions without a client.

use alloc::string::String;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::out::data;
use crate::{
    base::{config::ResponseMode, error::Error, json_writer::ObjectWriter, text::number},
    protocol::{authorization_response::AuthorizationResponse, jws::UnverifiedJws},
};

/// Header and payload of a JWT, nothing verified.
///
/// # Errors
/// `jwt_malformed`, `jwt_too_large`.
#[wasm_bindgen(js_name = decodeJwt)]
pub fn decode_jwt(token: &str) -> Result<JsValue, Error> {
    let jws = UnverifiedJws::parse(token)?;
    Ok(data(
        &ObjectWriter::default()
            .bool("unverified", true)
            .raw("header", jws.header_text())
            .raw("payload", jws.payload_text())
            .finish(),
    ))
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
    let mut writer = ObjectWriter::default();
    writer
        .string("in", if response.mode == ResponseMode::Fragment { "fragment" } else { "query" })
        .optional("state", response.state.as_deref())
        .optional("iss", response.iss.as_deref());
    if let Some(words) = response.provider_words() {
        writer
            .string("kind", "error")
            .string("error", &words.error)
            .optional("description", words.description.as_deref())
            .optional("uri", words.uri.as_deref());
        return writer.finish();
    }
    writer
        .string("kind", if response.access_token.is_none() && response.id_token.is_none() { "code" } else { "tokens" })
        .optional("code", response.code.as_deref())
        .optional("accessToken", response.access_token.as_deref())
        .optional("idToken", response.id_token.as_deref())
        .optional("tokenType", response.token_type.as_deref());
    if let Some(seconds) = response.expires_in.as_deref().and_then(number) {
        writer.number("expiresIn", seconds);
    }
    writer.finish()
}
