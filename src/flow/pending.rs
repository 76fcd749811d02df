//! Logins on their way, each in the tab's storage under its own `state`, so that two of them never disturb one another. A used one
//! leaves a marker for a while, so that "already used", "expired" and "unknown" are told apart.

use super::host::{Host, Run};
use crate::{
    base::{
        config::ResponseMode,
        error::{Code, Error},
        json::Json,
        json_writer::ObjectWriter,
        return_to::is_local_path,
        secret::{Secret, equal_in_constant_time},
        time::Timestamp,
    },
    protocol::{pkce, response_type::ResponseType},
};

/// A login that left for the provider.
#[derive(Clone, Copy, Debug)]
pub struct Pending<'a> {
    /// What was asked for.
    pub response_type: ResponseType,
    /// `nonce`
    pub nonce: Secret<'a>,
    /// `code_verifier`; empty where no code was asked for
    pub verifier: Secret<'a>,
    record: &'a Json<'a>,
}

impl<'a> Pending<'a> {
    /// Where the response is expected.
    #[must_use]
    pub fn mode(&self) -> ResponseMode {
        if self.record.is_true("fragment") { ResponseMode::Fragment } else { ResponseMode::Query }
    }

    /// A text: `redirectUri`, `scope`, `because` as they were sent or found.
    #[must_use]
    pub fn text(&self, name: &str) -> &'a str {
        self.record.text_or_empty(name)
    }

    /// `acr` values, parted by spaces, of which one must come; an empty list where any will do
    #[must_use]
    pub fn essential_acr(&self) -> Option<&'a str> {
        self.record.text("essentialAcr")
    }

    /// `max_age` as sent, seconds
    #[must_use]
    pub fn max_age(&self) -> Option<i64> {
        self.record.number("maxAge")
    }

    /// The name of the key that the tokens of this login are to be bound to
    #[must_use]
    pub fn dpop_key(&self) -> Option<&'a str> {
        self.record.text("dpopKey")
    }

    /// Whatever the application wanted to keep, JSON text.
    #[must_use]
    pub fn app_state(&self) -> Option<&'a str> {
        self.record.text("appState")
    }

    fn read(record: &'a Json<'a>) -> Option<Self> {
        let pending = Self {
            response_type: ResponseType::parse(record.text("responseType")?)?,
            nonce: Secret::new(record.text("nonce").filter(|nonce| !nonce.is_empty())?),
            verifier: Secret::new(record.text_or_empty("verifier")),
            record,
        };
        (!pending.response_type.code() || pkce::is_verifier(pending.verifier.expose())).then_some(pending)
    }
}

/// Keeps a login under its `state`, and throws away what is too old or too much.
///
/// # Errors
/// [`Code::StorageUnavailable`].
pub fn store(run: &Run<'_, impl Host>, state: &str, record: &str) -> Result<(), Error> {
    prune(run);
    if run.host.write(run.arena.join(&[PREFIX, state]), record) {
        return Ok(());
    }
    Err(Error::of(Code::StorageUnavailable, "sessionStorage|one that can be written|another"))
}

/// Takes a login out: from now on its `state` is used, whatever comes of the response.
///
/// # Errors
/// [`Code::StateUnknown`], [`Code::StateAlreadyUsed`], [`Code::StateExpired`].
#[inline(never)]
pub fn take<'a>(run: &Run<'a, impl Host>, state: &str) -> Result<Pending<'a>, Error> {
    let found = find(run, state);
    let record = found.map_or(&Json::Null, |(_, record)| record);
    if found.is_some() && record.member("nonce").is_none() {
        return Err(Error::of(Code::StateAlreadyUsed, "state|one not used before|one used before"));
    }
    if let Some((key, _)) = found {
        let mut marker = marker(run, created_at(record), local_path(record).unwrap_or("/"));
        run.host.write(key, &marker.bool("automatic", record.is_true("automatic")).finish());
    }
    let Some(pending) = Pending::read(record) else {
        return Err(Error::of(Code::StateUnknown, "state|a login of this tab|none"));
    };
    if !is_alive(run, created_at(record)) {
        forget_key(run, pending.dpop_key());
        return Err(Error::of(Code::StateExpired, "state|one of the last 30 minutes|an older one"));
    }
    Ok(pending)
}

/// Where the login of that `state` wanted to return to, also after it was used.
#[must_use]
pub fn return_to<'a>(run: &Run<'a, impl Host>, state: &str) -> Option<&'a str> {
    local_path(find(run, state)?.1)
}

/// The `state` of a login or logout. That of a window or frame is told apart by its beginning: whichever page of ours gets the answer there
/// passes it on (`report.ts` of the package).
#[must_use]
pub(super) fn state<'a>(run: &Run<'a, impl Host>, random: &'a str, in_window: bool) -> &'a str {
    if in_window { run.arena.join(&["w-", random]) } else { random }
}

