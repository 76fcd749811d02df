//! Logins on their way, each in the tab's storage under its own `state`, so that two of them never disturb one another. A used one
//! leaves a marker for a while, so that "already used", "expired" and "unknown" are told apart.

use alloc::string::String;

use super::host::Host;
use crate::{
    base::{
        config::{Config, ResponseMode},
        error::{Code, Error},
        json::Json,
        json_writer::ObjectWriter,
        return_to::is_local_path,
        secret::{Secret, equal_in_constant_time},
        text::join,
        time::Timestamp,
    },
    protocol::{pkce, response_type::ResponseType},
};

/// A login that left for the provider.
#[derive(Clone, Debug)]
pub struct Pending {
    /// When it left.
    pub created_at: Timestamp,
    /// The redirect URI that was sent.
    pub redirect_uri: String,
    /// What was asked for.
    pub response_type: ResponseType,
    /// Where the response is expected.
    pub mode: ResponseMode,
    /// `nonce`
    pub nonce: Secret,
    /// `code_verifier`, where a code was asked for
    pub verifier: Option<Secret>,
    /// `scope` as sent
    pub scope: String,
    /// `max_age` as sent, seconds
    pub max_age: Option<i64>,
    /// `acr` values, parted by spaces, of which one must come; an empty list where any will do
    pub essential_acr: Option<String>,
    /// Where to go afterwards.
    pub return_to: String,
    /// Whatever the application wanted to keep, JSON text.
    pub app_state: Option<String>,
    /// Why this flow, a reason a line.
    pub because: String,
}

/// Keeps a login under its `state`, and throws away what is too old or too much.
///
/// # Errors
/// [`Code::StorageUnavailable`].
pub fn store(host: &impl Host, config: &Config, state: &str, pending: &Pending) -> Result<(), Error> {
    prune(host);
    let mut record = marker(config, pending.created_at, &pending.return_to);
    record
        .string("redirectUri", &pending.redirect_uri)
        .string("responseType", pending.response_type.as_str())
        .bool("fragment", pending.mode == ResponseMode::Fragment)
        .string("nonce", pending.nonce.expose())
        .optional("verifier", pending.verifier.as_ref().map(Secret::expose))
        .string("scope", &pending.scope)
        .optional("essentialAcr", pending.essential_acr.as_deref())
        .string("because", &pending.because)
        .optional("appState", pending.app_state.as_deref());
    if let Some(max_age) = pending.max_age {
        record.number("maxAge", max_age);
    }
    host.write(&join(&[PREFIX, state]), &record.finish())
}

/// Takes a login out: from now on its `state` is used, whatever comes of the response.
///
/// # Errors
/// [`Code::StateUnknown`], [`Code::StateAlreadyUsed`], [`Code::StateExpired`].
pub fn take(host: &impl Host, config: &Config, state: &str) -> Result<Pending, Error> {
    let unknown = || Err(Error::new(Code::StateUnknown, "state", "a login that this tab began", "none of this state"));
    let Some((key, record)) = find(host, config, state) else { return unknown() };
    if record.member("nonce").is_none() {
        return Err(Error::new(Code::StateAlreadyUsed, "state", "a response not handled before", "one handled before"));
    }
    let pending = Pending::read(&record);
    let return_to = pending.as_ref().map_or("/", |pending| &pending.return_to);
    let created_at = Timestamp(record.number("createdAt").unwrap_or(0));
    let _written = host.write(&key, &marker(config, created_at, return_to).finish());
    let Some(pending) = pending else { return unknown() };
    if !is_alive(host, created_at) {
        return Err(Error::new(Code::StateExpired, "state", "a login begun within 30 minutes", "an older one"));
    }
    Ok(pending)
}

/// Where the login of that `state` wanted to return to, also after it was used.
#[must_use]
pub fn return_to(host: &impl Host, config: &Config, state: &str) -> Option<String> {
    local_path(&find(host, config, state)?.1)
}

