//! The stored session: one record in the tab's storage, JSON text, versioned, bound to issuer and client. The claims are those of the ID
//! token in it, which was verified, and stand nowhere else. The TypeScript shim reads it too, before any wasm is there (`StoredRecord` in `pkg-template/src/stored.ts`).

use core::fmt;

use super::{
    host::{Host, Run},
    pending::is_ours,
};
use crate::{
    base::{json::Json, secret::Secret, time::Timestamp},
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

    /// Reads the stored session, and throws away what can't be used.
    #[must_use]
    pub fn restore(run: &Run<'a, impl Host>) -> Option<Self> {
        let key = key(run);
        let text = run.host.read(run.arena, key)?;
        let record = Self::read(run, text).filter(|_| run.config.keep_in_tab);
        if record.is_none() {
            run.host.remove(key);
        }
        record
    }

    /// Stores it. A tab without usable storage keeps the session as long as the page lives.
    pub fn store(&self, run: &Run<'_, impl Host>) {
        if run.config.keep_in_tab {
            run.host.write(key(run), self.text);
        }
    }

    /// Removes what is stored.
    pub fn remove(run: &Run<'_, impl Host>) {
        run.host.remove(key(run));
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

impl fmt::Debug for Record<'_> {
    // The claims are personal, and hold the nonce.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Record").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

fn key<'a>(run: &Run<'a, impl Host>) -> &'a str {
    run.arena.join(&["kirjaudu.session.", run.config.client_id, " ", run.config.issuer])
}
