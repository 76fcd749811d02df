//! The authorization request: RFC 6749 4.1.1, OIDC Core 3.1.2.1, RFC 7636 4.3, RFC 8707 2, RFC 9396 3, RFC 9449 10.

use alloc::string::String;

use super::{authorization_details, pkce, response_type::ResponseType};
use crate::base::{
    arena::Arena,
    config::{Config, ResponseMode},
    error::{Code, Error},
    form,
    json::Json,
    options::Options,
    return_to::is_local_path,
    text::{cut, decimal, find, has_word},
};

/// What a caller may ask of one login.
#[derive(Clone, Copy, Debug)]
pub struct LoginOptions<'a> {
    /// Where to go afterwards: a path of this origin.
    pub return_to: &'a str,
    /// JSON text, kept in the tab, never sent.
    pub app_state: Option<&'a str>,
    /// What a later login that nobody sees is to ask for again; kept, and never sent.
    pub asked: Option<&'a str>,
    /// Further parameters, encoded as they are sent.
    pub parameters: &'a str,
    /// `scope` instead of the configured one.
    pub scope: Option<&'a str>,
    /// `max_age`, seconds; for ever where `auth_time` was asked for as essential.
    pub max_age: Option<i64>,
    /// The one who is to sign in, where `claims` asks for a `sub`.
    pub sub: Option<&'a str>,
    /// `acr` values, parted by spaces, of which one must come; an empty list where any will do.
    pub essential_acr: Option<&'a str>,
    /// `authorization_details`: a JSON array
    pub authorization_details: Option<&'a str>,
    /// Whether `ui_locales` is among the parameters.
    pub own_locales: bool,
    /// Whether the ID token of the session goes along as `id_token_hint`.
    pub id_token_hint: bool,
    /// Whether a window or frame of its own is waited for.
    pub in_window: bool,
    /// What the last login came to, where no person has asked for this one.
    pub automatic: Option<&'a str>,
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
    /// `dpop_jkt`
    pub dpop_jkt: Option<&'a str>,
}

impl<'a> LoginOptions<'a> {
    /// Reads the options as JavaScript hands them over; `claims`, `authorizationDetails` and `appState` are JSON text inside it.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`], [`Code::ReturnToInvalid`], [`Code::ParameterReserved`].
    #[inline(never)]
    pub fn parse(arena: &'a Arena, json: &'a Json<'a>) -> Result<Self, Error> {
        let mut options = Options::new(json);
        let return_to = options.text("returnTo").unwrap_or("/");
        if !is_local_path(return_to) {
            options.fail(Code::ReturnToInvalid, "returnTo|a path of this origin", return_to);
        }
        let scope = options.text("scope");
        if !has_word(scope.unwrap_or("openid"), "openid") {
            options.wrong_one::<()>("scope|one with openid", scope.unwrap_or_default());
        }
        let mut parameters = String::new();
        for (option, parameter) in TEXT_OPTIONS {
            if let Some(value) = options.text(option) {
                form::append(&mut parameters, parameter, value);
            }
        }
        let mut max_age = options.seconds("maxAge", FOR_EVER);
        if let Some(seconds) = max_age {
            form::append(&mut parameters, "max_age", &decimal(seconds));
        }
        let mut acr = options.text("acrValues");
        let mut sub = None;
        if let Some(text) = options.text("claims") {
            match Json::object(arena, text) {
                Some(claims) => {
                    acr = strictest(&mut options, acr, essential_acr(arena, claims));
                    // OIDC Core 5.5.1: what is essential is looked for, and a value is compared.
                    let asked = claims.get("id_token");
                    sub = asked.get("sub").text("value");
                    if asked.get("auth_time").is_true("essential") {
                        max_age = max_age.or(Some(FOR_EVER));
                    }
                }
                None => _ = options.wrong::<()>("claims|a JSON object|something else"),
            }
            form::append(&mut parameters, "claims", text);
        }
        let mut details = None;
        if let Some(text) = options.text("authorizationDetails") {
            details = authorization_details::read(arena, text);
            if details.is_none() {
                // Not what came: it may be personal (RFC 9396 section 12).
                options.wrong::<()>("authorizationDetails|objects with a type|something else");
            }
        }
        json.each("resource", &mut |resource| match resource {
            Json::String(text) if !text.is_empty() => form::append(&mut parameters, "resource", text),
            _ => _ = options.wrong::<()>("resource|URIs|something else"),
        });
        for (name, value) in json.get("extraParams").members() {
            if has_word(RESERVED, name) {
                options.fail(Code::ParameterReserved, "extraParams|one that no option covers", name);
            }
            match value {
                // The elements of an array have no names.
                Json::String(value) if !name.is_empty() => form::append(&mut parameters, name, value),
                _ => _ = options.wrong_one::<()>("extraParams|string values", name),
            }
        }
        let result = Self {
            return_to,
            app_state: options.text("appState"),
            asked: options.text("asked"),
            parameters: arena.keep(parameters),
            scope,
            max_age,
            sub,
            essential_acr: acr,
            authorization_details: details,
            own_locales: json.member("uiLocales").is_some(),
            id_token_hint: options.bool("idTokenHint", false),
            in_window: options.bool("inWindow", false),
            automatic: options.text("automatic"),
        };
        options.end().map(|()| result)
    }
}

