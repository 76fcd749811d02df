//! Logins on their way, each in the tab's storage under its own `state`, so that two of them never disturb one another. A used one
//! leaves a marker for a while, so that "already used", "expired" and "unknown" are told apart.

use alloc::{string::String, vec::Vec};

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
    /// `acr` values of which one must come
    pub essential_acr: Vec<String>,
    /// Where to go afterwards.
    pub return_to: String,
    /// Whatever the application wanted to keep.
    pub app_state: Option<Json>,
    /// Why this flow.
    pub because: Vec<String>,
}

/// Keeps a login under its `state`, and throws away what is too old or too much.
///
/// # Errors
/// [`Code::StorageUnavailable`].
pub fn store(host: &impl Host, config: &Config, state: &str, pending: &Pending) -> Result<(), Error> {
    prune(host);
    let mut record = marker(config, pending.created_at, &pending.return_to)
        .string("redirectUri", &pending.redirect_uri)
        .string("responseType", pending.response_type.as_str())
        .bool("fragment", pending.mode == ResponseMode::Fragment)
        .string("nonce", pending.nonce.expose())
        .optional("verifier", pending.verifier.as_ref().map(Secret::expose))
        .string("scope", &pending.scope)
        .strings("essentialAcr", &pending.essential_acr)
        .strings("because", &pending.because);
    if let Some(max_age) = pending.max_age {
        record = record.number("maxAge", max_age);
    }
    if let Some(app_state) = &pending.app_state {
        record = record.json("appState", app_state);
    }
    host.write(&join(&[PREFIX, state]), &record.finish())
}

/// Takes a login out: from now on its `state` is used, whatever comes of the response.
///
/// # Errors
/// [`Code::StateUnknown`], [`Code::StateAlreadyUsed`], [`Code::StateExpired`].
pub fn take(host: &impl Host, config: &Config, state: &str) -> Result<Pending, Error> {
    let unknown = || Error::of(Code::StateUnknown, "state").expected("a login that this tab began").found("none of this state");
    let key = find(host, state).ok_or_else(unknown)?;
    let record = host.read(&key).and_then(|text| Json::parse(text.as_bytes()).ok()).filter(|record| is_of(record, config)).ok_or_else(unknown)?;
    if record.member("nonce").is_none() {
        return Err(Error::of(Code::StateAlreadyUsed, "state").expected("a response not handled before").found("one handled before"));
    }
    let pending = Pending::read(&record);
    let created_at = pending.as_ref().map_or(Timestamp(0), |pending| pending.created_at);
    let return_to = pending.as_ref().map_or("/", |pending| &pending.return_to);
    let _written = host.write(&key, &marker(config, created_at, return_to).finish());
    let pending = pending.ok_or_else(unknown)?;
    if !is_alive(host, created_at) {
        return Err(Error::of(Code::StateExpired, "state").expected("a login begun within 30 minutes").found("an older one"));
    }
    Ok(pending)
}

/// Where the login of that `state` wanted to return to, also after it was used.
#[must_use]
pub fn return_to(host: &impl Host, config: &Config, state: &str) -> Option<String> {
    let record = Json::parse(host.read(&find(host, state)?)?.as_bytes()).ok().filter(|record| is_of(record, config))?;
    local_path(&record)
}

/// Throws away all logins of this client that have not come back: after a logout none of them may sign anybody in.
pub fn forget_all(host: &impl Host, config: &Config) {
    for key in host.keys(PREFIX) {
        if host.read(&key).and_then(|text| Json::parse(text.as_bytes()).ok()).is_some_and(|record| is_of(&record, config)) {
            host.remove(&key);
        }
    }
}

impl Pending {
    fn read(record: &Json) -> Option<Self> {
        let text = |name| record.text(name).map(String::from);
        let list = |name| record.member(name).and_then(Json::as_strings);
        let pending = Self {
            created_at: Timestamp(record.member("createdAt")?.as_seconds()?),
            redirect_uri: text("redirectUri")?,
            response_type: ResponseType::parse(record.text("responseType")?)?,
            mode: if record.member("fragment")?.as_bool()? { ResponseMode::Fragment } else { ResponseMode::Query },
            nonce: Secret::new(text("nonce")?),
            verifier: text("verifier").filter(|verifier| pkce::is_verifier(verifier)).map(Secret::new),
            scope: text("scope")?,
            max_age: record.member("maxAge").and_then(Json::as_seconds),
            essential_acr: list("essentialAcr")?,
            return_to: local_path(record)?,
            app_state: record.member("appState").cloned(),
            because: list("because")?,
        };
        (pending.verifier.is_some() || !pending.response_type.code).then_some(pending)
    }
}

fn prune(host: &impl Host) {
    let mut alive = Vec::new();
    for key in host.keys(PREFIX) {
        let record = host.read(&key).and_then(|text| Json::parse(text.as_bytes()).ok());
        let created_at = record.and_then(|record| record.member("createdAt")?.as_seconds()).unwrap_or(0);
        if is_alive(host, Timestamp(created_at)) {
            alive.push((created_at, key));
        } else {
            host.remove(&key);
        }
    }
    alive.sort_unstable();
    let surplus = (alive.len() + 1).saturating_sub(MAX_PENDING);
    for (_, key) in alive.iter().take(surplus) {
        host.remove(key);
    }
}

// What stays of a login once it was used.
fn marker(config: &Config, created_at: Timestamp, return_to: &str) -> ObjectWriter {
    ObjectWriter::default()
        .number("v", 1)
        .string("issuer", &config.issuer)
        .string("clientId", &config.client_id)
        .number("createdAt", created_at.0)
        .string("returnTo", return_to)
}

// All keys are looked at, each in constant time.
fn find(host: &impl Host, state: &str) -> Option<String> {
    let wanted = join(&[PREFIX, state]);
    let matching = |found: Option<String>, key: String| if equal_in_constant_time(key.as_bytes(), wanted.as_bytes()) { Some(key) } else { found };
    host.keys(PREFIX).into_iter().fold(None, matching)
}

fn is_of(record: &Json, config: &Config) -> bool {
    record.member("v").and_then(Json::as_seconds) == Some(1)
        && record.text("issuer") == Some(&config.issuer)
        && record.text("clientId") == Some(&config.client_id)
}

fn local_path(record: &Json) -> Option<String> {
    record.text("returnTo").filter(|path| is_local_path(path)).map(String::from)
}

fn is_alive(host: &impl Host, created_at: Timestamp) -> bool {
    (0..LIFE * 1000).contains(&host.now().since(created_at))
}

const PREFIX: &str = "kirjaudu.login.";
/// Seconds a person may take at the provider.
const LIFE: i64 = 1800;
/// Logins kept at once; the oldest make room.
const MAX_PENDING: usize = 16;
