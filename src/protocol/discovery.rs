//! Provider metadata: OpenID Connect Discovery 1.0 and RFC 8414.

use crate::base::{
    config::Config,
    error::{Code, Error},
    http::{HttpRequest, HttpResponse},
    json::Json,
    text::{decimal, join},
    url::{AbsoluteUrl, is_safe_endpoint},
};

/// A provider's metadata: the right issuer, and every endpoint has passed the scheme rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Metadata {
    document: Json,
}

/// The metadata request of OIDC Discovery 4.
#[must_use]
pub fn request(issuer: &str) -> HttpRequest {
    HttpRequest::document(join(&[issuer.trim_end_matches('/'), "/.well-known/openid-configuration"]))
}

/// The same of RFC 8414 section 3.1, for a server that knows only that: the well-known part stands between host and path.
#[must_use]
pub fn rfc8414_request(issuer: &str) -> Option<HttpRequest> {
    let url = AbsoluteUrl::parse(issuer)?;
    let path = url.path.trim_end_matches('/');
    Some(HttpRequest::document(join(&[url.origin, "/.well-known/oauth-authorization-server", path])))
}

/// Whether the answer can be read at all (OIDC Discovery 4.2).
///
/// # Errors
/// [`Code::DiscoveryRefused`].
pub fn response(response: HttpResponse) -> Result<alloc::vec::Vec<u8>, Error> {
    if response.status == 200 {
        return Ok(response.body);
    }
    Err(Error::new(Code::DiscoveryRefused, "status", "200", &decimal(response.status.into())))
}

impl Metadata {
    /// Reads a document, with the members of `config.metadata` over it.
    ///
    /// # Errors
    /// [`Code::IssuerMismatch`], [`Code::MetadataInvalid`].
    pub fn read(document: &[u8], config: &Config) -> Result<Self, Error> {
        let Ok(Json::Object(members)) = Json::parse(document) else {
            return Err(invalid("document", "a JSON object", "something else"));
        };
        let mut metadata = Self { document: Json::Object(members) };
        // OIDC Discovery 4.3, RFC 8414 3.3: exactly the issuer that was asked for, no normalising. Asked of the document itself, before
        // anything is laid over it, and then of the whole.
        metadata.check_issuer(config)?;
        if let (Json::Object(all), Some(Json::Object(over))) = (&mut metadata.document, &config.metadata) {
            // The first member of a name is the one that is found.
            all.splice(..0, over.iter().cloned());
            metadata.check_issuer(config)?;
        }
        if metadata.endpoint(AUTHORIZATION).is_none() {
            return Err(invalid(AUTHORIZATION, "a URL", "nothing"));
        }
        for name in ENDPOINTS {
            // RFC 9700 2.6, RFC 6749 3.1 and 3.2: TLS, and no fragment.
            match metadata.document.member(name) {
                None | Some(Json::Null) => {}
                Some(Json::String(url)) if is_safe_endpoint(url, config.allow_insecure_issuer) => {}
                Some(other) => {
                    return Err(invalid(
                        name,
                        "an https URL (http only on localhost) without fragment",
                        other.as_str().unwrap_or("another type"),
                    ));
                }
            }
        }
        Ok(metadata)
    }

    fn check_issuer(&self, config: &Config) -> Result<(), Error> {
        if self.issuer().is_empty() {
            return Err(invalid("issuer", "a string", "nothing"));
        }
        if self.issuer() != config.issuer && !config.skip_issuer_in_metadata {
            return Err(Error::new(Code::IssuerMismatch, "issuer", &config.issuer, self.issuer()));
        }
        Ok(())
    }

    /// `issuer`
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.document.text("issuer").unwrap_or_default()
    }

    /// An endpoint by the name of its member, if the provider has it.
    #[must_use]
    pub fn endpoint(&self, name: &str) -> Option<&str> {
        self.document.text(name)
    }

    /// The endpoint, or an error that names it.
    ///
    /// # Errors
    /// [`Code::EndpointMissing`].
    #[inline(never)]
    pub fn required(&self, name: &'static str) -> Result<&str, Error> {
        self.endpoint(name).ok_or_else(|| Error::new(Code::EndpointMissing, name, "a URL", "nothing"))
    }

    /// A list of strings; empty where the provider says nothing.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.document.member(name).and_then(Json::as_array).unwrap_or_default().iter().filter_map(Json::as_str)
    }

    /// Whether there is such a list at all.
    #[must_use]
    pub fn says(&self, name: &str) -> bool {
        self.document.member(name).is_some_and(|value| value.as_array().is_some())
    }

    /// `authorization_response_iss_parameter_supported` (RFC 9207 section 3)
    #[must_use]
    pub fn promises_iss(&self) -> bool {
        self.document.member("authorization_response_iss_parameter_supported").and_then(Json::as_bool) == Some(true)
    }
}

/// `authorization_endpoint`, the one that must be there.
pub const AUTHORIZATION: &str = "authorization_endpoint";

const ENDPOINTS: &[&str] =
    &[AUTHORIZATION, "token_endpoint", "userinfo_endpoint", "end_session_endpoint", "revocation_endpoint", "jwks_uri"];

#[cold]
fn invalid(field: &'static str, expected: &str, found: &str) -> Error {
    Error::new(Code::MetadataInvalid, field, expected, found)
}
