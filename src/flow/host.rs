//! What a flow needs of the world around it.

use alloc::{string::String, vec::Vec};

use crate::{
    base::{
        error::Error,
        http::{HttpRequest, HttpResponse, Unreachable},
        time::Timestamp,
    },
    protocol::{
        jwa::{Alg, Hash},
        jwk::Jwk,
    },
};

/// A browser page, or a test that plays one.
#[expect(async_fn_in_trait, reason = "a page has one thread, so futures need not be Send")]
pub trait Host {
    /// The wall clock.
    fn now(&self) -> Timestamp;

    /// Milliseconds of a clock that nobody can set.
    fn monotonic(&self) -> i64;

    /// Fills the buffer from the system's secure random source.
    ///
    /// # Errors
    /// [`crate::base::error::Code::CryptoUnavailable`].
    fn random(&self, buffer: &mut [u8]) -> Result<(), Error>;

    /// Whether the page is shown inside another.
    fn is_framed(&self) -> bool;

    /// Reads from the tab's storage; `None` too where storage is blocked.
    fn read(&self, key: &str) -> Option<String>;

    /// Writes to the tab's storage.
    ///
    /// # Errors
    /// [`crate::base::error::Code::StorageUnavailable`].
    fn write(&self, key: &str, value: &str) -> Result<(), Error>;

    /// Removes from the tab's storage.
    fn remove(&self, key: &str);

    /// The keys in the tab's storage that start so.
    fn keys(&self, prefix: &str) -> Vec<String>;

    /// Sends a request and waits for the answer.
    ///
    /// # Errors
    /// [`Unreachable`] where no answer came.
    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable>;

    /// Sends a request whose answer nobody waits for.
    fn send(&self, request: HttpRequest);

    /// A digest.
    ///
    /// # Errors
    /// [`crate::base::error::Code::CryptoUnavailable`].
    async fn digest(&self, hash: Hash, data: &[u8]) -> Result<Vec<u8>, Error>;

    /// Whether the signature is good.
    ///
    /// # Errors
    /// [`crate::base::error::Code::KeyUnknown`] where the key is refused or the algorithm not supported here.
    async fn verify(&self, key: &Jwk, alg: Alg, data: &[u8], signature: &[u8]) -> Result<bool, Error>;

    /// Adds a line to the timeline that a developer can read. Nothing secret.
    fn note(&self, step: &'static str, detail: &str);
}
