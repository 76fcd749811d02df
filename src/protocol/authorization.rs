//! The authorization request: RFC 6749 4.1.1, OIDC Core 3.1.2.1, RFC 7636 4.3, RFC 8707 2.

use alloc::{string::String, vec::Vec};

use super::{pkce, response_type::ResponseType};
use crate::base::{
    config::{Config, ResponseMode},
    error::{Code, Error},
    form,
    json::Json,
    json_writer::to_text,
    return_to::is_local_path,
    text::decimal,
};

/// What a caller may ask of one login.
#[derive(Clone, Debug, Default)]
pub struct LoginOptions {
    /// Where to go afterwards: a path of this origin.
    pub return_to: Option<String>,
    /// Anything that JSON can hold, kept in the tab, never sent.
    pub app_state: Option<Json>,
    /// Parameters as they are sent, in order.
    pub parameters: Vec<(String, String)>,
    /// `scope` instead of the configured one.
    pub scope: Option<String>,
    /// `max_age`, seconds.
    pub max_age: Option<i64>,
    /// `acr` values of which one must come.
    pub essential_acr: Vec<String>,
    /// Whether the ID token of the session goes along as `id_token_hint`.
    pub id_token_hint: bool,
}

/// The values that belong to one request only.
#[derive(Debug)]
pub struct Transaction<'a> {
    /// `state`
    pub state: &'a str,
    /// `nonce`
    pub nonce: &'a str,
    /// `code_challenge`, where a code is asked for.
    pub code_challenge: Option<&'a str>,
    /// `id_token_hint`
    pub id_token_hint: Option<&'a str>,
}

impl LoginOptions {
    /// Reads the options as JavaScript hands them over.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`], [`Code::ReturnToInvalid`], [`Code::ParameterReserved`].
    pub fn parse(options: &Json) -> Result<Self, Error> {
        let mut result = Self { app_state: options.member("appState").cloned(), ..Self::default() };
        if let Some(path) = string(options, "returnTo")? {
            if !is_local_path(path) {
                return Err(Error::of(Code::ReturnToInvalid, "returnTo").expected("a path of this origin, such as /profile").found(path));
            }
            result.return_to = Some(path.into());
        }
        result.scope = string(options, "scope")?.map(String::from);
        for (option, parameter) in TEXT_OPTIONS {
            if let Some(value) = string(options, option)? {
                result.parameters.push(((*parameter).into(), value.into()));
            }
        }
        if let Some(value) = options.member("maxAge") {
            let seconds = value.as_seconds().filter(|s| *s >= 0).ok_or_else(|| invalid("maxAge", "whole seconds, 0 or more"))?;
            result.parameters.push(("max_age".into(), decimal(seconds)));
            result.max_age = Some(seconds);
        }
        if let Some(claims) = options.member("claims") {
            result.essential_acr = essential_acr(claims)?;
            result.parameters.push(("claims".into(), to_text(claims)));
        }
        for resource in one_or_more(options, "resource")? {
            result.parameters.push(("resource".into(), resource));
        }
        if let Some(Json::Object(extra)) = options.member("extraParams") {
            for (name, value) in extra {
                let value = value.as_str().ok_or_else(|| invalid("extraParams", "string values").found(name))?;
                if RESERVED.contains(&name.as_str()) {
                    return Err(Error::of(Code::ParameterReserved, "extraParams").expected("a parameter that no option covers").found(name));
                }
                result.parameters.push((name.clone(), value.into()));
            }
        }
        result.id_token_hint = options.member("idTokenHint") == Some(&Json::Bool(true));
        Ok(result)
    }
}

/// The authorization URL. The endpoint's own query is kept (RFC 6749 section 3.1).
#[must_use]
pub fn url(
    endpoint: &str,
    config: &Config,
    response_type: ResponseType,
    response_mode: Option<ResponseMode>,
    options: &LoginOptions,
    transaction: &Transaction<'_>,
) -> String {
    let mut query = String::new();
    let mut add = |name: &str, value: &str| form::append(&mut query, name, value);
    add("client_id", &config.client_id);
    add("redirect_uri", &config.redirect_uri);
    add("response_type", response_type.as_str());
    match response_mode {
        Some(ResponseMode::Fragment) => add("response_mode", "fragment"),
        Some(ResponseMode::Query) => add("response_mode", "query"),
        None => {}
    }
    add("scope", options.scope.as_deref().unwrap_or(&config.scope));
    add("state", transaction.state);
    // Also for the code flow: it binds the ID token to this login (RFC 9700 4.5.3.2).
    add("nonce", transaction.nonce);
    if let Some(challenge) = transaction.code_challenge {
        add("code_challenge", challenge);
        add("code_challenge_method", pkce::METHOD);
    }
    if let Some(locales) = config.ui_locales.as_deref().filter(|_| !options.parameters.iter().any(|(name, _)| name == "ui_locales")) {
        add("ui_locales", locales);
    }
    for (name, value) in &options.parameters {
        add(name, value);
    }
    if let Some(hint) = transaction.id_token_hint {
        add("id_token_hint", hint);
    }
    let mut url = String::from(endpoint);
    url.push(if endpoint.contains('?') { '&' } else { '?' });
    url.push_str(&query);
    url
}

// OIDC Core 5.5.1.1: an essential acr names the values of which one must come.
fn essential_acr(claims: &Json) -> Result<Vec<String>, Error> {
    let Json::Object(_) = claims else { return Err(invalid("claims", "an object (OIDC Core 5.5)")) };
    let Some(acr) = claims.member("id_token").and_then(|members| members.member("acr")) else { return Ok(Vec::new()) };
    if acr.member("essential") != Some(&Json::Bool(true)) {
        return Ok(Vec::new());
    }
    let one = acr.text("value").map(String::from);
    Ok(one.into_iter().chain(acr.member("values").and_then(Json::as_strings).unwrap_or_default()).collect())
}

fn string<'a>(options: &'a Json, name: &'static str) -> Result<Option<&'a str>, Error> {
    match options.member(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| invalid(name, "a string").found("another type")),
    }
}

fn one_or_more(options: &Json, name: &'static str) -> Result<Vec<String>, Error> {
    match options.member(name) {
        None => Ok(Vec::new()),
        Some(Json::String(one)) => Ok(alloc::vec![one.clone()]),
        Some(list) => list.as_strings().ok_or_else(|| invalid(name, "a string or an array of strings")),
    }
}

fn invalid(field: &'static str, expected: &str) -> Error {
    Error::of(Code::ConfigInvalid, field).expected(expected)
}

const TEXT_OPTIONS: &[(&str, &str)] = &[
    ("prompt", "prompt"),
    ("display", "display"),
    ("loginHint", "login_hint"),
    ("uiLocales", "ui_locales"),
    ("claimsLocales", "claims_locales"),
    ("acrValues", "acr_values"),
];

/// Parameters that this file or an option sets; giving one twice is an error (RFC 6749 section 3.1).
const RESERVED: &[&str] = &[
    "client_id", "client_secret", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge",
    "code_challenge_method", "request", "request_uri", "iss", "prompt", "display", "login_hint", "ui_locales", "claims_locales", "acr_values", "max_age",
    "claims", "resource", "id_token_hint", "dpop_jkt", "code", "access_token", "id_token", "error", "authorization_details",
];
