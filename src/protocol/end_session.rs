//! Logout at the provider: OpenID Connect RP-Initiated Logout 1.0, section 2.

use alloc::{string::String, vec::Vec};

use crate::base::form;

/// How the browser is to leave for the end session endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct EndSessionRequest {
    /// The endpoint, with the parameters as its query unless they are to be posted.
    pub url: String,
    /// The parameters of a POST, for a URL that would be too long.
    pub form: Option<Vec<(&'static str, String)>>,
}

/// Builds the request. A hint may have 32 kB, which servers refuse in a URL: beyond 8 kB it becomes a form, which section 2 allows.
#[must_use]
pub fn request(endpoint: &str, parameters: Vec<(&'static str, String)>) -> EndSessionRequest {
    let mut url = String::from(endpoint);
    url.push(if endpoint.contains('?') { '&' } else { '?' });
    for (name, value) in &parameters {
        form::append(&mut url, name, value);
    }
    if url.len() > MAX_URL {
        EndSessionRequest { url: endpoint.into(), form: Some(parameters) }
    } else {
        EndSessionRequest { url, form: None }
    }
}

/// Bytes of a URL that servers in use accept.
const MAX_URL: usize = 8000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i_04_a_long_hint_is_posted() {
        let short = request("https://op.example/logout?a=1", vec![("id_token_hint", "x".repeat(7900))]);
        assert!(short.form.is_none() && short.url.starts_with("https://op.example/logout?a=1&id_token_hint=xxx"));
        let long =
            request("https://op.example/logout", vec![("id_token_hint", "x".repeat(32_000)), ("state", "s".into())]);
        assert_eq!(long.url, "https://op.example/logout");
        assert_eq!(long.form.unwrap()[1], ("state", "s".into()));
    }
}
