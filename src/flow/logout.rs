//! Logout: the local session is gone before this file is asked; here are the ways to tell the provider, and the way back.

use alloc::{string::String, vec::Vec};

use super::{
    host::Host,
    pending::{marker, read},
    provider,
    record::Record,
};
#[cfg(feature = "revocation")]
use crate::protocol::revocation;
use crate::{
    base::{
        base64url,
        config::Config,
        error::Error,
        form,
        json::Json,
        return_to::is_local_path,
        secret::Secret,
        text::{before, cut, join},
        time::Timestamp,
    },
    protocol::{
        discovery::Metadata,
        end_session::{self, EndSessionRequest},
    },
};

/// What a caller may ask of a logout.
#[derive(Clone, Debug, Default)]
pub struct LogoutOptions {
    /// `ui_locales`
    pub ui_locales: Option<String>,
    /// Where to go afterwards: a path of this origin.
    pub return_to: Option<String>,
    /// Whether tokens are left to expire instead of being revoked.
    pub keep_tokens: bool,
}

/// Prepares the way to the end session endpoint (RP-Initiated Logout 1.0 section 2).
///
/// # Errors
/// `endpoint_missing` and those of discovery: the person is signed out here all the same.
pub async fn begin(
    host: &impl Host,
    config: &Config,
    record: Option<&Record>,
    options: &LogoutOptions,
) -> Result<EndSessionRequest, Error> {
    let metadata = provider::metadata(host, config, false).await?;
    revoke(host, config, &metadata, record, options);
    let endpoint = metadata.required("end_session_endpoint")?;
    let mut parameters: Vec<(&'static str, String)> = Vec::new();
    if let Some(record) = record.filter(|_| config.id_token_hint_at_logout) {
        parameters.push(("id_token_hint", record.id_token.expose().into()));
    }
    parameters.push(("client_id", config.client_id.clone()));
    if let Some(uri) = &config.post_logout_redirect_uri {
        parameters.push(("post_logout_redirect_uri", uri.clone()));
        if let Some(state) = remember(host, config, options) {
            parameters.push(("state", state));
        }
    }
    if let Some(locales) = options.ui_locales.as_ref().or(config.ui_locales.as_ref()) {
        parameters.push(("ui_locales", locales.clone()));
    }
    host.note("logout", endpoint);
    Ok(end_session::request(endpoint, parameters))
}

/// Where the logout that this URL comes back from wanted to go; `None` where it comes from none of ours.
#[must_use]
pub fn returned(host: &impl Host, config: &Config, url: &str) -> Option<String> {
    let (_, query) = cut(before(url, b'#'), b'?')?;
    for (name, state) in form::decode(query) {
        let key = join(&[PREFIX, &state]);
        let record = if name == "state" { read(host, &key) } else { None };
        let ours = |record: &Json| {
            record.text("issuer") == Some(&config.issuer) && record.text("clientId") == Some(&config.client_id)
        };
        if let Some(record) = record.filter(ours) {
            host.remove(&key);
            host.note("logout", "confirmed by the redirect back");
            return Some(record.owned("returnTo").filter(|path| is_local_path(path)).unwrap_or_else(|| "/".into()));
        }
    }
    None
}

// The redirect back is recognised by a state of our own. Without storage or randomness there is none, and the logout goes on.
fn remember(host: &impl Host, config: &Config, options: &LogoutOptions) -> Option<String> {
    for key in host.keys(PREFIX) {
        let created_at = read(host, &key).and_then(|record| record.number("createdAt")).unwrap_or(0);
        if !(0..LIFE * 1000).contains(&host.now().since(Timestamp(created_at))) {
            host.remove(&key);
        }
    }
    let mut bytes = [0; 32];
    host.random(&mut bytes).ok()?;
    let state = base64url::encode(&bytes);
    let return_to = options.return_to.as_deref().filter(|path| is_local_path(path)).unwrap_or("/");
    host.write(&join(&[PREFIX, &state]), &marker(config, host.now(), return_to).finish()).ok()?;
    Some(state)
}

// RFC 7009 2.1: the refresh token first, since its end may end the others. Nobody waits for the answers.
#[cfg(feature = "revocation")]
fn revoke(host: &impl Host, config: &Config, metadata: &Metadata, record: Option<&Record>, options: &LogoutOptions) {
    let (Some(endpoint), Some(record), false) = (metadata.endpoint("revocation_endpoint"), record, options.keep_tokens)
    else {
        return;
    };
    let send = |token: &Option<Secret>, hint| {
        if let Some(token) = token {
            host.send(revocation::request(endpoint, &config.client_id, token, hint));
        }
    };
    send(&record.refresh_token, "refresh_token");
    send(&record.access_token, "access_token");
}

#[cfg(not(feature = "revocation"))]
fn revoke(_: &impl Host, _: &Config, _: &Metadata, _: Option<&Record>, _: &LogoutOptions) {}

const PREFIX: &str = "kirjaudu.logout.";
/// Seconds that a logout may take at the provider.
const LIFE: i64 = 1800;
