//! Renewal of a session by its refresh token: RFC 6749 section 6, OIDC Core 12.
//!
//! Whoever calls this holds the lock of the session, over all tabs. A provider that rotates refresh tokens takes the second use of one for
//! theft, and ends the session (RFC 9700 4.14.2). So a journal that all tabs see says of each refresh token whether it was sent, and
//! whether an answer came: a tab that died in between is noticed by the next one.

use super::{
    clock,
    host::{Host, Run, Stop},
    journal::{self, Mark},
    proof, provider,
    record::{Draft, Record},
    token_endpoint::{self, TokenRequest},
    verify::{self, Beside},
};
use crate::{
    base::{
        error::{Code, Details, Error},
        json::Json,
        time::Timestamp,
    },
    protocol::{
        id_token::{Expected, IdToken},
        jws::UnverifiedJws,
        token,
    },
};

/// What came of it.
#[derive(Debug)]
pub enum Renewal<'a> {
    /// A newer session is there, obtained now or meanwhile by somebody else.
    Done(Record<'a>),
    /// The refresh token is of no use.
    Useless(Useless<'a>),
}

/// Why a refresh token is of no use.
#[derive(Clone, Copy, Debug)]
pub struct Useless<'a> {
    /// In words, some of them the provider's.
    pub because: &'a str,
    /// Whether it may have been used up by a request whose answer never came: sending it again is the last resort.
    pub cut_off: bool,
    /// Whether the provider has refused it.
    pub refused: bool,
}

/// How a session is to be renewed.
#[derive(Clone, Copy, Debug)]
pub struct RenewalOptions {
    /// When the session was obtained that is to be renewed, milliseconds: another one will do.
    pub after: i64,
    /// Whether a refresh token is sent that may have been used up.
    pub last_resort: bool,
}

/// What a refresh token brought: its successor, if it has one, is kept already.
#[derive(Debug)]
pub struct Refreshed<'a> {
    /// The answer of the token endpoint, of which nothing but the form is checked.
    pub tokens: &'a Json<'a>,
    /// The session with its new refresh token.
    pub draft: Draft<'a>,
    /// When it was asked for.
    pub begun_at: Timestamp,
}

/// What is to be done with a record that is to be kept.
pub type Accept<'f, 'a> = &'f dyn Fn(Record<'a>) -> Result<(), Stop>;

/// Renews the session.
///
/// # Errors
/// `renewal_unreachable`: try again. What is wrong with an answer that came ends the session: nothing in it is to be trusted.
pub fn renew<'a>(
    run: &Run<'a, impl Host>,
    current: Record<'a>,
    options: RenewalOptions,
    accept: Accept<'_, 'a>,
) -> Result<Renewal<'a>, Stop> {
    let record = newest(run, current)?;
    if record.text != current.text {
        accept(record)?;
    }
    // Not the later one: the clock may have been set back.
    if record.obtained_at.0 != options.after {
        return Ok(Renewal::Done(record));
    }
    let Refreshed { tokens, mut draft, begun_at } = match refresh(run, record, "", options.last_resort, accept)? {
        Ok(refreshed) => refreshed,
        Err(useless) => return Ok(Renewal::Useless(useless)),
    };
    let id_token = verified(run, &record, tokens, begun_at)?;
    draft.id_token = id_token.unwrap_or(draft.id_token);
    draft.scope = tokens.text("scope").unwrap_or(draft.scope);
    draft.session_state = tokens.text("session_state").or(draft.session_state);
    draft.access_token = tokens.text("access_token");
    draft.expires_at = begun_at.plus_seconds(token::check(tokens, record.dpop_key().is_some())?);
    // Later than the one before, unless the clock was set back by more than clocks may differ by: such a time would not be believed.
    let behind = record.obtained_at.since(begun_at);
    let is_bearable = (0..(run.config.clock_tolerance * 1000).max(1)).contains(&behind);
    draft.obtained_at = if is_bearable { Timestamp(record.obtained_at.0 + 1) } else { begun_at };
    let renewed = draft.finish(run).unwrap_or(record);
    accept(renewed)?;
    Ok(Renewal::Done(renewed))
}