/// Stops a page and a provider that send the browser to and fro: `last` is what the login before came to.
///
/// # Errors
/// [`Code::RedirectLoop`].
pub fn check_loop(run: &Run<'_, impl Host>, last: &str) -> Result<(), Error> {
    let mut recent = 0;
    each(run, PREFIX, &mut |key| {
        let record = read(run, key);
        let age = run.host.now().since(created_at(record));
        let counts = is_ours(run, record) && record.is_true("automatic") && (0..LOOP_TIME * 1000).contains(&age);
        recent += i64::from(counts);
    });
    if recent < MAX_AUTOMATIC {
        return Ok(());
    }
    Err(Error::found(Code::RedirectLoop, "login|one that a person asked for", last))
}

/// Throws away all logins of this client that have not come back: after a logout none of them may sign anybody in.
pub fn forget_all(run: &Run<'_, impl Host>) {
    each(run, PREFIX, &mut |key| {
        let record = read(run, key);
        if is_ours(run, record) && record.member("nonce").is_some() {
            remove(run, key, record);
        }
    });
}

// The oldest one of too many goes: one is added at a time.
fn prune(run: &Run<'_, impl Host>) {
    let (mut oldest, mut oldest_key) = (i64::MAX, "");
    if forget_old(run, PREFIX, &mut |key, created_at| {
        if created_at < oldest {
            (oldest, oldest_key) = (created_at, key);
        }
    }) >= MAX_PENDING
    {
        remove(run, oldest_key, read(run, oldest_key));
    }
}

/// Throws away what is too old, and calls with the key and the time of the rest, which it counts.
#[inline(never)]
pub(super) fn forget_old<'a>(run: &Run<'a, impl Host>, prefix: &str, call: &mut dyn FnMut(&'a str, i64)) -> usize {
    let mut alive = 0;
    each(run, prefix, &mut |key| {
        let record = read(run, key);
        let created_at = created_at(record);
        if is_alive(run, created_at) {
            alive += 1;
            call(key, created_at.0);
        } else {
            remove(run, key, record);
        }
    });
    alive
}

// A login that never came back leaves its key as well.
#[inline(never)]
fn remove(run: &Run<'_, impl Host>, key: &str, record: &Json<'_>) {
    forget_key(run, record.text("dpopKey"));
    run.host.remove(key);
}

/// Removes the key of a login or session that is over.
#[inline(never)]
pub(super) fn forget_key(run: &Run<'_, impl Host>, name: Option<&str>) {
    if let Some(name) = name.filter(|_| cfg!(feature = "dpop")) {
        run.host.remove_key(name);
    }
}

#[inline(never)]
fn each<'a>(run: &Run<'a, impl Host>, prefix: &str, call: &mut dyn FnMut(&'a str)) {
    for (_, key) in run.host.keys(run.arena, prefix).members() {
        call(key.as_str().unwrap_or_default());
    }
}

/// What every record of a tab's way to the provider begins with, and what stays of a login once it was used.
#[inline(never)]
pub(super) fn marker(run: &Run<'_, impl Host>, created_at: Timestamp, return_to: &str) -> ObjectWriter {
    let mut record = ObjectWriter::default();
    record
        .number("v", 1)
        .string("issuer", run.config.issuer)
        .string("clientId", run.config.client_id)
        .number("createdAt", created_at.0)
        .string("returnTo", return_to);
    record
}

/// Whether a record is of this version, issuer and client.
#[inline(never)]
pub(super) fn is_ours(run: &Run<'_, impl Host>, record: &Json<'_>) -> bool {
    record.number("v") == Some(1)
        && record.text("issuer") == Some(run.config.issuer)
        && record.text("clientId") == Some(run.config.client_id)
}

/// Reads a record from the tab's storage; nothing where it can't be read.
#[inline(never)]
pub(super) fn read<'a>(run: &Run<'a, impl Host>, key: &str) -> &'a Json<'a> {
    Json::parse_or_null(run.arena, run.host.read(run.arena, key))
}

/// When a record was made; long ago where it does not say.
#[inline(never)]
fn created_at(record: &Json<'_>) -> Timestamp {
    Timestamp(record.number("createdAt").unwrap_or(0))
}

/// Where a record wants to return to, if that is a path of this origin.
#[inline(never)]
pub(super) fn local_path<'a>(record: &Json<'a>) -> Option<&'a str> {
    record.text("returnTo").filter(|path| is_local_path(path))
}

/// Whether a record is not yet too old.
#[inline(never)]
fn is_alive(run: &Run<'_, impl Host>, created_at: Timestamp) -> bool {
    (0..LIFE * 1000).contains(&run.host.now().since(created_at))
}

// All keys are looked at, each in constant time.
#[inline(never)]
fn find<'a>(run: &Run<'a, impl Host>, state: &str) -> Option<(&'a str, &'a Json<'a>)> {
    let wanted = run.arena.join(&[PREFIX, state]);
    let mut found = None;
    each(run, PREFIX, &mut |key| {
        if equal_in_constant_time(key.as_bytes(), wanted.as_bytes()) {
            found = Some(key);
        }
    });
    let key = found?;
    let record = read(run, key);
    is_ours(run, record).then_some((key, record))
}

const PREFIX: &str = "kirjaudu.login.";
/// Seconds a person may take at the provider.
const LIFE: i64 = 1800;
/// Seconds within which so many logins that nobody asked for are a loop.
const LOOP_TIME: i64 = 60;
const MAX_AUTOMATIC: i64 = 5;
/// Logins kept at once; the oldest make room.
const MAX_PENDING: usize = 16;
