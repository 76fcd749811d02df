//! The end of a login: the authorization response of OIDC Core 3.1.2.5, 3.2.2.5 and 3.3.2.5, the code exchange, the ID token, the
//! session. One request: the token request; none for implicit.

use super::{
    clock,
    host::{Host, Run, Stop},
    pending::{self, Pending},
    proof, provider,
    record::{Draft, Record},
    token_endpoint::{self, TokenRequest},
    verify::{self, Beside},
};
use crate::{
    base::{
        config::ResponseMode,
        error::{Code, Error, ProviderError},
        json::Json,
        text::before,
    },
    protocol::{
        authorization_details,
        authorization_response::{self, AuthorizationResponse, provider_error},
        discovery::Metadata,
        id_token::{Expected, IdToken},
        token,
    },
};

/// What a page load was the answer to.
#[derive(Clone, Copy, Debug)]
pub struct Returned<'a> {
    /// `login`, `logout` or `action`
    pub kind: &'static str,
    /// A path of this origin; where the login wanted to go, also when it failed.
    pub return_to: &'a str,
    /// What the application kept, JSON text.
    pub app_state: Option<&'a str>,
    /// `kc_action_status`
    pub action_status: Option<&'a str>,
    /// The name of the key that the login made.
    pub dpop_key: Option<&'a str>,
}

impl Default for Returned<'_> {
    fn default() -> Self {
        Self { kind: "login", return_to: "/", app_state: None, action_status: None, dpop_key: None }
    }
}

/// Handles the response in this URL. Whatever comes of it, its `state` is used up afterwards, and `returned` says what is known.
///
/// # Errors
/// All that a response can be refused for.
pub fn finish<'a>(run: &Run<'a, impl Host>, url: &'a str, returned: &mut Returned<'a>) -> Result<Record<'a>, Stop> {
    let (response, pending) = begin(run, url, returned)?;
    let metadata = provider::metadata(run, false)?;
    check_issuer(&response, &metadata, &pending)?;
    if let Some(words) = ProviderError::read(response.parameters) {
        return Err(provider_error(words).into());
    }
    check_complete(&response, &pending)?;
    exchange(run, &response, &metadata, &pending)
}

// Everything that needs no waiting: two handlers of one response can't both get past it.
fn begin<'a>(
    run: &Run<'a, impl Host>,
    url: &'a str,
    returned: &mut Returned<'a>,
) -> Result<(AuthorizationResponse<'a>, Pending<'a>), Error> {
    let Run { host, arena, .. } = run;
    let response = match AuthorizationResponse::read(arena, url) {
        Ok(Some(response)) => response,
        Ok(None) => return Err(missing("response")),
        // What can't be read uses its login up all the same.
        Err(error) => {
            if !host.is_framed() {
                authorization_response::each_state(arena, url, &mut |state| {
                    let _used_up = pending::take(run, state);
                });
            }
            return Err(error);
        }
    };
    let state = response.get("state").unwrap_or_default();
    if state.is_empty() {
        return Err(Error::of(Code::StateMissing, "state|the state of a login|none"));
    }
    returned.return_to = pending::return_to(run, state).unwrap_or("/");
    // RFC 9700 4.16: a response to the page is not taken by a frame inside it, and its login stays as it is.
    if host.is_framed() {
        return Err(Error::of(Code::CallbackInFrame, "page|one of its own|a frame"));
    }
    let pending = pending::take(run, state)?;
    returned.app_state = pending.app_state();
    returned.dpop_key = pending.dpop_key();
    returned.action_status = response.action_status();
    check_place(url, &response, &pending)?;
    Ok((response, pending))
}

// RFC 6749 3.1.2: the response belongs on the redirect URI. OAuth 2.0 Multiple Response Types 2.1: in one part of it.
fn check_place(url: &str, response: &AuthorizationResponse<'_>, pending: &Pending<'_>) -> Result<(), Error> {
    let address = |url| before(before(url, b'#'), b'?');
    let (expected, found) = (address(pending.text("redirectUri")), address(url));
    if expected != found {
        return Err(Error::new(Code::RedirectUriMismatch, "redirectUri", expected, found));
    }
    // Some providers put an error into the query of an implicit login; the state has shown that it is ours.
    if !response.is_error() && response.mode != pending.mode() {
        let name = |mode| if mode == ResponseMode::Fragment { "the fragment" } else { "the query" };
        return Err(Error::new(Code::ResponseModeWrong, "response", name(pending.mode()), name(response.mode)));
    }
    Ok(())
}

// RFC 9207 2.4: in success and error responses, by simple string comparison.
fn check_issuer(
    response: &AuthorizationResponse<'_>,
    metadata: &Metadata<'_>,
    pending: &Pending<'_>,
) -> Result<(), Error> {
    let issuer = metadata.issuer();
    // An ID token from the authorization endpoint that is going to be verified says the same (RFC 9207 2.4).
    let said_by_id_token =
        pending.response_type.id_token() && response.get("id_token").is_some() && !response.is_error();
    match response.get("iss") {
        Some(iss) if iss != issuer => Err(Error::new(Code::IssMismatch, "iss", issuer, iss)),
        None if metadata.promises_iss() && !said_by_id_token => {
            Err(Error::new(Code::IssMissing, "iss", issuer, "none"))
        }
        _ => Ok(()),
    }
}

fn check_complete(response: &AuthorizationResponse<'_>, pending: &Pending<'_>) -> Result<(), Error> {
    let wanted = pending.response_type;
    let lacks = |field| response.get(field).is_none();
    if !wanted.is_front_channel() && (!lacks("id_token") || !lacks("access_token")) {
        // RFC 9700 2.1.2: in the code flow no token is taken from the front channel.
        return Err(Error::of(Code::ResponseModeWrong, "response|a code only|tokens"));
    }
    if wanted.code() && lacks("code") {
        return Err(missing("code"));
    }
    if wanted.id_token() && lacks("id_token") {
        return Err(missing("id_token"));
    }
    if wanted.token() && lacks("access_token") {
        return Err(missing("access_token"));
    }
    Ok(())
}

