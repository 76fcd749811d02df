//! Provider metadata: OpenID Connect Discovery 1.0 and RFC 8414.

use crate::base::{
    arena::Arena,
    config::Config,
    error::{Code, Error},
    http::{HttpRequest, HttpResponse},
    json::Json,
    text::{cut, decimal},
    url::{AbsoluteUrl, is_safe_endpoint},
};

/// A provider's metadata: the right issuer, and every endpoint has passed the scheme rules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metadata<'a> {
    document: &'a Json<'a>,
    /// What the application gave, and what counts where both say something.
    given: &'a Json<'a>,
}

/// The metadata request of OIDC Discovery 4.
#[must_use]
pub fn request<'a>(arena: &'a Arena, issuer: &str) -> HttpRequest<'a> {
    document(arena.join(&[without_slashes(issuer), "/.well-known/openid-configuration"]))
}

/// The same of RFC 8414 section 3.1, for a server that knows only that: the well-known part stands between host and path.
#[must_use]
pub fn rfc8414_request<'a>(arena: &'a Arena, issuer: &str) -> Option<HttpRequest<'a>> {
    let url = AbsoluteUrl::parse(issuer)?;
    let well_known = "/.well-known/oauth-authorization-server";
    Some(document(arena.join(&[url.scheme, "://", url.authority, well_known, without_slashes(url.rest)])))
}

fn without_slashes(text: &str) -> &str {
    text.strip_suffix('/').map_or(text, without_slashes)
}

fn document(url: &str) -> HttpRequest<'_> {
    HttpRequest::document(url, (Code::DiscoveryUnreachable, "metadata"))
}

/// Whether the answer can be read at all (OIDC Discovery 4.2).
///
/// # Errors
/// [`Code::DiscoveryRefused`].
pub fn response<'a>(response: &HttpResponse<'a>) -> Result<&'a str, Error> {
    if response.status == 200 {
        return Ok(response.body);
    }
    Err(Error::found(Code::DiscoveryRefused, "status|200", &decimal(response.status.into())))
}

impl<'a> Metadata<'a> {
    /// Reads a document, with the members of `config.metadata` over it.
    ///
    /// # Errors
    /// [`Code::IssuerMismatch`], [`Code::MetadataInvalid`].
    #[inline(never)]
    pub fn read(arena: &'a Arena, document: &'a str, config: &Config<'a>) -> Result<Self, Error> {
        let Some(document) = Json::object(arena, document) else {
            return Err(Error::of(Code::MetadataInvalid, "document|a JSON object|something else"));
        };
        // OIDC Discovery 4.3, RFC 8414 3.3: exactly the issuer that was asked for, no normalising. Asked of the document itself, before
        // anything is laid over it, and then of the whole.
        for given in [&Json::Null, config.metadata] {
            let issuer = Self { document, given }.issuer();
            if issuer.is_empty() {
                return Err(Error::of(Code::MetadataInvalid, "issuer|a string|nothing"));
            }
            if issuer != config.issuer && !config.skip_issuer_in_metadata {
                return Err(Error::new(Code::IssuerMismatch, "issuer", config.issuer, issuer));
            }
        }
        let metadata = Self { document, given: config.metadata };
        let mut rest = ENDPOINTS;
        while let Some((name, after)) = cut(rest, b' ') {
            rest = after;
            // RFC 9700 2.6, RFC 6749 3.1 and 3.2: TLS, and no fragment.
            match metadata.member(name) {
                None | Some(Json::Null) => {}
                Some(Json::String(url)) if is_safe_endpoint(url, config.allow_insecure_issuer) => {}
                Some(other) => {
                    let expected = "an https URL without fragment";
                    return Err(invalid(name, expected, other.as_str().unwrap_or("another type")));
                }
            }
        }
        if metadata.endpoint(AUTHORIZATION).is_none() {
            return Err(Error::of(Code::MetadataInvalid, "authorization_endpoint|a URL|nothing"));
        }
        Ok(metadata)
    }

    /// `issuer`
    #[must_use]
    pub fn issuer(&self) -> &'a str {
        self.endpoint("issuer").unwrap_or_default()
    }

    /// An endpoint by the name of its member, if the provider has it.
    #[must_use]
    #[inline(never)]
    pub fn endpoint(&self, name: &str) -> Option<&'a str> {
        self.member(name)?.as_str()
    }

    /// The endpoint, or an error that names it.
    ///
    /// # Errors
    /// [`Code::EndpointMissing`].
    #[inline(never)]
    pub fn required(&self, name: &'static str) -> Result<&'a str, Error> {
        self.endpoint(name).ok_or_else(|| Error::new(Code::EndpointMissing, name, "a URL", "nothing"))
    }

    /// A list of strings, where the provider says anything.
    #[must_use]
    #[inline(never)]
    pub fn list(&self, name: &str) -> Option<&'a Json<'a>> {
        self.member(name).filter(|value| matches!(value, Json::Array(_)))
    }

    /// `authorization_response_iss_parameter_supported` (RFC 9207 section 3)
    #[must_use]
    pub fn promises_iss(&self) -> bool {
        self.is_true("authorization_response_iss_parameter_supported")
    }

    /// Whether a member is true; some servers write that as a string.
    #[must_use]
    #[inline(never)]
    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.member(name), Some(Json::Bool(true) | Json::String("true")))
    }

    #[inline(never)]
    fn member(&self, name: &str) -> Option<&'a Json<'a>> {
        self.given.member(name).or_else(|| self.document.member(name))
    }
}

/// `authorization_endpoint`, the one that must be there.
pub const AUTHORIZATION: &str = "authorization_endpoint";

/// Each with a space after it.
const ENDPOINTS: &str = "authorization_endpoint token_endpoint userinfo_endpoint end_session_endpoint \
    revocation_endpoint jwks_uri pushed_authorization_request_endpoint ";

#[cold]
fn invalid(field: &'static str, expected: &str, found: &str) -> Error {
    Error::new(Code::MetadataInvalid, field, expected, found)
}
