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
pub(super) fn error(error: &Error) -> String {
    let Details { code, field, expected, found, provider } = error.details();
    let some = |text: &'_ str| (!text.is_empty()).then_some(String::from(text));
    let mut writer = ObjectWriter::default()
        .string("code", code.name())
        .string("phase", code.phase().name())
        .bool("retryable", code.reaction() == Reaction::Retry)
        .optional("field", some(field).as_deref())
        .optional("expected", some(expected).as_deref())
        .optional("found", some(found).as_deref());
    if let Some(words) = provider {
        let words = ObjectWriter::default()
            .string("error", &words.error)
            .optional("description", words.description.as_deref())
            .optional("uri", words.uri.as_deref());
        writer = writer.raw("provider", &words.finish());
    }
    writer.finish()
}

/// A session, with an error as [`error`] writes it.
pub(super) fn session(state: &State) -> String {
    match state {
        State::SignedOut { reason, error } => {
            with_error(ObjectWriter::default().string("status", "signed-out").string("reason", reason.name()), error.as_ref())
        }
        State::SignedIn { record, error, .. } => with_error(
            ObjectWriter::default()
                .string("status", "signed-in")
                .json("claims", &record.claims)
                .strings("scope", &record.scope)
                .number("expiresAt", record.expires_at.0)
                .bool("stale", false),
            error.as_ref(),
        ),
    }
}

impl From<Error> for JsValue {
    fn from(value: Error) -> Self {
        data(&error(&value))
    }
}

fn with_error(writer: ObjectWriter, value: Option<&Error>) -> String {
    match value {
        Some(value) => writer.raw("error", &error(value)).finish(),
        None => writer.finish(),
    }
}
