//! Provider metadata: OpenID Connect Discovery 1.0 and RFC 8414.

use alloc::{string::String, vec::Vec};

use crate::base::{
    config::Config,
    error::{Code, Error},
    http::{HttpRequest, HttpResponse},
    json::Json,
    json_writer::ObjectWriter,
    text::{decimal, join},
    url::AbsoluteUrl,
};

/// What this client uses of a provider's metadata; every endpoint has passed the scheme rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Metadata {
    /// `issuer`
    pub issuer: String,
    /// `authorization_endpoint`
    pub authorization_endpoint: String,
    /// `token_endpoint`
    pub token_endpoint: Option<String>,
    /// `userinfo_endpoint`
    pub userinfo_endpoint: Option<String>,
    /// `end_session_endpoint`
    pub end_session_endpoint: Option<String>,
    /// `revocation_endpoint`
    pub revocation_endpoint: Option<String>,
    /// `jwks_uri`
    pub jwks_uri: Option<String>,
    /// `response_types_supported`
    pub response_types_supported: Vec<String>,
    /// `code_challenge_methods_supported`; `None` where the provider does not say.
    pub code_challenge_methods_supported: Option<Vec<String>>,
    /// `id_token_signing_alg_values_supported`
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// `authorization_response_iss_parameter_supported` (RFC 9207 section 3)
    pub authorization_response_iss_parameter_supported: bool,
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

/// Reads the answer (OIDC Discovery 4.2): a JSON object.
///
/// # Errors
/// [`Code::DiscoveryRefused`], [`Code::MetadataInvalid`].
pub fn response(response: &HttpResponse) -> Result<Json, Error> {
    if response.status != 200 {
        return Err(Error::new(Code::DiscoveryRefused).expected("status 200").found(&decimal(response.status.into())));
    }
    match Json::parse(&response.body) {
        Ok(json @ Json::Object(_)) => Ok(json),
        _ => Err(Error::of(Code::MetadataInvalid, "document").expected("a JSON object").found(&response.media_type)),
    }
}

impl Metadata {
    /// Takes what is used out of a metadata document, with the members of `config.metadata` over it.
    ///
    /// # Errors
    /// [`Code::IssuerMismatch`], [`Code::MetadataInvalid`].
    pub fn read(document: &Json, config: &Config) -> Result<Self, Error> {
        let reader = Reader { document, over: config.metadata.as_ref(), allow_insecure: config.allow_insecure_issuer };
        let issuer = reader.text("issuer")?.ok_or_else(|| invalid("issuer", "a string").found("nothing"))?;
        // OIDC Discovery 4.3, RFC 8414 3.3: exactly the issuer that was asked for, no normalising.
        if issuer != config.issuer && !config.skip_issuer_in_metadata {
            return Err(Error::of(Code::IssuerMismatch, "issuer").expected(&config.issuer).found(issuer));
        }
        let authorization_endpoint = reader.endpoint("authorization_endpoint")?;
        Ok(Self {
            issuer: issuer.into(),
            authorization_endpoint: authorization_endpoint.ok_or_else(|| invalid("authorization_endpoint", "a URL").found("nothing"))?,
            token_endpoint: reader.endpoint("token_endpoint")?,
            userinfo_endpoint: reader.endpoint("userinfo_endpoint")?,
            end_session_endpoint: reader.endpoint("end_session_endpoint")?,
            revocation_endpoint: reader.endpoint("revocation_endpoint")?,
            jwks_uri: reader.endpoint("jwks_uri")?,
            response_types_supported: reader.list("response_types_supported")?.unwrap_or_default(),
            code_challenge_methods_supported: reader.list("code_challenge_methods_supported")?,
            id_token_signing_alg_values_supported: reader.list("id_token_signing_alg_values_supported")?.unwrap_or_default(),
            authorization_response_iss_parameter_supported: reader
                .member("authorization_response_iss_parameter_supported")
                .and_then(Json::as_bool)
                .unwrap_or(false),
        })
    }

    /// A metadata document again, holding only what is used: what the cache keeps.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut writer = ObjectWriter::default()
            .string("issuer", &self.issuer)
            .string("authorization_endpoint", &self.authorization_endpoint)
            .optional("token_endpoint", self.token_endpoint.as_deref())
            .optional("userinfo_endpoint", self.userinfo_endpoint.as_deref())
            .optional("end_session_endpoint", self.end_session_endpoint.as_deref())
            .optional("revocation_endpoint", self.revocation_endpoint.as_deref())
            .optional("jwks_uri", self.jwks_uri.as_deref())
            .strings("response_types_supported", &self.response_types_supported)
            .strings("id_token_signing_alg_values_supported", &self.id_token_signing_alg_values_supported)
            .bool("authorization_response_iss_parameter_supported", self.authorization_response_iss_parameter_supported);
        if let Some(methods) = &self.code_challenge_methods_supported {
            writer = writer.strings("code_challenge_methods_supported", methods);
        }
        writer.finish()
    }
}

struct Reader<'a> {
    document: &'a Json,
    over: Option<&'a Json>,
    allow_insecure: bool,
}

impl<'a> Reader<'a> {
    fn member(&self, name: &str) -> Option<&'a Json> {
        let found = self.over.and_then(|over| over.member(name)).or_else(|| self.document.member(name));
        found.filter(|value| **value != Json::Null)
    }

    fn text(&self, name: &'static str) -> Result<Option<&'a str>, Error> {
        match self.member(name) {
            None => Ok(None),
            Some(value) => value.as_str().map(Some).ok_or_else(|| invalid(name, "a string").found("another type")),
        }
    }

    // RFC 9700 2.6, RFC 6749 3.1 and 3.2: TLS, and no fragment.
    fn endpoint(&self, name: &'static str) -> Result<Option<String>, Error> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        match AbsoluteUrl::parse(text) {
            Some(url) if url.is_safe(self.allow_insecure) && url.fragment.is_none() => Ok(Some(text.into())),
            _ => Err(invalid(name, "an https URL (http only on localhost) without fragment").found(text)),
        }
    }

    fn list(&self, name: &'static str) -> Result<Option<Vec<String>>, Error> {
        match self.member(name) {
            None => Ok(None),
            Some(value) => value.as_strings().map(Some).ok_or_else(|| invalid(name, "an array of strings").found("another type")),
        }
    }
}

fn invalid(field: &'static str, expected: &str) -> Error {
    Error::of(Code::MetadataInvalid, field).expected(expected)
}
