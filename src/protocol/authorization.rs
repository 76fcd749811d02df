//! The authorization request: RFC 6749 4.1.1, OIDC Core 3.1.2.1, RFC 7636 4.3, RFC 8707 2.

use alloc::string::String;

use super::{pkce, response_type::ResponseType};
use crate::base::{
    config::{Config, ResponseMode},
    error::{Code, Error},
    form,
    json::Json,
    options::Options,
    return_to::is_local_path,
    text::{decimal, find, has_word, join},
};

/// What a caller may ask of one login.
#[derive(Clone, Debug, Default)]
pub struct LoginOptions {
    /// Where to go afterwards: a path of this origin.
    pub return_to: Option<String>,
    /// JSON text, kept in the tab, never sent.
    pub app_state: Option<String>,
    /// Further parameters, encoded as they are sent.
    pub parameters: String,
    /// `scope` instead of the configured one.
    pub scope: Option<String>,
    /// `max_age`, seconds.
    pub max_age: Option<i64>,
    /// `acr` values, parted by spaces, of which one must come; an empty list where any will do.
    pub essential_acr: Option<String>,
    /// Whether `ui_locales` is among the parameters.
    pub own_locales: bool,
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
    /// Reads the options as JavaScript hands them over; `claims` and `appState` are JSON text inside it.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`], [`Code::ReturnToInvalid`], [`Code::ParameterReserved`].
    pub fn parse(json: &Json) -> Result<Self, Error> {
        let mut options = Options::new(json);
        let mut result = Self {
            return_to: options.text("returnTo"),
            app_state: options.text("appState"),
            scope: options.text("scope"),
            max_age: options.seconds("maxAge", i64::MAX),
            own_locales: json.member("uiLocales").is_some(),
            id_token_hint: options.bool("idTokenHint", false),
            ..Self::default()
        };
        if let Some(path) = result.return_to.as_ref().filter(|path| !is_local_path(path)) {
            options.fail(Error::new(
                Code::ReturnToInvalid,
                "returnTo",
                "a path of this origin, such as /profile",
                path,
            ));
        }
        if let Some(scope) = result.scope.as_ref().filter(|scope| !has_word(scope, "openid")) {
            options.wrong::<()>("scope", "one with openid", scope);
        }
        for (option, parameter) in TEXT_OPTIONS {
            if let Some(value) = options.text(option) {
                form::append(&mut result.parameters, parameter, &value);
            }
        }
        if let Some(seconds) = result.max_age {
            form::append(&mut result.parameters, "max_age", &decimal(seconds));
        }
        if let Some(text) = options.text("claims") {
            match Json::parse(text.as_bytes()) {
                Ok(claims @ Json::Object(_)) => result.essential_acr = essential_acr(&claims),
                _ => _ = options.wrong::<()>("claims", "an object (OIDC Core 5.5)", "something else"),
            }
            form::append(&mut result.parameters, "claims", &text);
        }
        let resources = match json.member("resource") {
            Some(Json::Array(list)) => list.as_slice(),
            Some(one) => core::slice::from_ref(one),
            None => &[],
        };
        for resource in resources {
            match resource.as_str().filter(|text| !text.is_empty()) {
                Some(text) => form::append(&mut result.parameters, "resource", text),
                None => _ = options.wrong::<()>("resource", "a URI or an array of them", "something else"),
            }
        }
        if let Some(Json::Object(extra)) = json.member("extraParams") {
            for (name, value) in extra {
                let Some(value) = value.as_str() else {
                    options.wrong::<()>("extraParams", "string values", name);
                    continue;
                };
                if RESERVED.contains(&name.as_str()) {
                    options.fail(Error::new(
                        Code::ParameterReserved,
                        "extraParams",
                        "a parameter that no option covers",
                        name,
                    ));
                }
                form::append(&mut result.parameters, name, value);
            }
        }
        options.end().map(|()| result)
    }
}

/// The authorization URL. The endpoint's own query is kept (RFC 6749 section 3.1).
#[must_use]
pub fn url(
    endpoint: &str,
    config: &Config,
    (response_type, response_mode): (ResponseType, Option<ResponseMode>),
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
    if let Some(locales) = config.ui_locales.as_deref().filter(|_| !options.own_locales) {
        add("ui_locales", locales);
    }
    if let Some(hint) = transaction.id_token_hint {
        add("id_token_hint", hint);
    }
    let separator = if find(endpoint, b'?').is_some() { "&" } else { "?" };
    let more = if options.parameters.is_empty() { "" } else { "&" };
    join(&[endpoint, separator, &query, more, &options.parameters])
}

// OIDC Core 5.5.1.1: an essential acr names the values of which one must come, or none, and then any will do.
fn essential_acr(claims: &Json) -> Option<String> {
    let acr = claims.member("id_token")?.member("acr")?;
    if acr.member("essential") != Some(&Json::Bool(true)) {
        return None;
    }
    let mut words = String::new();
    let values = acr.member("values").and_then(Json::as_array).unwrap_or_default();
    for value in acr.member("value").into_iter().chain(values) {
        words = join(&[&words, if words.is_empty() { "" } else { " " }, value.as_str().unwrap_or_default()]);
    }
    Some(words)
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
    "client_id",
    "client_secret",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "iss",
    "prompt",
    "display",
    "login_hint",
    "ui_locales",
    "claims_locales",
    "acr_values",
    "max_age",
    "claims",
    "resource",
    "id_token_hint",
    "dpop_jkt",
    "code",
    "access_token",
    "id_token",
    "error",
    "authorization_details",
];