fn exchange<'a>(
    run: &Run<'a, impl Host>,
    response: &AuthorizationResponse<'a>,
    metadata: &Metadata<'a>,
    pending: &Pending<'a>,
) -> Result<Record<'a>, Stop> {
    let begun_at = run.host.now();
    let wanted = pending.response_type;
    let bound = pending.dpop_key().is_some();
    // A token that was not asked for is dropped (OIDC Core 3.2.2.5).
    let asked_for = |name, wanted: bool| response.get(name).filter(|_| wanted);
    let code = asked_for("code", wanted.code());
    let access_token = asked_for("access_token", wanted.token());
    let mut raw = asked_for("id_token", wanted.id_token());
    let mut id_token = None;
    if let Some(raw) = raw {
        // OIDC Core 3.2.2.9, 3.3.2.11: bound to what came beside it.
        let beside = Beside { access_token, code, state: response.get("state"), required: true };
        id_token = Some(verify(run, metadata, pending, raw, &beside)?);
    }
    let mut tokens = &Json::Null;
    // In a hybrid flow the token endpoint's takes its place.
    if access_token.is_some() && code.is_none() {
        token::check(response.parameters, bound)?;
        tokens = response.parameters;
    }
    if let Some(code) = code {
        tokens = redeem(run, metadata, pending, code)?;
        // OIDC Core 3.1.3.3: `openid` was asked for, so an ID token must come.
        raw = tokens.text("id_token");
        let Some(raw) = raw else {
            return Err(Error::of(Code::TokenResponseInvalid, "id_token|an ID token|none").into());
        };
        // OIDC Core 3.1.3.6: optional here, but never wrong.
        let access_token = tokens.text("access_token");
        let beside = Beside { access_token, code: Some(code), state: None, required: false };
        let back = verify(run, metadata, pending, raw, &beside)?;
        clock::learn_from_iat(run, back.iat(), begun_at);
        // OIDC Core 3.3.3.6
        if id_token.is_some_and(|front| front.sub() != back.sub()) {
            return Err(Error::of(Code::ClaimInvalid, "sub|that of the first ID token|another").into());
        }
        id_token = Some(back);
    }
    // check_complete has seen to it that there is one.
    let (Some(id_token), Some(raw)) = (id_token, raw) else { return Err(missing("id_token").into()) };
    // A refresh token comes from the token endpoint, and from nowhere else (RFC 6749 4.2.2).
    let refresh_token = tokens.text("refresh_token").filter(|_| wanted.code());
    let mut expires_at = id_token.exp().plus_seconds(run.config.clock_tolerance);
    if !tokens.is_null() {
        expires_at = begun_at.plus_seconds(token::check(tokens, bound)?);
    }
    let granted = authorization_details::granted(run.arena, pending.text("authorizationDetails"), tokens);
    let draft = Draft {
        asked: pending.text("asked"),
        // Absent means as requested (RFC 6749 5.1).
        scope: tokens.text("scope").unwrap_or(pending.text("scope")),
        begun_at,
        obtained_at: begun_at,
        expires_at,
        session_state: response.get("session_state"),
        flow: pending.response_type.as_str(),
        because: pending.text("because"),
        id_token: raw,
        access_token: tokens.text("access_token"),
        refresh_token,
        refresh_expires_at: token::refresh_lifetime(tokens).map(|seconds| begun_at.plus_seconds(seconds)),
        dpop_key: pending.dpop_key(),
        authorization_details: granted,
    };
    draft.finish(run).ok_or_else(|| missing("id_token").into())
}

// The code goes to the token endpoint once, and is never sent again (RFC 6749 4.1.2, 10.5).
fn redeem<'a>(
    run: &Run<'a, impl Host>,
    metadata: &Metadata<'a>,
    pending: &Pending<'_>,
    code: &str,
) -> Result<&'a Json<'a>, Stop> {
    if let Some(key) = pending.dpop_key().filter(|_| cfg!(feature = "dpop")) {
        proof::check_key(run, key, pending.text("dpopJkt"))?;
    }
    let form = token::code_grant(run.config.client_id, pending.text("redirectUri"), code, pending.verifier);
    let request = TokenRequest { form, unreachable: Code::TokenUnreachable, dpop_key: pending.dpop_key() };
    let bound = request.dpop_key.is_some();
    Ok(token::response(run.arena, &token_endpoint::send(run, metadata, request)?, bound)?)
}

#[inline(never)]
fn verify<'a>(
    run: &Run<'a, impl Host>,
    metadata: &Metadata<'a>,
    pending: &Pending<'_>,
    token: &'a str,
    beside: &Beside<'_>,
) -> Result<IdToken<'a>, Stop> {
    let expected = Expected { nonce: Some(pending.nonce), max_age: pending.max_age(), acr: pending.essential_acr() };
    let id_token = verify::id_token(run, metadata, token, &expected, beside)?;
    // OIDC Core 3.1.2.2: nobody else than who was asked for.
    match pending.text("sub") {
        sub if !sub.is_empty() && sub != id_token.sub() => {
            Err(Error::of(Code::ClaimInvalid, "sub|that of claims|another").into())
        }
        _ => Ok(id_token),
    }
}

#[cold]
fn missing(field: &'static str) -> Error {
    let code = if field == "response" { Code::ResponseMissing } else { Code::ResponseIncomplete };
    Error::new(code, field, "in the response", "nothing")
}
