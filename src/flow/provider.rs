//! What is known of the provider, metadata and keys, kept in the tab's storage so that the page that handles the response asks for
//! neither.

use alloc::{string::String, vec::Vec};

use super::host::Host;
use crate::{
    base::{
        config::Config,
        error::{Code, Error},
        http::HttpRequest,
        json::Json,
        json_writer::ObjectWriter,
        text::{cut, decimal, join, number},
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
/// [`Code::DiscoveryUnreachable`], [`Code::DiscoveryRefused`], [`Code::MetadataInvalid`], [`Code::IssuerMismatch`].
pub async fn metadata(host: &impl Host, config: &Config, for_login: bool) -> Result<Metadata, Error> {
    if is_complete(config) {
        return Metadata::read(ObjectWriter::default().string("issuer", &config.issuer).finish().as_bytes(), config);
    }
    let fresh = if for_login { METADATA_FRESH_FOR_LOGIN } else { METADATA_FRESH };
    if let Some(document) = cached(host, config, METADATA, fresh)
        && let Ok(metadata) = Metadata::read(document.as_bytes(), config)
    {
        return Ok(metadata);
    }
    let document = fetch_metadata(host, config).await?;
    let metadata = Metadata::read(&document, config)?;
    host.note("discovery", metadata.issuer());
    cache(host, config, METADATA, &document);
    Ok(metadata)
}

/// The provider's keys, likewise. A key that is not among them is asked for with [`reload_keys`].
///
/// # Errors
/// [`Code::JwksUnreachable`], [`Code::JwksInvalid`], [`Code::EndpointMissing`].
pub async fn keys(host: &impl Host, config: &Config, metadata: &Metadata, for_login: bool) -> Result<JwkSet, Error> {
    if let Some(document) = &config.jwks {
        return JwkSet::read(document);
    }
    let fresh = if for_login { KEYS_FRESH_FOR_LOGIN } else { KEYS_FRESH };
    match cached(host, config, KEYS, fresh).and_then(|document| Json::parse(document.as_bytes()).ok()) {
        Some(document) => JwkSet::read(&document),
        None => fetch_keys(host, config, metadata, false).await,
    }
}

/// Asks for the keys again because one was not among them (OIDC Core 10.1.1); `None` if that was done within the last minute.
///
/// # Errors
/// As [`keys`].
pub async fn reload_keys(host: &impl Host, config: &Config, metadata: &Metadata) -> Result<Option<JwkSet>, Error> {
    if config.jwks.is_some() || cached(host, config, RELOADED, RELOAD_INTERVAL).is_some() {
        return Ok(None);
    }
    // Noted before the answer, so that a server that fails is not asked by every page load.
    cache(host, config, RELOADED, b"");
    fetch_keys(host, config, metadata, true).await.map(Some)
}

async fn fetch_metadata(host: &impl Host, config: &Config) -> Result<Vec<u8>, Error> {
    let request = discovery::request(&config.issuer);
    let url = request.url.clone();
    let response = match host.fetch(request).await {
        Ok(response) => response,
        Err(failure) => return Err(Error::new(Code::DiscoveryUnreachable, "metadata", &url, &failure.because)),
    };
    // RFC 8414 3: a server that knows only OAuth has its metadata elsewhere.
    if response.status == 404
        && let Some(request) = discovery::rfc8414_request(&config.issuer)
        && let Ok(other) = host.fetch(request).await
        && other.status == 200
    {
        return Ok(other.body);
    }
    discovery::response(response)
}

async fn fetch_keys(host: &impl Host, config: &Config, metadata: &Metadata, reload: bool) -> Result<JwkSet, Error> {
    let request: HttpRequest = jwk::request(metadata.required("jwks_uri")?, reload);
    let url = request.url.clone();
    let response = match host.fetch(request).await {
        Ok(response) => response,
        Err(failure) => return Err(Error::new(Code::JwksUnreachable, "jwks_uri", &url, &failure.because)),
    };
    let keys = jwk::response(&response)?;
    host.note("keys", if reload { "loaded again" } else { "loaded" });
    cache(host, config, KEYS, &response.body);
    Ok(keys)
}

// Metadata that leaves nothing to discover.
fn is_complete(config: &Config) -> bool {
    let has = |name| config.metadata.as_ref().is_some_and(|metadata| metadata.text(name).is_some());
    has("authorization_endpoint") && has("token_endpoint") && (config.jwks.is_some() || has("jwks_uri"))
}

// A document and the time it came, if it is not older than that.
#[inline(never)]
fn cached(host: &impl Host, config: &Config, kind: &str, seconds: i64) -> Option<String> {
    let entry = host.read(&join(&[kind, &config.issuer]))?;
    let (at, document) = cut(&entry, b' ')?;
    let age = host.now().since(Timestamp(number(at)?));
    (0..seconds * 1000).contains(&age).then(|| document.into())
}

// A cache that can't be written is no error: the next page asks again.
#[inline(never)]
fn cache(host: &impl Host, config: &Config, kind: &str, document: &[u8]) {
    let entry = join(&[&decimal(host.now().0), " ", core::str::from_utf8(document).unwrap_or_default()]);
    let _written = host.write(&join(&[kind, &config.issuer]), &entry);
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
