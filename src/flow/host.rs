//! What a flow needs of the world around it.
//!
//! A flow is an ordinary function: it never waits. Where an answer has to come from outside (a request, a digest, a signature), the host
//! gives it if it has it; if not, the flow stops with [`Stop::Waiting`], and is run again from its beginning once the answer is there.
//! A host therefore keeps what it answered, and gives the same answers in the same order to the second run: what was done is not done
//! twice.

use crate::{
    base::{
        arena::Arena,
        config::Config,
        error::{Code, Error},
        http::{HttpRequest, HttpResponse},
        json::Json,
        time::Timestamp,
    },
    protocol::{
        jwa::{Alg, Hash},
        jwk::Jwk,
    },
};

/// Why a flow has come to no result.
#[derive(Debug)]
pub enum Stop {
    /// An answer is still to come: run it again when it is there.
    Waiting,
    /// It failed.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// What a flow runs with.
#[derive(Debug)]
pub struct Run<'a, H> {
    /// The world.
    pub host: &'a H,
    /// Where texts are kept until the flow ends.
    pub arena: &'a Arena,
    /// The client.
    pub config: Config<'a>,
}

/// A browser page, or a test that plays one.
pub trait Host {
    /// The wall clock.
    fn now(&self) -> Timestamp;

    /// Milliseconds of a clock that nobody can set.
    fn monotonic(&self) -> i64;

    /// 256 bits of the system's secure random source, base64url: 43 characters.
    ///
    /// # Errors
    /// [`crate::base::error::Code::CryptoUnavailable`].
    fn random<'a>(&self, arena: &'a Arena) -> Result<&'a str, Error>;

    /// Whether the page is shown inside another.
    fn is_framed(&self) -> bool;

    /// Reads from the tab's storage; `None` too where storage is blocked.
    fn read<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str>;

    /// Writes to the tab's storage; `false` where it can't be written.
    fn write(&self, key: &str, value: &str) -> bool;

    /// Removes from the tab's storage.
    fn remove(&self, key: &str);

    /// The keys in the tab's storage that start so: an array.
    fn keys<'a>(&self, arena: &'a Arena, prefix: &str) -> &'a Json<'a>;

    /// What the page remembers of the session, as [`Self::remember`] was given it last; `None` in a new page.
    fn memory<'a>(&self, arena: &'a Arena) -> Option<&'a str>;

    /// Remembers something else, as long as the page lives.
    fn remember(&self, memory: &str);

    /// Sends a request.
    ///
    /// # Errors
    /// [`Stop::Waiting`], or the request's own `unreachable` where no answer came.
    fn fetch<'a>(&self, arena: &'a Arena, request: &HttpRequest<'_>) -> Result<HttpResponse<'a>, Stop>;

    /// Sends a request whose answer nobody waits for.
    fn send(&self, request: &HttpRequest<'_>);

    /// The first bytes of a digest, base64url.
    ///
    /// # Errors
    /// [`Stop::Waiting`], [`crate::base::error::Code::CryptoUnavailable`].
    fn digest<'a>(&self, arena: &'a Arena, hash: Hash, data: &str, bytes: usize) -> Result<&'a str, Stop>;

    /// Whether a signature, base64url, is good.
    ///
    /// # Errors
    /// [`Stop::Waiting`], [`crate::base::error::Code::KeyUnknown`] where the key is refused or the algorithm not supported here.
    fn verify(&self, key: &Jwk<'_>, alg: Alg, data: &str, signature: &str) -> Result<bool, Stop>;

    /// Makes a key for ES256 signatures that never leaves the browser, and keeps it under a name: the public half, a JWK with the members
    /// `crv`, `kty`, `x`, `y` in this order. A host that can't keep keys fails.
    ///
    /// # Errors
    /// [`Stop::Waiting`], [`crate::base::error::Code::CryptoUnavailable`].
    fn make_key<'a>(&self, _arena: &'a Arena, _name: &str) -> Result<&'a str, Stop> {
        Err(Error::of(Code::CryptoUnavailable, "crypto|a place for keys|none").into())
    }

    /// The public half of a key that was made under that name, or nothing where it is gone.
    ///
    /// # Errors
    /// [`Stop::Waiting`].
    fn key<'a>(&self, _arena: &'a Arena, _name: &str) -> Result<Option<&'a str>, Stop> {
        Ok(None)
    }

    /// Signs with the key of that name, ES256: base64url, or nothing where it is gone.
    ///
    /// # Errors
    /// [`Stop::Waiting`].
    fn sign<'a>(&self, _arena: &'a Arena, _name: &str, _data: &str) -> Result<Option<&'a str>, Stop> {
        Ok(None)
    }

    /// Removes a key.
    fn remove_key(&self, _name: &str) {}

    /// Reads what all tabs of the origin share. A host that shares nothing has nothing.
    ///
    /// # Errors
    /// [`Stop::Waiting`].
    fn load<'a>(&self, _arena: &'a Arena, _key: &str) -> Result<Option<&'a str>, Stop> {
        Ok(None)
    }

    /// Writes there; gives `false` where it can't be written. Once it has answered, every other tab reads the new value.
    ///
    /// # Errors
    /// [`Stop::Waiting`].
    fn save(&self, _key: &str, _value: &str) -> Result<bool, Stop> {
        Ok(false)
    }

    /// Removes there. Nobody waits for it.
    fn discard(&self, _key: &str) {}

    /// Reads what all tabs of the origin see at once; nothing secret stands there.
    fn read_shared<'a>(&self, _arena: &'a Arena, _key: &str) -> Option<&'a str> {
        None
    }

    /// Writes there; an empty value removes.
    fn write_shared(&self, _key: &str, _value: &str) {}
}
