//! Rust values as plain JavaScript data.

use alloc::string::String;

use wasm_bindgen::JsValue;

use crate::{
    base::{
        error::{Details, Error, Reaction},
        json_writer::ObjectWriter,
    },
    flow::session::State,
};

/// Data from JSON text.
pub(super) fn data(json: &str) -> JsValue {
    js_sys::JSON::parse(json).unwrap_or(JsValue::UNDEFINED)
}

/// What an `AuthError` is made of.
#[inline(never)]
pub(super) fn error(error: &Error) -> String {
    let Details { code, field, expected, found, provider } = error.details();
    let mut writer = ObjectWriter::default();
    writer
        .string("code", code.name())
        .string("phase", code.phase().name())
        .bool("retryable", code.reaction() == Reaction::Retry)
        .string("field", field)
        .string("expected", expected)
        .string("found", found);
    if let Some(words) = provider {
        let words = ObjectWriter::default()
            .string("error", &words.error)
            .optional("description", words.description.as_deref())
            .optional("uri", words.uri.as_deref())
            .finish();
        writer.raw("provider", &words);
    }
    writer.finish()
}

/// A session, with an error as [`error`] writes it.
pub(super) fn session(state: &State) -> String {
    let mut writer = ObjectWriter::default();
    let failure = match state {
        State::SignedOut { reason, error } => {
            writer.string("status", "signed-out").string("reason", reason.name());
            error
        }
        State::SignedIn { record, error, .. } => {
            writer
                .string("status", "signed-in")
                .raw("claims", &record.claims)
                .string("scope", &record.scope)
                .number("expiresAt", record.expires_at.0)
                .bool("stale", false);
            error
        }
    };
    if let Some(failure) = failure {
        writer.raw("error", &error(failure));
    }
    writer.finish()
}

impl From<Error> for JsValue {
    fn from(value: Error) -> Self {
        data(&error(&value))
    }
}
