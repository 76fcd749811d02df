//! What JavaScript can have done, by name.

use alloc::string::String;

use wasm_bindgen::prelude::wasm_bindgen;

use super::host::Answers;
use crate::{
    base::{
        arena::Arena,
        config::ResponseMode,
        error::{Error, ProviderError},
        json::Json,
        json_writer::ObjectWriter,
        text::{cut, number},
    },
    flow::{
        callback::Returned,
        client::Client,
        host::Stop,
        logout::LogoutOptions,
        renew::{Renewal, RenewalOptions, Useless},
    },
    protocol::{authorization::LoginOptions, authorization_response::AuthorizationResponse, jws::UnverifiedJws},
};

/// Runs an operation: a line with its name, one with the client's options as JSON text, and what it takes. Gives `=` and a JSON value;
/// `!` and what an `AuthError` is made of; or `?` where an answer of the host is still to come: the operation is then to be run again,
/// and answered alike.
#[wasm_bindgen]
#[must_use]
pub fn run(host: &Answers, request: &str) -> String {
    let arena = Arena::default();
    let (operation, rest) = cut(request, b'\n').unwrap_or_default();
    let (options, input) = cut(rest, b'\n').unwrap_or_default();
    let (tag, text) = match perform(host, &arena, operation, options, input) {
        Ok(result) => ('=', result),
        Err(Stop::Failed(error)) => ('!', error.to_json()),
        Err(Stop::Waiting) => ('?', String::new()),
    };
    let mut tagged = String::new();
    tagged.push(tag);
    tagged.push_str(&text);
    tagged
}

fn perform(host: &Answers, arena: &Arena, operation: &str, options: &str, input: &str) -> Result<String, Stop> {
    match operation {
        "decodeJwt" => return Ok(decode_jwt(arena, input)?),
        "parseAuthResponse" => return Ok(parse_auth_response(arena, input)?),
        _ => {}
    }
    let client = Client::new(host, arena, options)?;
    let json = Json::parse_or_null(arena, Some(input));
    let mut result = ObjectWriter::default();
    match operation {
        // The response, or the return from a logout, in this URL.
        "callback" => write_returned(&mut result, &client.callback(input)?),
        // The response to a login in a window or, if its failure is nobody's business, in a frame.
        "answer" | "silentAnswer" => {
            let (returned, failure) = client.answer(input, operation == "answer")?;
            if let Some(error) = failure {
                return Err(error.into());
            }
            write_returned(&mut result, &returned);
        }
        // A login: the URL to go to, and what the answer to it is known by.
        "login" => {
            let request = client.login(&LoginOptions::parse(arena, json)?)?;
            result
                .string("url", request.url)
                .string("state", request.state)
                .string("flow", request.choice.response_type.as_str())
                .string("because", request.choice.because);
        }
        // The end of the session, which was `known` by that record, and the way to tell the provider of `record`.
        "logout" => {
            client.end();
            if let Some(record) = json.member("record") {
                let options = LogoutOptions {
                    ui_locales: json.text("uiLocales"),
                    return_to: json.text("returnTo"),
                    keep_tokens: matches!(json.get("revoke"), Json::Bool(false)),
                    in_window: json.is_true("inWindow"),
                };
                let record = client.read(record.as_str().unwrap_or_default());
                let request = client.logout(record, &options)?;
                result.string("url", request.url).optional("form", request.form);
            } else {
                client.forget_key(client.read(json.text_or_empty("known")));
            }
        }
        // The record is one that the page has kept.
        "revoke" => {
            result.bool("revoked", client.revoke(client.read(input))?);
        }
        #[cfg(feature = "userinfo")]
        "userinfoStatus" => {
            result.number("status", client.userinfo_status(client.read(input))?.into());
        }
        "checkSessionIframe" => {
            result.optional("url", client.endpoint("check_session_iframe")?);
        }
        "accessToken" => {
            result.string("token", client.access_token(json.as_seconds().unwrap_or(0))?.expose());
        }
        #[cfg(feature = "api-tokens")]
        "apiToken" => {
            let given = client.api_token(json)?;
            result.raw("tokens", given.tokens.expose()).number("seconds", given.seconds).bool("dpop", given.dpop);
        }
        #[cfg(all(feature = "api-tokens", feature = "dpop"))]
        "apiProof" => {
            let text = |name| json.text_or_empty(name);
            let proof =
                client.api_proof(text("method"), text("url"), crate::base::secret::Secret::new(text("token")))?;
            result.string("proof", proof);
        }
        #[cfg(all(feature = "api-tokens", feature = "dpop"))]
        "apiNonce" => client.keep_api_nonce(json.text_or_empty("url"), json.text_or_empty("nonce")),
        // What a `WWW-Authenticate` header asks for.
        #[cfg(feature = "api-tokens")]
        "challenge" => {
            for challenge in crate::protocol::challenge::read(arena, input) {
                if challenge.wants_nonce() {
                    result.bool("nonce", true);
                }
                if challenge.wants_step_up() {
                    let mut wanted = ObjectWriter::default();
                    wanted.optional("acrValues", challenge.acr_values);
                    if let Some(seconds) = challenge.max_age {
                        wanted.number("maxAge", seconds);
                    }
                    result.raw("stepUp", &wanted.finish());
                }
            }
        }
        #[cfg(feature = "userinfo")]
        "userinfo" => return Ok(client.userinfo()?.into()),
        // Another page may have changed what is stored while this one was away.
        "restore" => client.restore()?,
        // By its refresh token; whoever asks holds the lock of the session.
        "renew" => {
            let after = json.number("after").unwrap_or(0);
            let options = RenewalOptions { after, last_resort: json.is_true("lastResort") };
            if let Renewal::Useless(Useless { because, cut_off, refused }) = client.renew(options)? {
                result.string("because", because).bool("cutOff", cut_off).bool("refused", refused);
            }
        }
        // Nothing can renew it: why.
        "giveUp" => {
            let after = json.number("after").unwrap_or(0);
            if let Some(error) = client.give_up(after, json.text_or_empty("because"), json.is_true("refused"))? {
                return Err(error.into());
            }
        }
        "schedule" => {
            let number = |name| json.number(name).unwrap_or(0);
            if let Some(milliseconds) = client.renewal_in(number("failures"), number("retryAfter"))? {
                result.number("wait", milliseconds);
            }
        }
        // Nothing but the options, and time.
        _ => _ = client.state(),
    }
    Ok(result.finish())
}

