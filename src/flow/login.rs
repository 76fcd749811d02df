//! The beginning of a login: OIDC Core 3.1.2.1, 3.2.2.1, 3.3.2.1.

use super::{
    choice::{Choice, choose},
    host::{Host, Run, Stop},
    pending, provider,
};
use crate::{
    base::config::ResponseMode,
    protocol::{
        authorization::{self, LoginOptions, Transaction},
        discovery::AUTHORIZATION,
        jwa::Hash,
    },
};

/// What is needed to leave for the provider.
#[derive(Clone, Copy, Debug)]
pub struct LoginRequest<'a> {
    /// Where the browser has to go.
    pub url: &'a str,
    /// The flow and why.
    pub choice: Choice<'a>,
}

/// Prepares a login: metadata and keys, a pending login under a fresh `state`, the authorization URL.
///
/// # Errors
/// Those of discovery, of the choice of a flow, and of storage and randomness.
pub fn begin<'a>(
    run: &Run<'a, impl Host>,
    options: &LoginOptions<'a>,
    id_token_hint: Option<&str>,
) -> Result<LoginRequest<'a>, Stop> {
    let Run { host, arena, config } = run;
    if let Some(last) = options.automatic {
        pending::check_loop(run, last)?;
    }
    let metadata = provider::metadata(run, true)?;
    let choice = choose(arena, config, &metadata)?;
    // Fetched now, so that the page that comes back need not. That page asks again if this failed, so the login goes on.
    match provider::keys(run, &metadata, true) {
        Err(Stop::Waiting) => return Err(Stop::Waiting),
        Err(Stop::Failed(_)) | Ok(_) => {}
    }
    // 256 bits: state and nonce need 128 (RFC 6749 10.10, OIDC Core 15.5.2), a verifier 256 (RFC 7636 7.1).
    let (random, nonce) = (host.random(arena)?, host.random(arena)?);
    let state = pending::state(run, random, options.in_window);
    let mut verifier = None;
    let mut code_challenge = None;
    if choice.response_type.code() {
        let random = host.random(arena)?;
        verifier = Some(random);
        code_challenge = Some(host.digest(arena, Hash::Sha256, random, Hash::Sha256.length())?);
    }
    let id_token_hint = id_token_hint.filter(|_| options.id_token_hint);
    let transaction = Transaction { state, nonce, code_challenge, id_token_hint };
    let response = (choice.response_type, choice.response_mode);
    let endpoint = metadata.required(AUTHORIZATION)?;
    let url = authorization::url(arena, endpoint, config, response, options, &transaction);
    let mut record = pending::marker(run, host.now(), options.return_to);
    record
        .string("redirectUri", config.redirect_uri)
        .string("responseType", choice.response_type.as_str())
        .bool("fragment", choice.mode == ResponseMode::Fragment)
        .string("nonce", nonce)
        .string("scope", options.scope.unwrap_or(config.scope))
        .string("because", choice.because)
        .bool("automatic", options.automatic.is_some())
        .optional("verifier", verifier)
        .optional("essentialAcr", options.essential_acr)
        .optional("appState", options.app_state);
    if let Some(seconds) = options.max_age {
        record.number("maxAge", seconds);
    }
    pending::store(run, state, &record.finish())?;
    Ok(LoginRequest { url, choice })
}
