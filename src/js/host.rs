//! The host as JavaScript plays it: one function that is asked for everything, in text. What it answers is kept there until the
//! operation has come to its end, so that the next run of the same operation is answered alike.

use alloc::string::String;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    base::{
        arena::Arena,
        error::{Code, Error},
        http::{HttpRequest, HttpResponse},
        json::Json,
        json_writer::ObjectWriter,
        text::{cut, decimal, number},
        time::Timestamp,
    },
    flow::host::{Host, Stop},
    protocol::{
        jwa::{Alg, Hash},
        jwk::Jwk,
    },
};

#[wasm_bindgen]
extern "C" {
    /// `{ ask(question: number, a: string, b: string): string | undefined }`
    #[derive(Debug)]
    pub type Answers;

    #[wasm_bindgen(method)]
    fn ask(this: &Answers, question: u8, a: &str, b: &str) -> Option<String>;
}

/// What is asked. `undefined` is the answer "nothing", or of those that take time "not yet".
#[derive(Clone, Copy)]
#[repr(u8)]
enum Question {
    /// Milliseconds since the epoch.
    Now,
    /// Milliseconds of the monotonic clock.
    Monotonic,
    /// 32 random bytes, base64url; empty where there is no random source.
    Random,
    /// Something, inside a frame.
    IsFramed,
    /// The value of the key `a` in the tab's storage.
    Read,
    /// Writes `b` under the key `a`; nothing where it can't be written.
    Write,
    /// Removes the key `a`.
    Remove,
    /// The keys that begin with `a`, a JSON array.
    Keys,
    /// The memory of the page; nothing in a new one.
    Memory,
    /// `a` is its new memory.
    Remember,
    /// Sends a request to `a`, described by the JSON object `b`; no answer.
    Send,
    /// Likewise; `<status> <media type> <Date, milliseconds> <Retry-After, seconds> <DPoP-Nonce>`, a line end and the body, or a line end and why none came.
    Fetch,
    /// The digest of `a`: `b` is the hash's name and how many bytes of it are wanted; base64url, or empty where there is none.
    Digest,
    /// Whether a signature of `a` is good: `b` is a JSON object; `true`, `false`, or a line with the reason why that can't be said.
    Verify,
    /// Makes a key under the name `a`: its public JWK; empty where none can be kept.
    MakeKey,
    /// The public JWK of the key `a`; empty where it is gone.
    Key,
    /// The signature of `b` by the key `a`; empty where it is gone.
    Sign,
    /// Removes the key `a`.
    RemoveKey,
    /// What all tabs share under the key `a`; empty for nothing.
    Load,
    /// Writes `b` there; empty where it can't be written.
    Save,
    /// Removes the key `a` there; no answer.
    Discard,
    /// What all tabs see at once under the key `a`.
    ReadShared,
    /// Writes `b` there; an empty one removes.
    WriteShared,
}

impl Answers {
    #[inline(never)]
    fn get<'a>(&self, arena: &'a Arena, question: Question, a: &str, b: &str) -> Option<&'a str> {
        self.ask(question as u8, a, b).map(|answer| arena.keep(answer))
    }

    // An answer that takes time; an empty one is none.
    #[inline(never)]
    fn later<'a>(&self, arena: &'a Arena, question: Question, a: &str, b: &str) -> Result<Option<&'a str>, Stop> {
        let answer = self.get(arena, question, a, b).ok_or(Stop::Waiting)?;
        Ok(Some(answer).filter(|answer| !answer.is_empty()))
    }

    #[inline(never)]
    fn tell(&self, question: Question, a: &str, b: &str) -> bool {
        self.ask(question as u8, a, b).is_some()
    }

    #[inline(never)]
    fn clock(&self, question: Question) -> i64 {
        self.ask(question as u8, "", "").and_then(|text| number(&text)).unwrap_or(0)
    }
}

impl Host for Answers {
    fn now(&self) -> Timestamp {
        Timestamp(self.clock(Question::Now))
    }

    fn monotonic(&self) -> i64 {
        self.clock(Question::Monotonic)
    }