/// Uses the refresh token of a record that is the newest one. `parameters` go along, encoded (RFC 8707 2.2). `accept` gets the record with the
/// new refresh token as soon as that is known.
///
/// # Errors
/// `renewal_unreachable`, and those of a response that is none.
pub fn refresh<'a>(
    run: &Run<'a, impl Host>,
    record: Record<'a>,
    parameters: &str,
    last_resort: bool,
    accept: Accept<'_, 'a>,
) -> Result<Result<Refreshed<'a>, Useless<'a>>, Stop> {
    let Run { host, config, .. } = run;
    let useless = |because, cut_off| Ok(Err(Useless { because, cut_off, refused: false }));
    let Some(refresh_token) = record.refresh_token() else { return useless("no refresh token", false) };
    if record.refresh_expires_at().is_some_and(|at| host.now() >= at) {
        return useless("the refresh token is expired", false);
    }
    // The answer is checked with these; asked for first, so that nothing but a new key is waited for once it is there.
    let metadata = provider::metadata(run, false).map_err(unreachable)?;
    provider::keys(run, &metadata, false).map_err(unreachable)?;
    let name = journal::name(run, refresh_token)?;
    match journal::find(run, name) {
        Some(Mark::Used) => return useless("the refresh token was used by another tab", false),
        // It may not have ended the session, for want of an answer to what came after.
        Some(Mark::Refused) => {
            return Ok(Err(Useless { because: "the refresh token was refused", cut_off: false, refused: true }));
        }
        Some(Mark::Sent) if !last_resort => {
            return useless("a renewal was cut off, so the refresh token may have been used up", true);
        }
        Some(Mark::Sent) | None => {}
    }
    // What can't be signed is not sent.
    if let Some(key) = record.dpop_key() {
        proof::check_there(run, key)?;
    }
    journal::mark(run, name, Some(Mark::Sent));
    let mut form = token::refresh_grant(config.client_id, refresh_token);
    form.push_str(parameters);
    let request = TokenRequest { form, unreachable: Code::RenewalUnreachable, dpop_key: record.dpop_key() };
    let begun_at = host.now();
    let response = token_endpoint::send(run, &metadata, request)?;
    if let Some(error) = token_endpoint::unavailable(run, &response) {
        // RFC 6585 4, RFC 9110 15.6.4: it was turned away. Behind any other failure of a server it may have been used.
        if matches!(response.status, 429 | 503) {
            journal::mark(run, name, None);
        }
        return Err(error.into());
    }
    let tokens = match token::response(run.arena, &response, record.dpop_key().is_some()) {
        Ok(tokens) => tokens,
        // It was about what went along (RFC 6749 5.2, RFC 8707 2): whether the refresh token is used up by then is not the same everywhere.
        Err(error) if !parameters.is_empty() && !is_about_session(&error) => return Err(error.into()),
        // The provider's word (RFC 6749 5.2).
        Err(error) => {
            journal::mark(run, name, Some(Mark::Refused));
            let Details { found, provider, .. } = error.details();
            let words = provider.as_ref().and_then(|words| words.description.as_deref()).unwrap_or_default();
            let because = run.arena.join(&[found, ": ", words]);
            return Ok(Err(Useless { because, cut_off: false, refused: true }));
        }
    };
    let rotated = tokens.text("refresh_token").filter(|token| !refresh_token.matches(token));
    let mut draft = record.draft();
    if rotated.is_some() {
        (draft.refresh_token, draft.refresh_expires_at) = (rotated, None);
    }
    if let Some(seconds) = token::refresh_lifetime(tokens) {
        draft.refresh_expires_at = Some(begun_at.plus_seconds(seconds));
    }
    // Before anything is waited for: a tab that dies from here on has lost nothing.
    if rotated.is_some() {
        accept(draft.finish(run).unwrap_or(record))?;
    }
    journal::mark(run, name, rotated.map(|_| Mark::Used));
    Ok(Ok(Refreshed { tokens, draft, begun_at }))
}

/// What is stored, or what the page knows where that is newer.
///
/// # Errors
/// As [`is_older`].
pub fn newest<'a>(run: &Run<'a, impl Host>, current: Record<'a>) -> Result<Record<'a>, Stop> {
    match Record::restore(run)?.record {
        Some(stored) if !is_older(run, &stored, &current)? => Ok(stored),
        _ => Ok(current),
    }
}

