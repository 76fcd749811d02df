//! The part of a provider that takes pushed authorization requests (RFC 9126).

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    op::Answer,
    redirect::{parameter, parameters},
};

/// Requests by their `request_uri`, until they are used.
#[derive(Debug, Default)]
pub struct Pushed {
    pub waiting: BTreeMap<String, String>,
    count: usize,
}

impl Pushed {
    /// Section 2.2
    pub fn push(&mut self, form: &str) -> Answer {
        self.count += 1;
        let uri = format!("urn:ietf:params:oauth:request_uri:{}", self.count);
        self.waiting.insert(uri.clone(), form.into());
        Answer::json(201, &json!({"request_uri": uri, "expires_in": 60}))
    }

    /// The authorization URL as it would be with the parameters in it: what was pushed takes their place, once (section 4).
    pub fn pull(&mut self, url: &str) -> String {
        let Some(uri) = parameter(url, "request_uri") else { return url.into() };
        let names: Vec<String> = parameters(url).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["client_id", "request_uri"], "expected nothing else in the URL");
        format!("/authorize?{}", self.waiting.remove(&uri).expect("expected a request_uri that was not used"))
    }
}
