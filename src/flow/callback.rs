//! The end of a login: the authorization response of OIDC Core 3.1.2.5, 3.2.2.5 and 3.3.2.5, the code exchange, the ID token, the
//! session. One request: the token request; none for implicit.

use alloc::{string::String, vec::Vec};

use super::{
    host::Host,
    pending::{self, Pending},
    provider,
    record::Record,
    verify::{self, Binding},
};
use crate::{
    base::{
        config::Config,
        error::{Code, Error},
        json::Json,
        secret::Secret,
        time::Timestamp,
    },
    protocol::{
        authorization_response::{AuthorizationResponse, provider_error},
        discovery::Metadata,
        id_token::IdToken,
        token::{self, TokenSet},
    },
};

/// What came of a response.
#[derive(Debug)]
pub struct Callback {
    /// The session, or why there is none.
    pub result: Result<Record, Error>,
    /// Where the login wanted to go, also when it failed.
    pub return_to: String,
    /// What the application kept.
    pub app_state: Option<Json>,
    /// `kc_action_status`
    pub action_status: Option<String>,
}

/// Handles the response in this URL. Whatever comes of it, its `state` is used up afterwards.
pub async fn finish(host: &impl Host, config: &Config, url: &str) -> Callback {
    let mut callback = Callback { result: Err(Error::new(Code::ResponseMissing)), return_to: "/".into(), app_state: None, action_status: None };
    callback.result = exchange(host, config, url, &mut callback).await;
    callback
}

async fn exchange(host: &impl Host, config: &Config, url: &str, callback: &mut Callback) -> Result<Record, Error> {
    let missing = || Error::new(Code::ResponseMissing).expected("an authorization response").found("none");
    let mut response = AuthorizationResponse::read(url)?.ok_or_else(missing)?;
    let state = response.state.take().filter(|state| !state.is_empty());
    let state = state.ok_or_else(|| Error::of(Code::StateMissing, "state").expected("the state of a login").found("none"))?;
    if let Some(return_to) = pending::return_to(host, config, &state) {
        callback.return_to = return_to;
    }
    // RFC 9700 4.16: a response to the page is not taken by a frame inside it, and its login stays as it is.
    if host.is_framed() {
        return Err(Error::new(Code::CallbackInFrame).expected("a page of its own").found("a frame"));
    }
    let pending = pending::take(host, config, &state)?;
    host.note("authorization response", if response.error.is_some() { "an error" } else { pending.response_type.as_str() });
    callback.app_state = pending.app_state.clone();
    callback.action_status = response.action_status.take();
    check_place(url, &response, &pending)?;
    let metadata = provider::metadata(host, config).await?;
    check_issuer(&response, &metadata)?;
    if let Some(words) = response.error {
        return Err(provider_error(words));
    }
    let begun_at = host.now();
    let (tokens, id_token, raw_id_token) = receive(host, config, &metadata, &pending, response, &state).await?;
    Ok(record(config, pending, begun_at, tokens, &id_token, raw_id_token))
}

// RFC 6749 3.1.2: the response belongs on the redirect URI. OAuth 2.0 Multiple Response Types 2.1: in one part of it.
fn check_place(url: &str, response: &AuthorizationResponse, pending: &Pending) -> Result<(), Error> {
    let address = |url: &str| url.split(['?', '#']).next().map(String::from).unwrap_or_default();
    let (expected, found) = (address(&pending.redirect_uri), address(url));
    if expected != found {
        return Err(Error::of(Code::RedirectUriMismatch, "redirectUri").expected(&expected).found(&found));
    }
    // Some providers put an error into the query of an implicit login; the state has shown that it is ours.
    if response.error.is_none() && response.mode != Some(pending.mode) {
        let name = |fragment| if fragment { "the fragment" } else { "the query" };
        let fragment = pending.mode == crate::base::config::ResponseMode::Fragment;
        return Err(Error::of(Code::ResponseModeWrong, "response").expected(name(fragment)).found(name(!fragment)));
    }
    Ok(())
}

// RFC 9207 2.4: in success and error responses, by simple string comparison.
fn check_issuer(response: &AuthorizationResponse, metadata: &Metadata) -> Result<(), Error> {
    match &response.iss {
        Some(iss) if *iss == metadata.issuer => Ok(()),
        Some(iss) => Err(Error::of(Code::IssMismatch, "iss").expected(&metadata.issuer).found(iss)),
        // With an ID token from the authorization endpoint its own `iss` says the same (RFC 9207 2.4).
        None if metadata.authorization_response_iss_parameter_supported && response.id_token.is_none() => {
            Err(Error::of(Code::IssMissing, "iss").expected(&metadata.issuer).found("none"))
        }
        None => Ok(()),
    }
}

