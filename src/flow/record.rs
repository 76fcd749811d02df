//! The stored session: one record in the tab's storage, versioned, bound to issuer and client. The TypeScript shim reads `v`, `issuer`,
//! `clientId`, `claims`, `scope`, `expiresAt` and `obtainedAt` of it before any wasm is there.

use alloc::{string::String, vec::Vec};

use super::host::Host;
use crate::base::{config::Config, json::Json, json_writer::ObjectWriter, secret::Secret, text::join, time::Timestamp};

/// A verified sign-in.
#[derive(Clone, Debug)]
pub struct Record {
    /// Claims of the verified ID token.
    pub claims: Json,
    /// The ID token itself.
    pub id_token: Secret,
    /// `access_token`
    pub access_token: Option<Secret>,
    /// `refresh_token`
    pub refresh_token: Option<Secret>,
    /// Granted scope.
    pub scope: Vec<String>,
    /// When the sign-in was obtained.
    pub obtained_at: Timestamp,
    /// When the access token ends; the ID token where there is no access token.
    pub expires_at: Timestamp,
    /// `response_type` of the flow.
    pub flow: String,
    /// Why that flow.
    pub because: Vec<String>,
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
            .json("claims", &self.claims)
            .strings("scope", &self.scope)
            .number("obtainedAt", self.obtained_at.0)
            .number("expiresAt", self.expires_at.0)
            .string("flow", &self.flow)
            .strings("because", &self.because)
            .string("idToken", self.id_token.expose())
            .optional("accessToken", self.access_token.as_ref().map(Secret::expose))
            .optional("refreshToken", self.refresh_token.as_ref().map(Secret::expose))
            .finish()
    }

    fn from_json(json: &Json, config: &Config) -> Option<Self> {
        let ours = json.member("v")?.as_seconds()? == 1
            && json.text("issuer")? == config.issuer
            && json.text("clientId")? == config.client_id
            && config.keep_in_tab;
        let secret = |name| json.text(name).map(|text| Secret::new(text.into()));
        let record = Self {
            claims: json.member("claims")?.clone(),
            id_token: secret("idToken")?,
            access_token: secret("accessToken"),
            refresh_token: secret("refreshToken"),
            scope: json.member("scope")?.as_strings()?,
            obtained_at: Timestamp(json.member("obtainedAt")?.as_seconds()?),
            expires_at: Timestamp(json.member("expiresAt")?.as_seconds()?),
            flow: json.text("flow")?.into(),
            because: json.member("because")?.as_strings()?,
        };
        (ours && record.claims.text("sub").is_some()).then_some(record)
    }
}

fn key(config: &Config) -> String {
    join(&["kirjaudu.session.", &config.client_id, " ", &config.issuer])
}
