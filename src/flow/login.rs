//! The beginning of a login: OIDC Core 3.1.2.1, 3.2.2.1, 3.3.2.1, RFC 9126, RFC 9449 10.

use alloc::string::String;

use super::{
    choice::{Choice, choose},
    host::{Host, Run, Stop},
    pending, proof, provider,
};
use crate::{
    base::{
        config::{ResponseMode, Wanted},
        error::Code,
    },
    protocol::{
        authorization::{self, LoginOptions, Transaction},
        discovery::AUTHORIZATION,
        end_session::MAX_URL,
        jwa::Hash,
        par,
    },
};

/// What is needed to leave for the provider.
#[derive(Clone, Copy, Debug)]
pub struct LoginRequest<'a> {
    /// Where the browser has to go.
    pub url: &'a str,
    /// `state`, which a request that was pushed doesn't show.
    pub state: &'a str,
    /// The flow and why.
    pub choice: Choice<'a>,
}

/// Prepares a login: metadata and keys, a pending login under a fresh `state`, the authorization URL, or what stands for one that was pushed.
///
/// # Errors
/// Those of discovery, of the choice of a flow, of storage and randomness, and of a pushed request.
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
    let mut choice = choose(arena, config, &metadata)?;
    let is_bound = proof::is_wanted(config, &metadata, choice.response_type)?;
    let has_details = options.authorization_details.is_some();
    let push_to = if cfg!(feature = "par") { par::endpoint(config, &metadata, has_details)? } else { None };
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
    // One of 32 kB is more than servers take in a URL; who is signed in is compared with `sub` anyway. A pushed request has room for it.
    let is_too_long = |hint: &str| push_to.is_none() && hint.len() > MAX_URL / 2;
    let hint = id_token_hint.filter(|_| options.id_token_hint);
    let id_token_hint = hint.filter(|hint| !is_too_long(hint));
    let mut dpop_jkt = None;
    if is_bound {
        // A new one for each login: nobody's tokens are bound to the key of somebody else (RFC 9449 section 11.4).
        dpop_jkt = match proof::new_key(run, state) {
            Ok(thumbprint) => Some(thumbprint),
            // Some browsers keep no keys in private windows.
            Err(Stop::Failed(error)) if config.dpop == Wanted::Auto && error.code() == Code::CryptoUnavailable => None,
            Err(stop) => return Err(stop),
        };
    }
    let transaction = Transaction { state, nonce, code_challenge, id_token_hint, dpop_jkt };
    let response = (choice.response_type, choice.response_mode);
    let mut parameters = authorization::parameters(config, response, options, &transaction);
    if let Some(endpoint) = push_to {
        let pushed = push(run, endpoint, arena.keep(parameters), has_details);
        if let (Err(Stop::Failed(_)), Some(_)) = (&pushed, dpop_jkt) {
            host.remove_key(state);
        }
        parameters = pushed?;
    }
    let url = authorization::url(arena, metadata.required(AUTHORIZATION)?, &parameters);
    let bound = if dpop_jkt.is_some() { "\ntokens are bound to a key" } else { "" };
    let pushed = if push_to.is_some() { "\nthe request was pushed" } else { "" };
    let unhinted = if hint != id_token_hint { "\nID token too long for a hint" } else { "" };
    choice.because = arena.join(&[choice.because, bound, pushed, unhinted]);
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
        .optional("authorizationDetails", options.authorization_details)
        .optional("dpopKey", dpop_jkt.map(|_| state))
        .optional("dpopJkt", dpop_jkt)
        .optional("appState", options.app_state)
        .optional("asked", options.asked)
        .optional("sub", options.sub);
    if let Some(seconds) = options.max_age {
        record.number("maxAge", seconds);
    }
    pending::store(run, state, &record.finish())?;
    Ok(LoginRequest { url, state, choice })
}

// RFC 9126 4, 5: what stands for the request goes into the URL, and where that can't be had, nothing does.
fn push<'a>(run: &Run<'a, impl Host>, endpoint: &str, parameters: &str, discreet: bool) -> Result<String, Stop> {
    let answer = run.host.fetch(run.arena, &par::request(endpoint, parameters))?;
    Ok(par::response(run.arena, &answer, run.config.client_id, discreet)?)
}