    #[inline(never)]
    fn random<'a>(&self, arena: &'a Arena) -> Result<&'a str, Error> {
        let random = self.get(arena, Question::Random, "", "").unwrap_or_default();
        // Nothing shorter is ever used in its place.
        if random.len() == 43 { Ok(random) } else { Err(no_crypto("a random source")) }
    }

    fn is_framed(&self) -> bool {
        self.tell(Question::IsFramed, "", "")
    }

    fn read<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str> {
        self.get(arena, Question::Read, key, "")
    }

    fn write(&self, key: &str, value: &str) -> bool {
        self.tell(Question::Write, key, value)
    }

    fn remove(&self, key: &str) {
        self.tell(Question::Remove, key, "");
    }

    fn keys<'a>(&self, arena: &'a Arena, prefix: &str) -> &'a Json<'a> {
        Json::parse_or_null(arena, self.get(arena, Question::Keys, prefix, ""))
    }

    fn memory<'a>(&self, arena: &'a Arena) -> Option<&'a str> {
        self.get(arena, Question::Memory, "", "")
    }

    fn remember(&self, memory: &str) {
        self.tell(Question::Remember, memory, "");
    }

    #[inline(never)]
    fn fetch<'a>(&self, arena: &'a Arena, request: &HttpRequest<'_>) -> Result<HttpResponse<'a>, Stop> {
        let answer = self.get(arena, Question::Fetch, request.url, &describe(request)).ok_or(Stop::Waiting)?;
        let (head, body) = cut(answer, b'\n').unwrap_or_default();
        let mut rest = head;
        let mut word = || {
            let (word, after) = cut(rest, b' ').unwrap_or((rest, ""));
            rest = after;
            word
        };
        let (status, media_type) = (word(), word());
        let some = |text: &'a str| Some(text).filter(|text| !text.is_empty());
        match number(status).and_then(|status| u16::try_from(status).ok()) {
            Some(status) => Ok(HttpResponse {
                status,
                media_type,
                date: number(word()).map(Timestamp),
                retry_after: number(word()),
                dpop_nonce: some(word()),
                body,
            }),
            None => {
                let (code, field) = request.unreachable;
                Err(Error::new(code, field, request.url, body).into())
            }
        }
    }

    fn send(&self, request: &HttpRequest<'_>) {
        self.tell(Question::Send, request.url, &describe(request));
    }

    #[inline(never)]
    fn digest<'a>(&self, arena: &'a Arena, hash: Hash, data: &str, bytes: usize) -> Result<&'a str, Stop> {
        let wanted = arena.join(&[hash.name(), " ", &decimal(i64::try_from(bytes).unwrap_or(0))]);
        let digest = self.get(arena, Question::Digest, data, wanted).ok_or(Stop::Waiting)?;
        if digest.is_empty() { Err(no_crypto("digests").into()) } else { Ok(digest) }
    }

    #[inline(never)]
    fn verify(&self, key: &Jwk<'_>, alg: Alg, data: &str, signature: &str) -> Result<bool, Stop> {
        let arena = Arena::default();
        let check = ObjectWriter::default()
            .string("alg", alg.name())
            .raw("key", key.canonical)
            .string("signature", signature)
            .finish();
        match self.get(&arena, Question::Verify, data, &check) {
            None => Err(Stop::Waiting),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(why) => Err(Error::found(Code::KeyUnknown, "jwk|a key that this browser can use", why).into()),
        }
    }

    fn make_key<'a>(&self, arena: &'a Arena, name: &str) -> Result<&'a str, Stop> {
        self.later(arena, Question::MakeKey, name, "")?.ok_or_else(|| no_crypto("a place for keys").into())
    }

    fn key<'a>(&self, arena: &'a Arena, name: &str) -> Result<Option<&'a str>, Stop> {
        self.later(arena, Question::Key, name, "")
    }

    fn sign<'a>(&self, arena: &'a Arena, name: &str, data: &str) -> Result<Option<&'a str>, Stop> {
        self.later(arena, Question::Sign, name, data)
    }

    fn remove_key(&self, name: &str) {
        self.tell(Question::RemoveKey, name, "");
    }

    fn load<'a>(&self, arena: &'a Arena, key: &str) -> Result<Option<&'a str>, Stop> {
        self.later(arena, Question::Load, key, "")
    }

    fn save(&self, key: &str, value: &str) -> Result<bool, Stop> {
        Ok(self.later(&Arena::default(), Question::Save, key, value)?.is_some())
    }

    fn discard(&self, key: &str) {
        self.tell(Question::Discard, key, "");
    }

    fn read_shared<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str> {
        self.get(arena, Question::ReadShared, key, "")
    }

    fn write_shared(&self, key: &str, value: &str) {
        self.tell(Question::WriteShared, key, value);
    }
}

fn describe(request: &HttpRequest<'_>) -> String {
    ObjectWriter::default()
        .optional("form", request.form)
        .optional("authorization", request.authorization)
        .optional("dpop", request.dpop)
        .string("accept", request.accept)
        .bool("follow", request.follow_same_origin)
        .bool("reload", request.reload)
        .bool("keepalive", request.keepalive)
        .finish()
}

#[cold]
fn no_crypto(expected: &str) -> Error {
    Error::new(Code::CryptoUnavailable, "crypto", expected, "none")
}