/// Whether what is stored is older than what the page knows, which could not be written then: an earlier sign-in, or the same one before its last
/// renewal. By a clock that was set back that is seen too where another tab has renewed the session, and marked the refresh token.
///
/// # Errors
/// [`Stop::Waiting`], `crypto_unavailable`.
pub fn is_older<'a>(run: &Run<'a, impl Host>, stored: &Record<'a>, current: &Record<'a>) -> Result<bool, Stop> {
    let (there, here) = (stored.begun_at(), current.begun_at());
    // A sign-in that lies ahead was made by another clock.
    if there != here && here <= run.host.now() {
        return Ok(there < here);
    }
    match current.refresh_token() {
        Some(token) if stored.obtained_at < current.obtained_at => {
            Ok(journal::find(run, journal::name(run, token)?) != Some(Mark::Used))
        }
        _ => Ok(false),
    }
}

// The ID token of the answer, if there is one: OIDC Core 12.2.
fn verified<'a>(
    run: &Run<'a, impl Host>,
    record: &Record<'a>,
    tokens: &'a Json<'a>,
    begun_at: Timestamp,
) -> Result<Option<&'a str>, Stop> {
    let Some(raw) = tokens.text("id_token") else { return Ok(None) };
    let metadata = match provider::metadata(run, false) {
        Err(Stop::Failed(_)) => return Ok(None),
        result => result?,
    };
    let before = UnverifiedJws::parse(run.arena, record.id_token())?.payload;
    let expected = Expected { nonce: None, max_age: None, acr: None };
    let beside = Beside { access_token: tokens.text("access_token"), code: None, state: None, required: false };
    let after = match verify::id_token(run, &metadata, raw, &expected, &beside) {
        // It can't be checked now. It came from the token endpoint by TLS, and need not have come at all: the claims stay those of the one before.
        Err(Stop::Failed(error))
            if matches!(error.code(), Code::JwksUnreachable | Code::JwksInvalid | Code::KeyUnknown) =>
        {
            return Ok(None);
        }
        result => result?,
    };
    check_same(before, &after)?;
    clock::learn_from_iat(run, after.iat(), begun_at);
    Ok(Some(raw))
}

// `iss` is the configured issuer in both, and `azp` our client.
fn check_same(before: &Json<'_>, after: &IdToken<'_>) -> Result<(), Error> {
    let other = |claim| Err(Error::new(Code::ClaimInvalid, claim, "that of the session", "another"));
    if before.text("sub") != Some(after.sub()) {
        return other("sub");
    }
    let mut has_all = true;
    before.each("aud", &mut |audience| {
        let name = audience.as_str().unwrap_or_default();
        let mut has = false;
        after.each("aud", &mut |audience| has |= audience.as_str() == Some(name));
        has_all &= has;
    });
    if !has_all {
        return other("aud");
    }
    let same = |claim| {
        let (before, after) = (before.get(claim), after.claim(claim));
        after.is_null() || before == after
    };
    // The time of the original authentication; a nonce need not be there, but is never another.
    if !before.get("auth_time").is_null() && !same("auth_time") && !is_authenticated_again(before, after) {
        return other("auth_time");
    }
    if !same("nonce") {
        return Err(Error::of(Code::NonceMismatch, "nonce|that of the login or none|another"));
    }
    Ok(())
}

// A person may give the password once more for another tab or application, and from then on Keycloak tells all in the session that time.
fn is_authenticated_again(before: &Json<'_>, after: &IdToken<'_>) -> bool {
    let (sid, told) = (before.text("sid"), after.claim("sid").as_str());
    let times = (before.number("auth_time"), after.claim("auth_time").as_seconds());
    sid.is_some() && sid == told && matches!(times, (Some(before), Some(after)) if before < after)
}

// Whether it is the refresh token, or the client, that was refused, and not what was asked for with it.
fn is_about_session(error: &Error) -> bool {
    let words = error.details().provider.as_ref().map(|words| words.error.as_str());
    matches!(words, Some("invalid_grant" | "invalid_client"))
}

/// Whatever it was that stood in the way: it may be tried again.
pub(super) fn unreachable(stop: Stop) -> Stop {
    match stop {
        Stop::Failed(error) => {
            let found = &error.details().found;
            Error::new(Code::RenewalUnreachable, error.details().field, "an answer", found).into()
        }
        Stop::Waiting => stop,
    }
}
