//! What is known of the provider, metadata and keys, kept in the tab's storage so that the page that handles the response asks for
//! neither.

use alloc::string::String;

use super::host::Host;
use crate::{
    base::{
        config::Config,
        error::{Code, Error},
        json::Json,
        json_writer::{ObjectWriter, to_text},
        text::join,
        time::Timestamp,
    },
    protocol::{
        discovery::{self, Metadata},
        jwk::{self, JwkSet},
    },
};

/// The provider's metadata, from the cache if it is fresh enough.
///
/// # Errors
/// [`Code::DiscoveryUnreachable`], [`Code::DiscoveryRefused`], [`Code::MetadataInvalid`], [`Code::IssuerMismatch`].
pub async fn metadata(host: &impl Host, config: &Config) -> Result<Metadata, Error> {
    if is_complete(config) {
        return Metadata::read(&Json::Object(alloc::vec![("issuer".into(), Json::String(config.issuer.clone()))]), config);
    }
    let mut cache = Cache::read(host, config);
    if let Some(document) = cache.metadata.as_ref().filter(|_| is_fresh(host, cache.metadata_at, METADATA_FRESH))
        && let Ok(metadata) = Metadata::read(document, config)
    {
        return Ok(metadata);
    }
    let document = fetch_metadata(host, config).await?;
    let metadata = Metadata::read(&document, config)?;
    host.note("discovery", &metadata.issuer);
    cache.metadata = Json::parse(metadata.to_json().as_bytes()).ok();
    cache.metadata_at = host.now().0;
    cache.write(host, config);
    Ok(metadata)
}

/// The provider's keys. `for_login` asks for fresher ones than the page that comes back needs: a key that is not among them is
/// asked for with [`reload_keys`].
///
/// # Errors
/// [`Code::JwksUnreachable`], [`Code::JwksInvalid`], [`Code::EndpointMissing`].
pub async fn keys(host: &impl Host, config: &Config, metadata: &Metadata, for_login: bool) -> Result<JwkSet, Error> {
    if let Some(document) = &config.jwks {
        return JwkSet::read(document.clone());
    }
    let cache = Cache::read(host, config);
    let fresh = if for_login { KEYS_FRESH_FOR_LOGIN } else { KEYS_FRESH };
    match cache.jwks {
        Some(document) if is_fresh(host, cache.jwks_at, fresh) => JwkSet::read(document),
        _ => fetch_keys(host, config, metadata, false).await,
    }
}

/// Asks for the keys again because one was not among them (OIDC Core 10.1.1); `None` if that was done within the last minute.
///
/// # Errors
/// As [`keys`].
pub async fn reload_keys(host: &impl Host, config: &Config, metadata: &Metadata) -> Result<Option<JwkSet>, Error> {
    if config.jwks.is_some() || is_fresh(host, Cache::read(host, config).reloaded_at, RELOAD_INTERVAL) {
        return Ok(None);
    }
    fetch_keys(host, config, metadata, true).await.map(Some)
}

async fn fetch_metadata(host: &impl Host, config: &Config) -> Result<Json, Error> {
    let unreachable = |request_url: &str, because: &str| Error::new(Code::DiscoveryUnreachable).expected(request_url).found(because);
    let request = discovery::request(&config.issuer);
    let url = request.url.clone();
    let response = host.fetch(request).await.map_err(|failure| unreachable(&url, &failure.because))?;
    // RFC 8414 3: a server that knows only OAuth has its metadata elsewhere.
    if response.status == 404
        && let Some(request) = discovery::rfc8414_request(&config.issuer)
        && let Ok(other) = host.fetch(request).await
        && other.status == 200
    {
        return discovery::response(&other);
    }
    discovery::response(&response)
}

async fn fetch_keys(host: &impl Host, config: &Config, metadata: &Metadata, reload: bool) -> Result<JwkSet, Error> {
    let missing = || Error::of(Code::EndpointMissing, "jwks_uri").expected("a URL").found("nothing");
    let jwks_uri = metadata.jwks_uri.as_deref().ok_or_else(missing)?;
    // Counted before the answer, so that a server that fails is not asked by every page load.
    let mut cache = Cache::read(host, config);
    if reload {
        cache.reloaded_at = host.now().0;
        cache.write(host, config);
    }
    let response = host.fetch(jwk::request(jwks_uri, reload)).await;
    let response = response.map_err(|failure| Error::new(Code::JwksUnreachable).expected(jwks_uri).found(&failure.because))?;
    let keys = jwk::response(&response)?;
    host.note("keys", if reload { "loaded again" } else { "loaded" });
    cache.jwks = Some(keys.document.clone());
    cache.jwks_at = host.now().0;
    cache.write(host, config);
    Ok(keys)
}

// Metadata that leaves nothing to discover.
fn is_complete(config: &Config) -> bool {
    let has = |name| config.metadata.as_ref().is_some_and(|metadata| metadata.text(name).is_some());
    has("authorization_endpoint") && has("token_endpoint") && (config.jwks.is_some() || has("jwks_uri"))
}

fn is_fresh(host: &impl Host, at: i64, seconds: i64) -> bool {
    (0..seconds * 1000).contains(&host.now().since(Timestamp(at)))
}

#[derive(Default)]
struct Cache {
    metadata: Option<Json>,
    metadata_at: i64,
    jwks: Option<Json>,
    jwks_at: i64,
    reloaded_at: i64,
}

impl Cache {
    fn read(host: &impl Host, config: &Config) -> Self {
        let text = host.read(&key(config));
        let Some(json) = text.and_then(|text| Json::parse(text.as_bytes()).ok()) else { return Self::default() };
        let at = |name| json.member(name).and_then(Json::as_seconds).unwrap_or(0);
        let document = |name| json.member(name).cloned();
        Self {
            metadata: document("metadata"),
            metadata_at: at("metadataAt"),
            jwks: document("jwks"),
            jwks_at: at("jwksAt"),
            reloaded_at: at("reloadedAt"),
        }
    }

    // A cache that can't be written is no error: the next page asks again.
    fn write(&self, host: &impl Host, config: &Config) {
        let text = |json: &Option<Json>| json.as_ref().map_or_else(|| "null".into(), to_text);
        let record = ObjectWriter::default()
            .raw("metadata", &text(&self.metadata))
            .number("metadataAt", self.metadata_at)
            .raw("jwks", &text(&self.jwks))
            .number("jwksAt", self.jwks_at)
            .number("reloadedAt", self.reloaded_at);
        let _written = host.write(&key(config), &record.finish());
    }
}

fn key(config: &Config) -> String {
    join(&["kirjaudu.provider.", &config.issuer])
}

/// Seconds that metadata is used without asking again.
const METADATA_FRESH: i64 = 3600;
/// Seconds that keys are used without asking again when a login begins, and when its response comes back.
const KEYS_FRESH_FOR_LOGIN: i64 = 300;
const KEYS_FRESH: i64 = 3600;
/// Seconds between two reloads for a missing key: a provider is not flooded by tokens with made-up key ids.
const RELOAD_INTERVAL: i64 = 60;
