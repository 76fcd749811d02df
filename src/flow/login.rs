//! The beginning of a login: OIDC Core 3.1.2.1, 3.2.2.1, 3.3.2.1.

use alloc::string::String;

use super::{
    choice::{Choice, choose},
    host::Host,
    pending::{self, Pending},
    provider,
};
use crate::{
    base::{base64url, config::Config, error::Error, secret::Secret},
    protocol::{
        authorization::{self, LoginOptions, Transaction},
        discovery::AUTHORIZATION,
        jwa::Hash,
        pkce,
    },
};

/// What is needed to leave for the provider.
#[derive(Debug)]
pub struct LoginRequest {
    /// Where the browser has to go.
    pub url: String,
    /// The flow and why.
    pub choice: Choice,
}

/// Prepares a login: metadata and keys, a pending login under a fresh `state`, the authorization URL.
///
/// # Errors
/// Those of discovery, of the choice of a flow, and of storage and randomness.
pub async fn begin(
    host: &impl Host,
    config: &Config,
    options: &LoginOptions,
    id_token_hint: Option<&Secret>,
) -> Result<LoginRequest, Error> {
    let metadata = provider::metadata(host, config, true).await?;
    let choice = choose(config, &metadata)?;
    // Fetched now, so that the page that comes back need not. That page asks again if this failed, so the login goes on.
    if let Err(error) = provider::keys(host, config, &metadata, true).await {
        host.note("keys", error.code().name());
    }
    let (state, nonce) = (random(host)?, random(host)?);
    let verifier = if choice.response_type.code { Some(random(host)?) } else { None };
    let challenge = match &verifier {
        Some(verifier) => Some(pkce::challenge(&host.digest(Hash::Sha256, verifier.as_bytes()).await?)),
        None => None,
    };
    let transaction = Transaction {
        state: &state,
        nonce: &nonce,
        code_challenge: challenge.as_deref(),
        id_token_hint: id_token_hint.filter(|_| options.id_token_hint).map(Secret::expose),
    };
    let url = authorization::url(
        metadata.required(AUTHORIZATION)?,
        config,
        (choice.response_type, choice.response_mode),
        options,
        &transaction,
    );
    let pending = Pending {
        created_at: host.now(),
        redirect_uri: config.redirect_uri.clone(),
        response_type: choice.response_type,
        mode: choice.mode,
        nonce: Secret::new(nonce),
        verifier: verifier.map(Secret::new),
        scope: options.scope.as_ref().unwrap_or(&config.scope).clone(),
        max_age: options.max_age,
        essential_acr: options.essential_acr.clone(),
        return_to: options.return_to.clone().unwrap_or_else(|| "/".into()),
        app_state: options.app_state.clone(),
        because: choice.because.clone(),
    };
    pending::store(host, config, &state, &pending)?;
    host.note("authorization request", choice.response_type.as_str());
    Ok(LoginRequest { url, choice })
}

// 256 bits: state and nonce need 128 (RFC 6749 10.10, OIDC Core 15.5.2), a verifier 256 (RFC 7636 7.1). 43 characters.
fn random(host: &impl Host) -> Result<String, Error> {
    let mut bytes = [0; 32];
    host.random(&mut bytes)?;
    Ok(base64url::encode(&bytes))
}
