//! The end of a login: the authorization response of OIDC Core 3.1.2.5, 3.2.2.5 and 3.3.2.5, the code exchange, the ID token, the
//! session. One request: the token request; none for implicit.

use alloc::string::String;

use super::{
    host::Host,
    pending::{self, Pending},
    provider,
    record::Record,
    verify::{self, Binding},
};
use crate::{
    base::{
        config::{Config, ResponseMode},
        error::{Code, Error},
        form,
        secret::Secret,
        text::{before, cut},
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
    /// What the application kept, JSON text.
    pub app_state: Option<String>,
    /// `kc_action_status`
    pub action_status: Option<String>,
}

/// Handles the response in this URL. Whatever comes of it, its `state` is used up afterwards.
pub async fn finish(host: &impl Host, config: &Config, url: &str) -> Callback {
    let mut callback =
        Callback { result: Err(missing("response")), return_to: "/".into(), app_state: None, action_status: None };
    callback.result = match begin(host, config, url, &mut callback) {
        Ok((response, pending)) => exchange(host, config, &response, pending).await,
        Err(error) => Err(error),
    };
    callback
}

// Everything that needs no waiting: two handlers of one response can't both get past it.
fn begin(
    host: &impl Host,
    config: &Config,
    url: &str,
    callback: &mut Callback,
) -> Result<(AuthorizationResponse, Pending), Error> {
    let response = match AuthorizationResponse::read(url) {
        Ok(Some(response)) => response,
        Ok(None) => return Err(missing("response")),
        // What can't be read uses its login up all the same.
        Err(error) => {
            for state in states(url).filter(|_| !host.is_framed()) {
                let _used_up = pending::take(host, config, &state);
            }
            return Err(error);
        }
    };
    let Some(state) = response.state.as_deref().filter(|state| !state.is_empty()) else {
        return Err(Error::new(Code::StateMissing, "state", "the state of a login", "none"));
    };
    if let Some(return_to) = pending::return_to(host, config, state) {
        callback.return_to = return_to;
    }
    // RFC 9700 4.16: a response to the page is not taken by a frame inside it, and its login stays as it is.
    if host.is_framed() {
        return Err(Error::new(Code::CallbackInFrame, "page", "one of its own", "a frame"));
    }
    let pending = pending::take(host, config, state)?;
    host.note(
        "authorization response",
        if response.error.is_some() { "an error" } else { pending.response_type.as_str() },
    );
    callback.app_state.clone_from(&pending.app_state);
    callback.action_status.clone_from(&response.action_status);
    check_place(url, &response, &pending)?;
    Ok((response, pending))
}

fn states(url: &str) -> impl Iterator<Item = String> {
    let (address, fragment) = cut(url, b'#').unwrap_or((url, ""));
    let query = cut(address, b'?').map_or("", |(_, query)| query);
    let parameters = form::decode(query).into_iter().chain(form::decode(fragment));
    parameters.filter(|(name, _)| name == "state").map(|(_, value)| value)
}

// RFC 6749 3.1.2: the response belongs on the redirect URI. OAuth 2.0 Multiple Response Types 2.1: in one part of it.
fn check_place(url: &str, response: &AuthorizationResponse, pending: &Pending) -> Result<(), Error> {
    let address = |url| before(before(url, b'#'), b'?');
    if address(&pending.redirect_uri) != address(url) {
        return Err(Error::new(Code::RedirectUriMismatch, "redirectUri", address(&pending.redirect_uri), address(url)));
    }
    // Some providers put an error into the query of an implicit login; the state has shown that it is ours.
    if response.error.is_none() && response.mode != pending.mode {
        let name = |mode| if mode == ResponseMode::Fragment { "the fragment" } else { "the query" };
        return Err(Error::new(Code::ResponseModeWrong, "response", name(pending.mode), name(response.mode)));
    }
    Ok(())
}

async fn exchange(
    host: &impl Host,
    config: &Config,
    response: &AuthorizationResponse,
    pending: Pending,
) -> Result<Record, Error> {
    let metadata = provider::metadata(host, config, false).await?;
    check_issuer(response, &metadata, &pending)?;
    if let Some(words) = response.provider_words() {
        return Err(provider_error(words));
    }
    check_complete(response, &pending)?;
    let begun_at = host.now();
    let wanted = pending.response_type;
    // A token that was not asked for is dropped (OIDC Core 3.2.2.5).
    let access_token = response.access_token.as_deref().filter(|_| wanted.token);
    let code = response.code.as_deref().filter(|_| wanted.code);
    let mut front = None;
    if let Some(raw) = response.id_token.as_deref().filter(|_| wanted.id_token) {
        // OIDC Core 3.2.2.9, 3.3.2.11: bound to what came beside it.
        let hashed =
            [("at_hash", access_token, true), ("c_hash", code, true), ("s_hash", response.state.as_deref(), false)];
        front = Some((verify(host, config, &metadata, &pending, raw, &hashed).await?, raw));
    }
    let Some(code) = code else {
        // check_complete has seen to it that there is one.
        let Some((id_token, raw)) = front else { return Err(missing("id_token")) };
        let tokens = match access_token {
            None => None,
            Some(token) => Some(front_channel_tokens(response, token)?),
        };
        return Ok(record(config, pending, begun_at, tokens, id_token, raw.into()));
    };
    let mut tokens = redeem(host, config, &metadata, &pending, code).await?;
    // OIDC Core 3.1.3.3: `openid` was asked for, so an ID token must come.
    let Some(raw) = tokens.id_token.take() else {
        return Err(Error::new(Code::TokenResponseInvalid, "id_token", "an ID token", "none"));
    };
    // OIDC Core 3.1.3.6: optional here, but never wrong.
    let hashed = [("at_hash", Some(tokens.access_token.expose()), false), ("c_hash", Some(code), false)];
    let id_token = verify(host, config, &metadata, &pending, raw.expose(), &hashed).await?;
    // OIDC Core 3.3.3.6
    if front.is_some_and(|(front, _)| front.sub() != id_token.sub()) {
        return Err(Error::new(Code::ClaimInvalid, "sub", "that of the first ID token", "another"));
    }
    Ok(record(config, pending, begun_at, Some(tokens), id_token, raw.expose().into()))
}

// RFC 9207 2.4: in success and error responses, by simple string comparison.
fn check_issuer(response: &AuthorizationResponse, metadata: &Metadata, pending: &Pending) -> Result<(), Error> {
    // An ID token from the authorization endpoint that is going to be verified says the same (RFC 9207 2.4).
    let said_by_id_token = pending.response_type.id_token && response.id_token.is_some() && response.error.is_none();
    match response.iss.as_deref() {
        Some(iss) if iss == metadata.issuer() => Ok(()),
        Some(iss) => Err(Error::new(Code::IssMismatch, "iss", metadata.issuer(), iss)),
        None if metadata.promises_iss() && !said_by_id_token => {
            Err(Error::new(Code::IssMissing, "iss", metadata.issuer(), "none"))
        }
        None => Ok(()),
    }
}

fn check_complete(response: &AuthorizationResponse, pending: &Pending) -> Result<(), Error> {
    let wanted = pending.response_type;
    if !wanted.is_front_channel() && (response.access_token.is_some() || response.id_token.is_some()) {
        // RFC 9700 2.1.2: in the code flow no token is taken from the front channel.
        return Err(Error::new(Code::ResponseModeWrong, "response", "a code only", "tokens"));
    }
    let parts = [
        ("code", wanted.code, &response.code),
        ("id_token", wanted.id_token, &response.id_token),
        ("access_token", wanted.token, &response.access_token),
    ];
    for (field, wanted, value) in parts {
        if wanted && value.is_none() {
            return Err(missing(field));
        }
    }
    Ok(())
}

// The code goes to the token endpoint once, and is never sent again (RFC 6749 4.1.2, 10.5).
async fn redeem(
    host: &impl Host,
    config: &Config,
    metadata: &Metadata,
    pending: &Pending,
    code: &str,
) -> Result<TokenSet, Error> {
    let endpoint = metadata.required("token_endpoint")?;
    let Some(verifier) = &pending.verifier else { return Err(missing("code_verifier")) };
    match host.fetch(token::request(endpoint, &config.client_id, &pending.redirect_uri, code, verifier)).await {
        Ok(answer) => {
            host.note("token request", "answered");
            token::response(&answer)
        }
        Err(failure) => Err(Error::new(Code::TokenUnreachable, "token_endpoint", "an answer", &failure.because)),
    }
}

fn front_channel_tokens(response: &AuthorizationResponse, access_token: &str) -> Result<TokenSet, Error> {
    token::check_token_type(response.token_type.as_deref())?;
    let expires_in = token::lifetime(response.expires_in.as_deref())?;
    Ok(TokenSet {
        access_token: Secret::new(access_token.into()),
        expires_in,
        refresh_token: None,
        id_token: None,
        scope: response.scope.clone(),
    })
}

async fn verify(
    host: &impl Host,
    config: &Config,
    metadata: &Metadata,
    pending: &Pending,
    token: &str,
    hashed: &[(&'static str, Option<&str>, bool)],
) -> Result<IdToken, Error> {
    let binding = Binding {
        nonce: &pending.nonce,
        max_age: pending.max_age,
        essential_acr: pending.essential_acr.as_deref(),
        hashed,
    };
    verify::id_token(host, config, metadata, token, &binding).await
}

fn record(
    config: &Config,
    pending: Pending,
    begun_at: Timestamp,
    tokens: Option<TokenSet>,
    id_token: IdToken,
    raw: String,
) -> Record {
    let mut record = Record {
        obtained_at: begun_at,
        expires_at: id_token.exp().plus_seconds(config.clock_tolerance),
        sub: id_token.sub().into(),
        claims: id_token.claims(),
        id_token: Secret::new(raw),
        scope: pending.scope,
        flow: pending.response_type.as_str().into(),
        because: pending.because,
        access_token: None,
        refresh_token: None,
    };
    if let Some(tokens) = tokens {
        record.expires_at = begun_at.plus_seconds(tokens.expires_in);
        record.access_token = Some(tokens.access_token);
        record.refresh_token = tokens.refresh_token;
        // Absent means as requested (RFC 6749 5.1).
        record.scope = tokens.scope.unwrap_or(record.scope);
    }
    record
}

#[cold]
fn missing(field: &'static str) -> Error {
    let code = if field == "response" { Code::ResponseMissing } else { Code::ResponseIncomplete };
    Error::new(code, field, "in the response", "nothing")
}
