//! What a page remembers of the session while it lives: one JSON text that its host keeps. The TypeScript shim reads and writes it too
//! (`Memory` in `pkg-template/src/stored.ts`).

use super::{
    host::{Host, Run},
    record::Record,
    session::{Reason, State},
};
use crate::base::{json::Json, json_writer::ObjectWriter};

/// The memory of a page.
#[derive(Clone, Copy, Debug)]
pub struct Memory<'a> {
    /// How often somebody has logged out.
    pub logouts: i64,
    /// What is known of the person.
    pub state: State<'a>,
}

impl<'a> Memory<'a> {
    /// What the host remembers; nobody where it remembers nothing.
    #[must_use]
    #[inline(never)]
    pub fn read(run: &Run<'a, impl Host>) -> Self {
        let json = Json::parse_or_null(run.arena, run.host.memory(run.arena));
        let error = json.text_or_empty("error");
        let state = match json.text("record").and_then(|record| Record::read(run, record)) {
            Some(record) => State::SignedIn {
                record,
                deadline: json.number("deadline").unwrap_or(0),
                error,
                is_last: json.is_true("isLast"),
            },
            None => {
                let reason = json.text_or_empty("reason");
                let known = Reason::ALL.iter().find(|known| known.name() == reason);
                State::SignedOut { reason: known.copied().unwrap_or(Reason::Never), error }
            }
        };
        Self { logouts: json.number("logouts").unwrap_or(0), state }
    }

    /// Has the host remember it.
    #[inline(never)]
    pub fn keep(&self, run: &Run<'_, impl Host>) {
        let mut json = ObjectWriter::default();
        json.number("logouts", self.logouts);
        let error = match self.state {
            State::SignedOut { reason, error } => {
                json.string("reason", reason.name());
                error
            }
            State::SignedIn { record, deadline, error, is_last } => {
                json.number("deadline", deadline).bool("isLast", is_last).string("record", record.text);
                error
            }
        };
        json.string("error", error);
        run.host.remember(&json.finish());
    }
}
