//! A browser page as a [`Host`](crate::flow::host::Host), for Rust front ends: one web API per file. No protocol knowledge.

mod answers;
mod clock;
mod crypto;
mod fetch;
mod storage;

use core::cell::RefCell;
use std::string::String;

pub use answers::Answers;

use crate::{
    base::{arena::Arena, error::Error},
    flow::{client::Client, host::Stop},
};

/// The page this code runs in, as one client sees it: it keeps what that client remembers of the session. Make one and share it.
#[derive(Default)]
pub struct Page {
    memory: RefCell<Option<String>>,
}

impl Page {
    /// Runs an operation for the client of these options, JSON text, to its end. It is called again whenever an answer has come, and has
    /// to pass [`Stop`] on at once. What it gives is its own: every text of the client is gone afterwards.
    ///
    /// # Errors
    /// Those of [`Client::new`] and of the operation.
    pub async fn run<T>(
        &self,
        options: &str,
        operation: impl Fn(&Client<'_, Answers<'_>>) -> Result<T, Stop>,
    ) -> Result<T, Error> {
        let run = |answers: &Answers<'_>| {
            let arena = Arena::default();
            operation(&Client::new(answers, &arena, options)?)
        };
        Answers::new(self).complete(run).await
    }
}

impl core::fmt::Debug for Page {
    // The memory holds tokens.
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Page")
    }
}