/// Throws away all logins of this client that have not come back: after a logout none of them may sign anybody in.
pub fn forget_all(host: &impl Host, config: &Config) {
    for key in host.keys(PREFIX) {
        if read(host, &key).is_some_and(|record| is_of(&record, config) && record.member("nonce").is_some()) {
            host.remove(&key);
        }
    }
}

impl Pending {
    fn read(record: &Json) -> Option<Self> {
        let pending = Self {
            created_at: Timestamp(record.number("createdAt")?),
            response_type: ResponseType::parse(record.text("responseType")?)?,
            mode: if record.member("fragment")?.as_bool()? { ResponseMode::Fragment } else { ResponseMode::Query },
            redirect_uri: record.owned("redirectUri").unwrap_or_default(),
            nonce: Secret::new(record.owned("nonce").unwrap_or_default()),
            verifier: record.owned("verifier").map(Secret::new),
            scope: record.owned("scope").unwrap_or_default(),
            max_age: record.number("maxAge"),
            essential_acr: record.owned("essentialAcr"),
            return_to: local_path(record).unwrap_or_else(|| "/".into()),
            app_state: record.owned("appState"),
            because: record.owned("because").unwrap_or_default(),
        };
        let verifier_ok = match &pending.verifier {
            Some(verifier) => pkce::is_verifier(verifier.expose()),
            None => !pending.response_type.code,
        };
        (verifier_ok && !pending.nonce.expose().is_empty()).then_some(pending)
    }
}

// Too old ones go, and the oldest one of too many: one is added at a time.
fn prune(host: &impl Host) {
    let (mut alive, mut oldest) = (0, None);
    for key in host.keys(PREFIX) {
        let created_at = read(host, &key).and_then(|record| record.number("createdAt")).unwrap_or(0);
        if !is_alive(host, Timestamp(created_at)) {
            host.remove(&key);
            continue;
        }
        alive += 1;
        if oldest.as_ref().is_none_or(|(at, _)| created_at < *at) {
            oldest = Some((created_at, key));
        }
    }
    if let Some((_, key)) = oldest.filter(|_| alive >= MAX_PENDING) {
        host.remove(&key);
    }
}

/// What every record of a tab's way to the provider begins with, and what stays of a login once it was used.
pub(super) fn marker(config: &Config, created_at: Timestamp, return_to: &str) -> ObjectWriter {
    let mut record = ObjectWriter::default();
    record
        .number("v", 1)
        .string("issuer", &config.issuer)
        .string("clientId", &config.client_id)
        .number("createdAt", created_at.0)
        .string("returnTo", return_to);
    record
}

// All keys are looked at, each in constant time.
#[inline(never)]
fn find(host: &impl Host, config: &Config, state: &str) -> Option<(String, Json)> {
    let wanted = join(&[PREFIX, state]);
    let mut found = None;
    for key in host.keys(PREFIX) {
        if equal_in_constant_time(key.as_bytes(), wanted.as_bytes()) {
            found = Some(key);
        }
    }
    let key = found?;
    let record = read(host, &key).filter(|record| is_of(record, config))?;
    Some((key, record))
}

/// Reads a record from the tab's storage.
#[inline(never)]
pub(super) fn read(host: &impl Host, key: &str) -> Option<Json> {
    Json::parse(host.read(key)?.as_bytes()).ok()
}

fn is_of(record: &Json, config: &Config) -> bool {
    record.number("v") == Some(1)
        && record.text("issuer") == Some(&config.issuer)
        && record.text("clientId") == Some(&config.client_id)
}

fn local_path(record: &Json) -> Option<String> {
    record.owned("returnTo").filter(|path| is_local_path(path))
}

fn is_alive(host: &impl Host, created_at: Timestamp) -> bool {
    (0..LIFE * 1000).contains(&host.now().since(created_at))
}

const PREFIX: &str = "kirjaudu.login.";
/// Seconds a person may take at the provider.
const LIFE: i64 = 1800;
/// Logins kept at once; the oldest make room.
const MAX_PENDING: usize = 16;
