//! Logout: the local session is gone before this file is asked; here are the ways to tell the provider, and the way back.

use alloc::string::String;

use super::{
    host::{Host, Run, Stop},
    pending::{forget_key, forget_old, is_ours, local_path, marker, read, state},
    provider,
    record::Record,
};
#[cfg(feature = "revocation")]
use crate::protocol::revocation;
use crate::{
    base::{form, return_to::is_local_path, secret::Secret, text::before},
    protocol::{
        authorization_response::each_state,
        discovery::Metadata,
        end_session::{self, EndSessionRequest},
    },
};

/// What a caller may ask of a logout.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogoutOptions<'a> {
    /// `ui_locales`
    pub ui_locales: Option<&'a str>,
    /// Where to go afterwards: a path of this origin.
    pub return_to: Option<&'a str>,
    /// Whether tokens are left to expire instead of being revoked.
    pub keep_tokens: bool,
    /// Whether a window of its own is waited for.
    pub in_window: bool,
}

/// Prepares the way to the end session endpoint (RP-Initiated Logout 1.0 section 2).
///
/// # Errors
/// `endpoint_missing` and those of discovery: the person is signed out here all the same.
pub fn begin<'a>(
    run: &Run<'a, impl Host>,
    record: Option<Record<'a>>,
    options: &LogoutOptions<'a>,
) -> Result<EndSessionRequest<'a>, Stop> {
    let Run { arena, config, .. } = run;
    // A window's caller may ask with the old token whether the session has ended.
    if !options.in_window {
        forget_key(run, record.and_then(|record| record.dpop_key()));
    }
    let metadata = provider::metadata(run, false)?;
    if !options.keep_tokens {
        revoke(run, &metadata, record);
    }
    let endpoint = metadata.required("end_session_endpoint")?;
    let mut state = None;
    if config.post_logout_redirect_uri.is_some() {
        state = remember(run, options);
    }
    let hint = record.filter(|_| config.id_token_hint_at_logout).map(|record| record.id_token());
    let mut parameters = String::new();
    let add = &mut parameters;
    form::append_optional(add, "id_token_hint", hint);
    form::append(add, "client_id", config.client_id);
    form::append_optional(add, "post_logout_redirect_uri", config.post_logout_redirect_uri);
    form::append_optional(add, "state", state);
    form::append_optional(add, "ui_locales", options.ui_locales.or(config.ui_locales));
    Ok(end_session::request(arena, endpoint, parameters))
}

/// Where the logout that this URL comes back from wanted to go; `None` where it comes from none of ours.
#[must_use]
pub fn returned<'a>(run: &Run<'a, impl Host>, url: &'a str) -> Option<&'a str> {
    let mut return_to = None;
    each_state(run.arena, before(url, b'#'), &mut |state| {
        let key = run.arena.join(&[PREFIX, state]);
        let record = read(run, key);
        if is_ours(run, record) {
            run.host.remove(key);
            return_to = Some(local_path(record).unwrap_or("/"));
        }
    });
    return_to
}

// The redirect back is recognised by a state of our own. Without storage or randomness there is none, and the logout goes on.
fn remember<'a>(run: &Run<'a, impl Host>, options: &LogoutOptions<'a>) -> Option<&'a str> {
    let Run { host, arena, .. } = run;
    forget_old(run, PREFIX, &mut |_, _| {});
    let state = state(run, host.random(arena).ok()?, options.in_window);
    // Whoever waits for a window knows its state.
    if options.in_window {
        return Some(state);
    }
    let return_to = options.return_to.filter(|path| is_local_path(path)).unwrap_or("/");
    host.write(arena.join(&[PREFIX, state]), &marker(run, host.now(), return_to).finish()).then_some(state)
}

/// Revokes the tokens where there is an endpoint, and tells whether there is. RFC 7009 2.1: the refresh token first, since its end may end
/// the others. Nobody waits for the answers.
#[cfg(feature = "revocation")]
pub fn revoke(run: &Run<'_, impl Host>, metadata: &Metadata<'_>, record: Option<Record<'_>>) -> bool {
    let (Some(endpoint), Some(record)) = (metadata.endpoint("revocation_endpoint"), record) else { return false };
    let revoke = |token: Option<Secret<'_>>, hint| {
        if let Some(token) = token {
            run.host.send(&revocation::request(run.arena, endpoint, run.config.client_id, token, hint));
        }
    };
    revoke(record.refresh_token(), "refresh_token");
    revoke(record.access_token(), "access_token");
    true
}

/// Nothing: this build can't.
#[cfg(not(feature = "revocation"))]
pub fn revoke(_: &Run<'_, impl Host>, _: &Metadata<'_>, _: Option<Record<'_>>) -> bool {
    false
}

const PREFIX: &str = "kirjaudu.logout.";