async fn receive(
    host: &impl Host,
    config: &Config,
    metadata: &Metadata,
    pending: &Pending,
    response: AuthorizationResponse,
    state: &str,
) -> Result<(Option<TokenSet>, IdToken, Secret), Error> {
    let wanted = pending.response_type;
    if !wanted.is_front_channel() && (response.access_token.is_some() || response.id_token.is_some()) {
        // RFC 9700 2.1.2: in the code flow no token is taken from the front channel.
        return Err(Error::of(Code::ResponseModeWrong, "response").expected("a code only").found("tokens"));
    }
    let incomplete = |field| Error::of(Code::ResponseIncomplete, field).expected("a parameter of the response").found("nothing");
    // A token that was not asked for is dropped (OIDC Core 3.2.2.5).
    let access_token = response.access_token.filter(|_| wanted.token);
    if wanted.token && access_token.is_none() {
        return Err(incomplete("access_token"));
    }
    let code = response.code.filter(|_| wanted.code);
    if wanted.code && code.is_none() {
        return Err(incomplete("code"));
    }
    let front = if wanted.id_token {
        let token = response.id_token.ok_or_else(|| incomplete("id_token"))?;
        // OIDC Core 3.2.2.9, 3.3.2.11: bound to what came beside it.
        let mut hashed = Vec::new();
        hashed.extend(access_token.as_ref().map(|token| ("at_hash", token.expose(), true)));
        hashed.extend(code.as_ref().map(|code| ("c_hash", code.expose(), true)));
        hashed.push(("s_hash", state, false));
        let id_token = verify::id_token(host, config, metadata, &token, &binding(pending, &hashed)).await?;
        Some((id_token, token))
    } else {
        None
    };
    match (code, front) {
        (Some(code), front) => {
            let tokens = redeem(host, config, metadata, pending, &code).await?;
            let (id_token, raw) = back_channel_id_token(host, config, metadata, pending, &tokens, &code).await?;
            // OIDC Core 3.3.3.6
            if front.is_some_and(|(front, _)| front.sub() != id_token.sub()) {
                return Err(Error::of(Code::ClaimInvalid, "sub").expected("that of the first ID token").found("another"));
            }
            Ok((Some(tokens), id_token, raw))
        }
        (None, Some((id_token, raw))) => {
            let tokens = match access_token {
                Some(access_token) => {
                    token::check_token_type(response.token_type.as_deref())?;
                    let expires_in = token::lifetime(response.expires_in.as_deref())?;
                    Some(TokenSet { access_token, expires_in, refresh_token: None, id_token: None, scope: response.scope })
                }
                None => None,
            };
            Ok((tokens, id_token, raw))
        }
        (None, None) => Err(incomplete("id_token")),
    }
}

// The code goes to the token endpoint once, and is never sent again (RFC 6749 4.1.2, 10.5).
async fn redeem(host: &impl Host, config: &Config, metadata: &Metadata, pending: &Pending, code: &Secret) -> Result<TokenSet, Error> {
    let missing = |field| Error::of(Code::EndpointMissing, field).expected("a value for the code flow").found("nothing");
    let endpoint = metadata.token_endpoint.as_deref().ok_or_else(|| missing("token_endpoint"))?;
    let verifier = pending.verifier.as_ref().ok_or_else(|| missing("code_verifier"))?;
    let request = token::request(endpoint, &config.client_id, &pending.redirect_uri, code, verifier);
    let answer = host.fetch(request).await;
    let answer = answer.map_err(|failure| Error::new(Code::TokenUnreachable).expected("an answer of the token endpoint").found(&failure.because))?;
    host.note("token request", "answered");
    token::response(&answer)
}

async fn back_channel_id_token(
    host: &impl Host,
    config: &Config,
    metadata: &Metadata,
    pending: &Pending,
    tokens: &TokenSet,
    code: &Secret,
) -> Result<(IdToken, Secret), Error> {
    // OIDC Core 3.1.3.3: `openid` was asked for, so an ID token must come.
    let none = || Error::of(Code::TokenResponseInvalid, "id_token").expected("an ID token").found("none");
    let raw = tokens.id_token.clone().ok_or_else(none)?;
    // OIDC Core 3.1.3.6: optional here, but never wrong.
    let hashed = [("at_hash", tokens.access_token.expose(), false), ("c_hash", code.expose(), false)];
    let id_token = verify::id_token(host, config, metadata, &raw, &binding(pending, &hashed)).await?;
    Ok((id_token, raw))
}

fn binding<'a>(pending: &'a Pending, hashed: &'a [(&'static str, &'a str, bool)]) -> Binding<'a> {
    Binding { nonce: &pending.nonce, max_age: pending.max_age, essential_acr: &pending.essential_acr, hashed }
}

fn record(config: &Config, pending: Pending, begun_at: Timestamp, tokens: Option<TokenSet>, id_token: &IdToken, raw: Secret) -> Record {
    let expires_at = tokens.as_ref().map_or(id_token.exp().plus_seconds(config.clock_tolerance), |tokens| begun_at.plus_seconds(tokens.expires_in));
    let scope = tokens.as_ref().and_then(|tokens| tokens.scope.as_deref()).unwrap_or(&pending.scope);
    Record {
        claims: id_token.claims().clone(),
        id_token: raw,
        scope: scope.split(' ').filter(|word| !word.is_empty()).map(String::from).collect(),
        obtained_at: begun_at,
        expires_at,
        flow: pending.response_type.as_str().into(),
        because: pending.because,
        access_token: tokens.as_ref().map(|tokens| tokens.access_token.clone()),
        refresh_token: tokens.and_then(|tokens| tokens.refresh_token),
    }
}
