//! The authorization response: RFC 6749 4.1.2 and 4.2.2, OIDC Core 3.2.2.5 and 3.3.2.5, RFC 9207.

use crate::base::{
    arena::Arena,
    config::ResponseMode,
    error::{Code, Error, ProviderError},
    form,
    json::Json,
    text::cut,
};

/// What a URL says, before anything in it is believed. There is no `Debug`: it holds secrets.
#[derive(Clone, Copy)]
pub struct AuthorizationResponse<'a> {
    /// Where it stood.
    pub mode: ResponseMode,
    /// Its parameters, as strings: an object.
    pub parameters: &'a Json<'a>,
    query: &'a Json<'a>,
}

impl<'a> AuthorizationResponse<'a> {
    /// Reads the response out of the URL's fragment or query; `None` where there is none.
    ///
    /// # Errors
    /// [`Code::ResponseModeWrong`], [`Code::ResponseParameterRepeated`], [`Code::ResponseTooLarge`].
    #[inline(never)]
    pub fn read(arena: &'a Arena, url: &'a str) -> Result<Option<Self>, Error> {
        let (before, fragment) = cut(url, b'#').unwrap_or((url, ""));
        let (query, fragment) = (query(arena, before), form::decode(arena, fragment));
        let (in_query, in_fragment) = (is_answer(query)?, is_answer(fragment)?);
        // A leaked half-response in the other part is not ours to choose from.
        if in_query && in_fragment {
            return Err(Error::of(Code::ResponseModeWrong, "response|query or fragment|both"));
        }
        let (mode, parameters) =
            if in_query { (ResponseMode::Query, query) } else { (ResponseMode::Fragment, fragment) };
        Ok((in_query || in_fragment).then_some(Self { mode, parameters, query }))
    }

    /// A parameter by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.parameters.text(name)
    }

    /// `kc_action_status` (Keycloak application-initiated actions): always in the query
    #[must_use]
    pub fn action_status(&self) -> Option<&'a str> {
        self.get("kc_action_status").or_else(|| self.query.text("kc_action_status"))
    }

    /// Whether it is an error response.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.get("error").is_some()
    }
}

/// Calls with each `state` that a URL has anywhere, also one that is no response.
pub fn each_state<'a>(arena: &'a Arena, url: &'a str, call: &mut dyn FnMut(&'a str)) {
    let (before, fragment) = cut(url, b'#').unwrap_or((url, ""));
    for part in [query(arena, before), form::decode(arena, fragment)] {
        for (name, value) in part.members() {
            if *name == "state" {
                call(value.as_str().unwrap_or_default());
            }
        }
    }
}

/// The typed error for an `error` parameter (RFC 6749 4.1.2.1, OIDC Core 3.1.2.6).
#[must_use]
pub fn provider_error(words: ProviderError) -> Error {
    let code = match words.error.as_str() {
        "access_denied" => Code::AccessDenied,
        "login_required" => Code::LoginRequired,
        "interaction_required" => Code::InteractionRequired,
        "consent_required" => Code::ConsentRequired,
        "account_selection_required" => Code::AccountSelectionRequired,
        "temporarily_unavailable" => Code::TemporarilyUnavailable,
        "server_error" => Code::ServerError,
        _ => Code::ProviderError,
    };
    Error::of_provider(code, words)
}

#[inline(never)]
fn query<'a>(arena: &'a Arena, url: &'a str) -> &'a Json<'a> {
    form::decode(arena, cut(url, b'?').unwrap_or_default().1)
}

// Whether a part of the URL is a response, and then a possible one.
#[inline(never)]
fn is_answer(part: &Json<'_>) -> Result<bool, Error> {
    let (mut rest, mut place, mut is_answer) = (PARAMETERS, 0, false);
    while let Some((name, after)) = cut(rest, b' ') {
        let mut count = 0;
        for (found, value) in part.members() {
            if *found == name {
                count += 1;
                if value.as_str().unwrap_or_default().len() > MAX_PARAMETER {
                    return Err(Error::new(Code::ResponseTooLarge, name, "at most 64 kB", "more"));
                }
            }
        }
        is_answer |= count > 0 && place < ANSWERS;
        // In a URL that is no response a name may stand as often as it likes.
        if place == ANSWERS && !is_answer {
            break;
        }
        // RFC 6749 3.1
        if count > 1 {
            return Err(Error::new(Code::ResponseParameterRepeated, name, "one", "several"));
        }
        (rest, place) = (after, place + 1);
    }
    Ok(is_answer)
}

/// What is read of a response, each with a space after it; other parameters are ignored (RFC 6749 4.1.2).
const PARAMETERS: &str = "code access_token id_token error \
    state iss token_type expires_in scope error_description error_uri kc_action_status ";
/// The first so many make a URL a response.
const ANSWERS: usize = 4;

/// Bytes of one parameter: an ID token of 32 kB is real.
const MAX_PARAMETER: usize = 64 * 1024;