/// The authorization URL with these parameters. The endpoint's own query is kept (RFC 6749 section 3.1).
#[must_use]
pub fn url<'a>(arena: &'a Arena, endpoint: &str, parameters: &str) -> &'a str {
    let separator = if find(endpoint, b'?').is_some() { "&" } else { "?" };
    arena.join(&[endpoint, separator, parameters])
}

/// All parameters of the request.
#[must_use]
pub fn parameters(
    config: &Config<'_>,
    (response_type, response_mode): (ResponseType, Option<ResponseMode>),
    options: &LoginOptions<'_>,
    transaction: &Transaction<'_>,
) -> String {
    let mut parameters = String::new();
    let mode = match response_mode {
        None => None,
        Some(ResponseMode::Fragment) => Some("fragment"),
        Some(ResponseMode::Query) => Some("query"),
    };
    let add = &mut parameters;
    form::append(add, "client_id", config.client_id);
    form::append(add, "redirect_uri", config.redirect_uri);
    form::append(add, "response_type", response_type.as_str());
    form::append_optional(add, "response_mode", mode);
    form::append(add, "scope", options.scope.unwrap_or(config.scope));
    form::append(add, "state", transaction.state);
    // Also for the code flow: it binds the ID token to this login (RFC 9700 4.5.3.2).
    form::append(add, "nonce", transaction.nonce);
    if let Some(challenge) = transaction.code_challenge {
        form::append(add, "code_challenge", challenge);
        form::append(add, "code_challenge_method", pkce::METHOD);
    }
    form::append_optional(add, "ui_locales", config.ui_locales.filter(|_| !options.own_locales));
    form::append_optional(add, "id_token_hint", transaction.id_token_hint);
    form::append_optional(add, "dpop_jkt", transaction.dpop_jkt);
    form::append_optional(add, "authorization_details", options.authorization_details);
    if !options.parameters.is_empty() {
        parameters.push('&');
        parameters.push_str(options.parameters);
    }
    parameters
}

// One value must come that both lists have, where there are two.
#[inline(never)]
fn strictest<'a>(options: &mut Options<'_>, asked: Option<&'a str>, essential: Option<&'a str>) -> Option<&'a str> {
    let (Some(asked), Some(essential)) = (asked, essential.filter(|values| !values.is_empty())) else {
        return asked.or(essential);
    };
    let mut rest = Some(essential);
    while let Some(words) = rest {
        let (word, after) = cut(words, b' ').map_or((words, None), |(word, after)| (word, Some(after)));
        if !has_word(asked, word) {
            options.wrong_one::<()>("acrValues|each value of the essential acr in claims", asked);
        }
        rest = after;
    }
    Some(essential)
}

// OIDC Core 5.5.1.1: an essential acr names the values of which one must come, or none, and then any will do.
fn essential_acr<'a>(arena: &'a Arena, claims: &Json<'a>) -> Option<&'a str> {
    let acr = claims.member("id_token")?.member("acr")?;
    if !acr.is_true("essential") {
        return None;
    }
    let mut words = String::new();
    let mut add = |value: &Json<'_>| {
        words.push_str(if words.is_empty() { "" } else { " " });
        words.push_str(value.as_str().unwrap_or_default());
    };
    acr.each("value", &mut add);
    acr.each("values", &mut add);
    Some(arena.keep(words))
}

/// Seconds: before any clock.
const FOR_EVER: i64 = 1 << 40;

const TEXT_OPTIONS: &[(&str, &str)] = &[
    ("prompt", "prompt"),
    ("display", "display"),
    ("loginHint", "login_hint"),
    ("uiLocales", "ui_locales"),
    ("claimsLocales", "claims_locales"),
    ("acrValues", "acr_values"),
];

/// Parameters that this file or an option sets; giving one twice is an error (RFC 6749 section 3.1).
const RESERVED: &str = "\
    client_id client_secret redirect_uri response_type response_mode scope state nonce code_challenge \
    code_challenge_method request request_uri iss prompt display login_hint ui_locales claims_locales acr_values \
    max_age claims resource id_token_hint dpop_jkt code access_token id_token error authorization_details";