fn write_returned(result: &mut ObjectWriter, returned: &Returned<'_>) {
    result
        .string("kind", returned.kind)
        .string("returnTo", returned.return_to)
        .optional("appState", returned.app_state)
        .optional("actionStatus", returned.action_status);
}

// Header and payload of a JWT, nothing verified.
fn decode_jwt(arena: &Arena, token: &str) -> Result<String, Error> {
    let jws = UnverifiedJws::parse(arena, token)?;
    let mut writer = ObjectWriter::default();
    Ok(writer.bool("unverified", true).raw("header", jws.header_text).raw("payload", jws.payload_text).finish())
}

// The authorization response in a URL; `null` where there is none.
fn parse_auth_response(arena: &Arena, url: &str) -> Result<String, Error> {
    let Some(response) = AuthorizationResponse::read(arena, url)? else { return Ok("null".into()) };
    let mut writer = ObjectWriter::default();
    let has = |name| response.get(name).is_some();
    let words = ProviderError::read(response.parameters);
    let kind = match words {
        Some(_) => "error",
        None if has("access_token") || has("id_token") => "tokens",
        None => "code",
    };
    let part = if response.mode == ResponseMode::Fragment { "fragment" } else { "query" };
    writer.string("in", part).string("kind", kind);
    for (member, parameter) in MEMBERS {
        writer.optional(member, response.get(parameter));
    }
    if let Some(words) = words {
        words.write(&mut writer);
    }
    if let Some(seconds) = response.get("expires_in").and_then(number) {
        writer.number("expiresIn", seconds);
    }
    Ok(writer.finish())
}

/// Parameters of a response by the names that JavaScript gives them.
const MEMBERS: &[(&str, &str)] = &[
    ("state", "state"),
    ("iss", "iss"),
    ("code", "code"),
    ("accessToken", "access_token"),
    ("idToken", "id_token"),
    ("tokenType", "token_type"),
];
