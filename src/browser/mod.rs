//! A browser page as a [`Host`]: one web API per file. No protocol knowledge.

mod clock;
mod crypto;
mod fetch;
mod storage;

use alloc::{string::String, vec::Vec};

use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::{
    base::{
        error::Error,
        http::{HttpRequest, HttpResponse, Unreachable},
        time::Timestamp,
    },
    flow::host::Host,
    protocol::{
        jwa::{Alg, Hash},
        jwk::Jwk,
    },
};

/// The page this code runs in.
#[derive(Debug)]
pub struct Page {
    timeline: Function,
}

impl Page {
    /// `timeline` is called with a step and a detail, two strings, for everything worth a line.
    #[must_use]
    pub fn new(timeline: Function) -> Self {
        Self { timeline }
    }
}

impl Host for Page {
    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn monotonic(&self) -> i64 {
        clock::monotonic()
    }

    fn random(&self, buffer: &mut [u8]) -> Result<(), Error> {
        crypto::random(buffer)
    }

    fn is_framed(&self) -> bool {
        web_sys::window().is_some_and(|window| !matches!(window.top(), Ok(Some(top)) if top == window))
    }

    fn read(&self, key: &str) -> Option<String> {
        storage::read(key)
    }

    fn write(&self, key: &str, value: &str) -> Result<(), Error> {
        storage::write(key, value)
    }

    fn remove(&self, key: &str) {
        storage::remove(key);
    }

    fn keys(&self, prefix: &str) -> Vec<String> {
        storage::keys(prefix)
    }

    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        fetch::fetch(&request).await
    }

    fn send(&self, request: HttpRequest) {
        wasm_bindgen_futures::spawn_local(async move {
            let _nobody_waits = fetch::fetch(&request).await;
        });
    }

    async fn digest(&self, hash: Hash, data: &[u8]) -> Result<Vec<u8>, Error> {
        crypto::digest(hash, data).await
    }

    async fn verify(&self, key: &Jwk, alg: Alg, data: &[u8], signature: &[u8]) -> Result<bool, Error> {
        crypto::verify(key, alg, data, signature).await
    }

    fn note(&self, step: &'static str, detail: &str) {
        let _shown = self.timeline.call2(&JsValue::UNDEFINED, &step.into(), &detail.into());
    }
}
