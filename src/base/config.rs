//! The configuration of a client: what a caller may set, checked once. A `Config` cannot exist wrong.

use alloc::{string::String, vec::Vec};

use super::{
    error::{Code, Error},
    json::Json,
    url::AbsoluteUrl,
};

/// Everything that does not change while a client lives.
#[derive(Clone, Debug)]
pub struct Config {
    /// Exact issuer identifier (OIDC Discovery 1.0 section 3).
    pub issuer: String,
    /// `client_id`
    pub client_id: String,
    /// The redirect URI on this page's origin, absolute.
    pub redirect_uri: String,
    /// Where the provider sends the browser after logout, absolute.
    pub post_logout_redirect_uri: Option<String>,
    /// `scope`
    pub scope: String,
    /// Which flow may be used.
    pub flow: FlowOption,
    /// `response_type` for implicit and hybrid.
    pub response_type: Option<String>,
    /// Where the code flow's response is asked to stand.
    pub response_mode: Option<ResponseMode>,
    /// Whether tokens survive a reload of the page.
    pub keep_in_tab: bool,
    /// Metadata known beforehand: over discovery, or instead of it when complete.
    pub metadata: Option<Json>,
    /// Keys known beforehand, instead of `jwks_uri`.
    pub jwks: Option<Json>,
    /// `id_token_signed_response_alg` of the registration; without it, whatever the metadata lists.
    pub id_token_signed_response_alg: Option<String>,
    /// Audiences beside the client's own that an ID token may name.
    pub trusted_audiences: Vec<String>,
    /// Seconds that clocks may differ by.
    pub clock_tolerance: i64,
    /// `ui_locales` for login and logout.
    pub ui_locales: Option<String>,
    /// Whether `id_token_hint` goes to the end session endpoint.
    pub id_token_hint_at_logout: bool,
    /// Whether a provider that does not advertise PKCE is refused.
    pub require_advertised_pkce: bool,
    /// Off-switch: any `http:` issuer and endpoint.
    pub allow_insecure_issuer: bool,
    /// Off-switch: an ID token of any age.
    pub accept_any_id_token_age: bool,
    /// Off-switch: metadata that names another issuer.
    pub skip_issuer_in_metadata: bool,
}

/// The `flow` option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowOption {
    /// Code with PKCE, or implicit where the metadata rules code out.
    Auto,
    /// Code with PKCE.
    Code,
    /// OIDC Core 3.2.
    Implicit,
    /// OIDC Core 3.3.
    Hybrid,
}

/// The part of the redirect URI that carries the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// After `?`.
    Query,
    /// After `#`.
    Fragment,
}

impl Config {
    /// Reads the options as JavaScript hands them over, with `redirectUri` already resolved to one absolute URL.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`], naming the option.
    pub fn parse(options: &Json) -> Result<Self, Error> {
        // OAuth 2.0 for Browser-Based Applications 6.3.3.1: what a browser holds is no secret.
        if options.member("clientSecret").is_some() || options.member("client_secret").is_some() {
            return Err(invalid("clientSecret", "no secret: a browser can't keep one").found("a client secret"));
        }
        let dangerously = |name: &str| options.member("dangerously").and_then(|d| d.member(name)).is_some_and(|v| *v == Json::Bool(true));
        let allow_insecure_issuer = dangerously("allowInsecureIssuer");
        let config = Self {
            issuer: required(options, "issuer")?,
            client_id: required(options, "clientId")?,
            redirect_uri: required(options, "redirectUri")?,
            post_logout_redirect_uri: optional(options, "postLogoutRedirectUri")?,
            scope: optional(options, "scope")?.unwrap_or_else(|| "openid".into()),
            flow: match optional(options, "flow")?.as_deref() {
                None | Some("auto") => FlowOption::Auto,
                Some("code") => FlowOption::Code,
                Some("implicit") => FlowOption::Implicit,
                Some("hybrid") => FlowOption::Hybrid,
                Some(other) => return Err(invalid("flow", "\"auto\", \"code\", \"implicit\" or \"hybrid\"").found(other)),
            },
            response_type: optional(options, "responseType")?,
            response_mode: match optional(options, "responseMode")?.as_deref() {
                None => None,
                Some("query") => Some(ResponseMode::Query),
                Some("fragment") => Some(ResponseMode::Fragment),
                Some(other) => return Err(invalid("responseMode", "\"query\" or \"fragment\"").found(other)),
            },
            keep_in_tab: match optional(options, "storage")?.as_deref() {
                None | Some("session") => true,
                Some("memory") => false,
                Some(other) => return Err(invalid("storage", "\"session\" or \"memory\"").found(other)),
            },
            metadata: options.member("metadata").cloned(),
            jwks: options.member("jwks").cloned(),
            id_token_signed_response_alg: optional(options, "idTokenSignedResponseAlg")?,
            trusted_audiences: match options.member("trustedAudiences") {
                None => Vec::new(),
                Some(list) => list.as_strings().ok_or_else(|| invalid("trustedAudiences", "an array of strings"))?,
            },
            clock_tolerance: match options.member("clockTolerance") {
                None => 60,
                Some(value) => value
                    .as_seconds()
                    .filter(|seconds| (0..=600).contains(seconds))
                    .ok_or_else(|| invalid("clockTolerance", "0 to 600 seconds"))?,
            },
            ui_locales: optional(options, "uiLocales")?,
            id_token_hint_at_logout: boolean(options, "idTokenHintAtLogout", true)?,
            require_advertised_pkce: boolean(options, "requireAdvertisedPkce", false)?,
            allow_insecure_issuer,
            accept_any_id_token_age: dangerously("acceptAnyIdTokenAge"),
            skip_issuer_in_metadata: dangerously("skipIssuerInMetadata"),
        };
        config.check_urls()?;
        Ok(config)
    }

