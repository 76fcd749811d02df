//! What is known of the provider, metadata and keys, kept in the tab's storage so that the page that handles the response asks for
//! neither.

use super::host::{Host, Run, Stop};
use crate::{
    base::{
        json::Json,
        json_writer::ObjectWriter,
        text::{cut, decimal, number},
        time::Timestamp,
    },
    protocol::{
        discovery::{self, Metadata},
        jwk::{self, JwkSet},
    },
};

/// The provider's metadata, from the cache if it is fresh enough. `for_login` asks for such that is still so when the person comes back.
///
/// # Errors
/// `discovery_unreachable`, `discovery_refused`, `metadata_invalid`, `issuer_mismatch`.
#[inline(never)]
pub fn metadata<'a>(run: &Run<'a, impl Host>, for_login: bool) -> Result<Metadata<'a>, Stop> {
    let Run { arena, config, .. } = run;
    if is_complete(run) {
        let document = ObjectWriter::default().string("issuer", config.issuer).finish();
        return Ok(Metadata::read(arena, arena.keep(document), config)?);
    }
    let fresh = if for_login { METADATA_FRESH_FOR_LOGIN } else { METADATA_FRESH };
    if let Some(document) = cached(run, METADATA, fresh)
        && let Ok(metadata) = Metadata::read(arena, document, config)
    {
        return Ok(metadata);
    }
    let document = fetch_metadata(run)?;
    let metadata = Metadata::read(arena, document, config)?;
    cache(run, METADATA, document);
    Ok(metadata)
}

/// The provider's keys, likewise. A key that is not among them is asked for with [`reload_keys`].
///
/// # Errors
/// `jwks_unreachable`, `jwks_invalid`, `endpoint_missing`.
#[inline(never)]
pub fn keys<'a>(run: &Run<'a, impl Host>, metadata: &Metadata<'a>, for_login: bool) -> Result<JwkSet<'a>, Stop> {
    let fresh = if for_login { KEYS_FRESH_FOR_LOGIN } else { KEYS_FRESH };
    let mut document = run.config.jwks;
    if document.is_null() {
        document = Json::parse_or_null(run.arena, cached(run, KEYS, fresh));
    }
    if document.is_null() {
        return fetch_keys(run, metadata, false);
    }
    Ok(JwkSet::read(document)?)
}

/// Asks for the keys again because one was not among them (OIDC Core 10.1.1); `None` if that was done within the last minute.
///
/// # Errors
/// As [`keys`].
pub fn reload_keys<'a>(run: &Run<'a, impl Host>, metadata: &Metadata<'a>) -> Result<Option<JwkSet<'a>>, Stop> {
    if !run.config.jwks.is_null() || cached(run, RELOADED, RELOAD_INTERVAL).is_some() {
        return Ok(None);
    }
    // Noted before the answer, so that a server that fails is not asked by every page load.
    cache(run, RELOADED, "");
    fetch_keys(run, metadata, true).map(Some)
}

fn fetch_metadata<'a>(run: &Run<'a, impl Host>) -> Result<&'a str, Stop> {
    let response = run.host.fetch(run.arena, &discovery::request(run.arena, run.config.issuer))?;
    // RFC 8414 3: a server that knows only OAuth has its metadata elsewhere.
    if response.status == 404
        && let Some(request) = discovery::rfc8414_request(run.arena, run.config.issuer)
    {
        match run.host.fetch(run.arena, &request) {
            Ok(other) if other.status == 200 => return Ok(other.body),
            Err(Stop::Waiting) => return Err(Stop::Waiting),
            _ => {}
        }
    }
    Ok(discovery::response(&response)?)
}

fn fetch_keys<'a>(run: &Run<'a, impl Host>, metadata: &Metadata<'a>, reload: bool) -> Result<JwkSet<'a>, Stop> {
    let request = jwk::request(metadata.required("jwks_uri")?, reload);
    let response = run.host.fetch(run.arena, &request)?;
    let keys = jwk::response(run.arena, &response)?;
    cache(run, KEYS, response.body);
    Ok(keys)
}

// Metadata that leaves nothing to discover.
fn is_complete(run: &Run<'_, impl Host>) -> bool {
    let has = |name| run.config.metadata.text(name).is_some();
    has("authorization_endpoint") && has("token_endpoint") && (!run.config.jwks.is_null() || has("jwks_uri"))
}

// A document and the time it came, if it is not older than that.
#[inline(never)]
fn cached<'a>(run: &Run<'a, impl Host>, kind: &str, seconds: i64) -> Option<&'a str> {
    let entry = run.host.read(run.arena, run.arena.join(&[kind, run.config.issuer]))?;
    let (at, document) = cut(entry, b' ')?;
    let age = run.host.now().since(Timestamp(number(at)?));
    (0..seconds * 1000).contains(&age).then_some(document)
}

// A cache that can't be written is no error: the next page asks again.
#[inline(never)]
fn cache(run: &Run<'_, impl Host>, kind: &str, document: &str) {
    let entry = run.arena.join(&[&decimal(run.host.now().0), " ", document]);
    run.host.write(run.arena.join(&[kind, run.config.issuer]), entry);
}

const METADATA: &str = "kirjaudu.metadata.";
const KEYS: &str = "kirjaudu.keys.";
const RELOADED: &str = "kirjaudu.reloaded.";
/// Seconds that metadata and keys are used without asking again: when a login begins, and as long as it may then take.
const METADATA_FRESH_FOR_LOGIN: i64 = 1800;
const KEYS_FRESH_FOR_LOGIN: i64 = 300;
const METADATA_FRESH: i64 = 3600;
const KEYS_FRESH: i64 = 3600;
/// Seconds between two reloads for a missing key: a provider is not flooded by tokens with made-up key ids.
const RELOAD_INTERVAL: i64 = 60;
