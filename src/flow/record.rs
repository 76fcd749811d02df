//! The stored session: one record in the tab's storage, versioned, bound to issuer and client. The TypeScript shim reads it too, before
//! any wasm is there (`StoredRecord` in `pkg-template/src/stored.ts`).

use alloc::string::String;
use core::fmt;

use super::host::Host;
use crate::{
    base::{config::Config, json::Json, json_writer::ObjectWriter, secret::Secret, text::join, time::Timestamp},
    protocol::jws::UnverifiedJws,
};

/// A verified sign-in.
#[derive(Clone)]
pub struct Record {
    /// Claims of the verified ID token: a JSON object as text.
    pub claims: String,
    /// `sub`
    pub sub: String,
    /// The ID token itself.
    pub id_token: Secret,
    /// `access_token`
    pub access_token: Option<Secret>,
    /// `refresh_token`
    pub refresh_token: Option<Secret>,
    /// Granted scope, parted by spaces.
    pub scope: String,
    /// When the sign-in was obtained.
    pub obtained_at: Timestamp,
    /// When the access token ends; the ID token where there is no access token.
    pub expires_at: Timestamp,
    /// `response_type` of the flow.
    pub flow: String,
    /// Why that flow, a reason a line.
    pub because: String,
}

impl Record {
    /// Reads the stored session. One that is not of this issuer and client, or not of this version, is thrown away.
    #[must_use]
    pub fn read(host: &impl Host, config: &Config) -> Option<Self> {
        let key = key(config);
        let record = Self::from_text(&host.read(&key)?, config);
        if record.is_none() {
            host.remove(&key);
        }
        record
    }

    /// Reads it from its text.
    #[must_use]
    pub fn from_text(text: &str, config: &Config) -> Option<Self> {
        Self::from_json(&Json::parse(text.as_bytes()).ok()?, config)
    }

    /// Stores it. A tab without usable storage keeps the session as long as the page lives.
    pub fn write(&self, host: &impl Host, config: &Config) {
        if config.keep_in_tab
            && let Err(error) = host.write(&key(config), &self.to_json(config))
        {
            host.note("session", error.code().name());
        }
    }

    /// Removes what is stored.
    pub fn remove(host: &impl Host, config: &Config) {
        host.remove(&key(config));
    }

    /// Whether it can't be used any more. A clock that was set back before the sign-in is no longer believed.
    #[must_use]
    pub fn is_over(&self, now: Timestamp, clock_tolerance: i64) -> bool {
        now >= self.expires_at || now < self.obtained_at.plus_seconds(-clock_tolerance)
    }

    fn to_json(&self, config: &Config) -> String {
        ObjectWriter::default()
            .number("v", 1)
            .string("issuer", &config.issuer)
            .string("clientId", &config.client_id)
            .raw("claims", &self.claims)
            .string("scope", &self.scope)
            .number("obtainedAt", self.obtained_at.0)
            .number("expiresAt", self.expires_at.0)
            .string("flow", &self.flow)
            .string("because", &self.because)
            .string("idToken", self.id_token.expose())
            .optional("accessToken", self.access_token.as_ref().map(Secret::expose))
            .optional("refreshToken", self.refresh_token.as_ref().map(Secret::expose))
            .finish()
    }

    fn from_json(json: &Json, config: &Config) -> Option<Self> {
        let ours = json.number("v") == Some(1)
            && json.text("issuer") == Some(&config.issuer)
            && json.text("clientId") == Some(&config.client_id)
            && config.keep_in_tab;
        // The claims are taken out of the token again: of the two, the token is what was verified.
        let jws = UnverifiedJws::parse(json.text("idToken").filter(|_| ours)?).ok()?;
        Some(Self {
            obtained_at: Timestamp(json.number("obtainedAt")?),
            expires_at: Timestamp(json.number("expiresAt")?),
            sub: jws.payload.owned("sub")?,
            claims: jws.payload_text().into(),
            id_token: Secret::new(json.owned("idToken").unwrap_or_default()),
            access_token: json.owned("accessToken").map(Secret::new),
            refresh_token: json.owned("refreshToken").map(Secret::new),
            scope: json.owned("scope").unwrap_or_default(),
            flow: json.owned("flow").unwrap_or_default(),
            because: json.owned("because").unwrap_or_default(),
        })
    }
}

impl fmt::Debug for Record {
    // The claims are personal, and hold the nonce.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Record")
            .field("flow", &self.flow)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

fn key(config: &Config) -> String {
    join(&["kirjaudu.session.", &config.client_id, " ", &config.issuer])
}