    fn check_urls(&self) -> Result<(), Error> {
        let issuer = AbsoluteUrl::parse(&self.issuer)
            .filter(|url| url.is_safe(self.allow_insecure_issuer) && url.query.is_none() && url.fragment.is_none());
        if issuer.is_none() {
            return Err(invalid("issuer", "an https URL (http only on localhost) without query and fragment").found(&self.issuer));
        }
        for (name, uri) in [("redirectUri", Some(&self.redirect_uri)), ("postLogoutRedirectUri", self.post_logout_redirect_uri.as_ref())] {
            let Some(uri) = uri else { continue };
            // RFC 6749 3.1.2: no fragment.
            if AbsoluteUrl::parse(uri).is_none_or(|url| url.fragment.is_some()) {
                return Err(invalid(name, "a URL of this origin without fragment").found(uri));
            }
        }
        Ok(())
    }
}

fn invalid(field: &'static str, expected: &str) -> Error {
    Error::of(Code::ConfigInvalid, field).expected(expected)
}

fn required(options: &Json, name: &'static str) -> Result<String, Error> {
    optional(options, name)?.ok_or_else(|| invalid(name, "a string").found("nothing"))
}

fn optional(options: &Json, name: &'static str) -> Result<Option<String>, Error> {
    match options.member(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(Json::String(_)) => Err(invalid(name, "a string").found("an empty one")),
        Some(_) => Err(invalid(name, "a string").found("another type")),
    }
}

fn boolean(options: &Json, name: &'static str, default: bool) -> Result<bool, Error> {
    match options.member(name) {
        None => Ok(default),
        Some(Json::Bool(value)) => Ok(*value),
        Some(_) => Err(invalid(name, "true or false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(&Json::parse(text.as_bytes()).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn names_the_option_and_the_remedy() {
        let base = r#""issuer":"https://op.example","clientId":"c","redirectUri":"https://app.example/callback""#;
        assert!(parse(&format!("{{{base}}}")).is_ok());
        let wrong = [
            (r#""flow":"password""#, "flow"),
            (r#""storage":"cookie""#, "storage"),
            (r#""clockTolerance":9999"#, "clockTolerance"),
            (r#""trustedAudiences":"x""#, "trustedAudiences"),
            (r#""postLogoutRedirectUri":"/x""#, "postLogoutRedirectUri"),
            (r#""scope":"""#, "scope"),
        ];
        for (option, field) in wrong {
            let message = parse(&format!("{{{base},{option}}}")).unwrap_err();
            assert!(message.starts_with(&format!("config_invalid: {field}; expected ")), "{message}");
        }
        assert!(parse(r#"{"clientId":"c"}"#).unwrap_err().contains("issuer"));
        assert!(parse(r#"{"issuer":"http://op.example","clientId":"c","redirectUri":"https://a/"}"#).unwrap_err().contains("issuer"));
    }

    #[test]
    fn d_09_a_client_secret_is_refused() {
        let message = parse(r#"{"issuer":"https://op.example","clientId":"c","redirectUri":"https://a/","clientSecret":"s3cr3t"}"#).unwrap_err();
        assert!(message.contains("clientSecret") && !message.contains("s3cr3t"), "{message}");
    }
}
