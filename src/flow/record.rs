//! The stored session: one record in the tab's storage, JSON text, versioned, bound to issuer and client. The claims are those of the ID
//! token in it, which was verified, and stand nowhere else. The TypeScript shim reads it too, before any wasm is there (`StoredRecord` in `pkg-template/src/stored.ts`).

use core::fmt;

use super::{
    host::{Host, Run, Stop},
    pending::is_ours,
};
use crate::{
    base::{json::Json, json_writer::ObjectWriter, secret::Secret, time::Timestamp},
    protocol::jws::UnverifiedJws,
};

/// A verified sign-in.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// The record itself, as it is stored.
    pub text: &'a str,
    /// When the sign-in was obtained.
    pub obtained_at: Timestamp,
    /// When the access token ends; the ID token where there is no access token.
    pub expires_at: Timestamp,
    /// `sub`
    pub sub: &'a str,
    json: &'a Json<'a>,
}

impl<'a> Record<'a> {
    /// Reads a record; `None` for one that is not of this version, issuer and client.
    #[must_use]
    #[inline(never)]
    pub fn read(run: &Run<'a, impl Host>, text: &'a str) -> Option<Self> {
        let json = Json::parse_or_null(run.arena, Some(text));
        let claims =
            UnverifiedJws::parse(run.arena, json.text("idToken").filter(|_| is_ours(run, json))?).ok()?.payload;
        Some(Self {
            text,
            obtained_at: Timestamp(json.number("obtainedAt")?),
            expires_at: Timestamp(json.number("expiresAt")?),
            json,
            sub: claims.text("sub")?,
        })
    }

    /// Reads the session that is stored, in this tab or for all tabs, and throws away what can't be used: then it was `lost`, unless
    /// that was nothing.
    ///
    /// # Errors
    /// [`Stop::Waiting`].
    pub fn restore(run: &Run<'a, impl Host>) -> Result<Stored<'a>, Stop> {
        let Run { host, arena, config } = run;
        let key = key(run);
        let text = if config.share { host.load(arena, key)? } else { host.read(arena, key) };
        let record = text.and_then(|text| Self::read(run, text)).filter(|_| config.share || config.keep_in_tab);
        if text.is_some() && record.is_none() {
            Self::remove(run);
        }
        Ok(Stored { record, lost: config.share && text.is_some() })
    }

    /// Stores it; `false` where it could not be shared. A tab without usable storage keeps the session as long as the page lives.
    ///
    /// # Errors
    /// [`Stop::Waiting`].
    pub fn store(&self, run: &Run<'_, impl Host>) -> Result<bool, Stop> {
        if run.config.keep_in_tab {
            run.host.write(key(run), self.text);
        }
        if run.config.share { run.host.save(key(run), self.text) } else { Ok(true) }
    }

    /// Removes what is stored.
    pub fn remove(run: &Run<'_, impl Host>) {
        run.host.remove(key(run));
        if run.config.share {
            run.host.discard(key(run));
        }
    }

    /// Removes it if it is that session: another page of the tab may have signed in anew.
    pub fn remove_if(run: &Run<'a, impl Host>, session: Option<Self>) {
        let stored = run.host.read(run.arena, key(run)).and_then(|text| Self::read(run, text));
        if stored.zip(session).is_none_or(|(stored, session)| stored.begun_at() == session.begun_at()) {
            Self::remove(run);
        } else if run.config.share {
            run.host.discard(key(run));
        }
    }

    /// What a renewal changes parts of.
    #[must_use]
    pub fn draft(&self) -> Draft<'a> {
        let text = |name| self.json.text(name);
        let time = |name| self.json.number(name).map(Timestamp);
        Draft {
            asked: self.json.text_or_empty("asked"),
            scope: self.json.text_or_empty("scope"),
            begun_at: self.begun_at(),
            obtained_at: self.obtained_at,
            expires_at: self.expires_at,
            session_state: text("sessionState"),
            flow: self.json.text_or_empty("flow"),
            because: self.json.text_or_empty("because"),
            id_token: self.id_token(),
            access_token: text("accessToken"),
            refresh_token: text("refreshToken"),
            refresh_expires_at: time("refreshExpiresAt"),
            dpop_key: text("dpopKey"),
            authorization_details: self.json.get("authorizationDetails"),
        }
    }

    /// When the person signed in with this client; a renewal changes nothing about it.
    #[must_use]
    pub fn begun_at(&self) -> Timestamp {
        self.json.number("begunAt").map_or(self.obtained_at, Timestamp)
    }

    /// When the refresh token ends, where the provider says so.
    #[must_use]
    pub fn refresh_expires_at(&self) -> Option<Timestamp> {
        self.json.number("refreshExpiresAt").map(Timestamp)
    }

    /// Whether it can't be used any more. A clock that was set back before the sign-in is no longer believed.
    #[must_use]
    pub fn is_over(&self, now: Timestamp, clock_tolerance: i64) -> bool {
        now >= self.expires_at || now < self.obtained_at.plus_seconds(-clock_tolerance)
    }

    /// The ID token itself.
    #[must_use]
    pub fn id_token(&self) -> &'a str {
        self.json.text_or_empty("idToken")
    }

    /// `access_token`
    #[must_use]
    pub fn access_token(&self) -> Option<Secret<'a>> {
        self.json.text("accessToken").map(Secret::new)
    }

    /// The name of the key that the tokens are bound to (RFC 9449).
    #[must_use]
    pub fn dpop_key(&self) -> Option<&'a str> {
        self.json.text("dpopKey")
    }

    /// `refresh_token`
    #[must_use]
    pub fn refresh_token(&self) -> Option<Secret<'a>> {
        self.json.text("refreshToken").map(Secret::new)
    }
}

/// What was stored.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    /// The session.
    pub record: Option<Record<'a>>,
    /// Whether there was something, where `record` is nothing, that can't be read.
    pub lost: bool,
}

/// What a record is made of.
pub struct Draft<'a> {
    /// What the login asked for, as its caller put it.
    pub asked: &'a str,
    /// `scope` as granted
    pub scope: &'a str,
    /// When the person signed in with this client.
    pub begun_at: Timestamp,
    /// When the tokens were asked for.
    pub obtained_at: Timestamp,
    /// When the access token ends; the ID token where there is no access token.
    pub expires_at: Timestamp,
    /// `session_state`: Session Management 1.0 section 2
    pub session_state: Option<&'a str>,
    /// The response type of the login.
    pub flow: &'a str,
    /// Why that flow was chosen.
    pub because: &'a str,
    /// The ID token, verified.
    pub id_token: &'a str,
    /// `access_token`
    pub access_token: Option<&'a str>,
    /// `refresh_token`
    pub refresh_token: Option<&'a str>,
    /// When that ends, where the provider says so.
    pub refresh_expires_at: Option<Timestamp>,
    /// The name of the key that the tokens are bound to.
    pub dpop_key: Option<&'a str>,
    /// What was granted of `authorization_details`; null where nothing was asked for.
    pub authorization_details: &'a Json<'a>,
}

impl<'a> Draft<'a> {
    /// Makes the record.
    #[must_use]
    pub fn finish(&self, run: &Run<'a, impl Host>) -> Option<Record<'a>> {
        let mut record = ObjectWriter::default();
        record
            .number("v", 1)
            .string("issuer", run.config.issuer)
            .string("clientId", run.config.client_id)
            .string("asked", self.asked)
            .string("scope", self.scope)
            .number("begunAt", self.begun_at.0)
            .number("obtainedAt", self.obtained_at.0)
            .number("expiresAt", self.expires_at.0.min((1 << 53) - 1))
            .optional("sessionState", self.session_state)
            .string("flow", self.flow)
            .string("because", self.because)
            .string("idToken", self.id_token)
            .optional("dpopKey", self.dpop_key)
            .optional("accessToken", self.access_token)
            .optional("refreshToken", self.refresh_token);
        if let Some(at) = self.refresh_expires_at {
            record.number("refreshExpiresAt", at.0);
        }
        if !self.authorization_details.is_null() {
            record.json("authorizationDetails", self.authorization_details);
        }
        Record::read(run, run.arena.keep(record.finish()))
    }
}

impl fmt::Debug for Draft<'_> {
    // There are tokens in it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Draft")
    }
}

impl fmt::Debug for Record<'_> {
    // The claims are personal, and hold the nonce.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Record").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

fn key<'a>(run: &Run<'a, impl Host>) -> &'a str {
    run.arena.join(&["kirjaudu.session.", run.config.client_id, " ", run.config.issuer])
}
