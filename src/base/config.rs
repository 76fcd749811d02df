//! The configuration of a client: what a caller may set, checked once. A `Config` cannot exist wrong.

#[cfg(doc)]
use super::error::Code;
use super::{
    api_tokens::ApiTokens,
    arena::Arena,
    error::Error,
    json::Json,
    options::Options,
    text::{find, has_word},
    url::AbsoluteUrl,
};

/// Everything that does not change while a client lives.
#[derive(Clone, Copy, Debug)]
pub struct Config<'a> {
    /// Exact issuer identifier (OIDC Discovery 1.0 section 3).
    pub issuer: &'a str,
    /// `client_id`
    pub client_id: &'a str,
    /// The redirect URI on this page's origin, absolute.
    pub redirect_uri: &'a str,
    /// Where the provider sends the browser after logout, absolute.
    pub post_logout_redirect_uri: Option<&'a str>,
    /// `scope`
    pub scope: &'a str,
    /// Which flow may be used.
    pub flow: FlowOption,
    /// `response_type` for implicit and hybrid.
    pub response_type: Option<&'a str>,
    /// Where the code flow's response is asked to stand.
    pub response_mode: Option<ResponseMode>,
    /// Whether tokens survive a reload of the page, in this tab.
    pub keep_in_tab: bool,
    /// Whether all tabs of the origin have one session.
    pub share: bool,
    /// Whether the session is renewed when its access token ends.
    pub auto_renew: bool,
    /// Whether tokens are bound to a key (RFC 9449).
    pub dpop: Wanted,
    /// Whether the authorization request is pushed (RFC 9126).
    pub par: Wanted,
    /// How tokens for APIs are got.
    pub api_tokens: ApiTokens<'a>,
    /// Metadata known beforehand: over discovery, or instead of it when complete; or null.
    pub metadata: &'a Json<'a>,
    /// Keys known beforehand, instead of `jwks_uri`; or null.
    pub jwks: &'a Json<'a>,
    /// `id_token_signed_response_alg` of the registration; without it, whatever the metadata lists.
    pub id_token_signed_response_alg: Option<&'a str>,
    /// Audiences beside the client's own that an ID token may name: an array, or null.
    pub trusted_audiences: &'a Json<'a>,
    /// Seconds that clocks may differ by.
    pub clock_tolerance: i64,
    /// `ui_locales` for login and logout.
    pub ui_locales: Option<&'a str>,
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

/// An option that is `true`, `false` or `"auto"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Never.
    No,
    /// Where the provider offers or demands it.
    Auto,
    /// Always; where it can't be had, that is an error.
    Yes,
}

/// The part of the redirect URI that carries the response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// After `?`.
    #[default]
    Query,
    /// After `#`.
    Fragment,
}

impl<'a> Config<'a> {
    /// Reads options as JavaScript names them, JSON text.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`] with the option's name.
    #[inline(never)]
    pub fn parse(arena: &'a Arena, text: &'a str) -> Result<Self, Error> {
        let json = Json::parse_or_null(arena, Some(text));
        let mut options = Options::new(json);
        // OAuth 2.0 for Browser-Based Applications 6.3.3.1: what a browser holds is no secret.
        if json.member("clientSecret").or(json.member("client_secret")).is_some() {
            options.wrong::<()>("clientSecret|nothing: a browser keeps no secret|one");
        }
        let dangerously = json.get("dangerously");
        let storage = options.one_of("storage", "session memory shared");
        let config = Self {
            issuer: options.required("issuer"),
            client_id: options.required("clientId"),
            redirect_uri: options.required("redirectUri"),
            post_logout_redirect_uri: options.text("postLogoutRedirectUri"),
            scope: options.text("scope").unwrap_or("openid"),
            flow: match options.one_of("flow", "auto code implicit hybrid") {
                1 => FlowOption::Code,
                2 => FlowOption::Implicit,
                3 => FlowOption::Hybrid,
                _ => FlowOption::Auto,
            },
            response_type: options.text("responseType"),
            response_mode: match options.one_of("responseMode", " query fragment") {
                1 => Some(ResponseMode::Query),
                2 => Some(ResponseMode::Fragment),
                _ => None,
            },
            keep_in_tab: storage == 0,
            share: storage == 2,
            auto_renew: options.bool("autoRenew", true),
            dpop: wanted(&mut options, "dpop", Wanted::No),
            par: wanted(&mut options, "par", Wanted::Auto),
            api_tokens: ApiTokens::read(arena, &mut options, dangerously.is_true("allowInsecureIssuer")),
            metadata: json.get("metadata"),
            jwks: json.get("jwks"),
            id_token_signed_response_alg: options.text("idTokenSignedResponseAlg"),
            trusted_audiences: json.get("trustedAudiences"),
            clock_tolerance: options.seconds("clockTolerance", 600).unwrap_or(60),
            ui_locales: options.text("uiLocales"),
            id_token_hint_at_logout: options.bool("idTokenHintAtLogout", true),
            require_advertised_pkce: options.bool("requireAdvertisedPkce", false),
            allow_insecure_issuer: dangerously.is_true("allowInsecureIssuer"),
            accept_any_id_token_age: dangerously.is_true("acceptAnyIdTokenAge"),
            skip_issuer_in_metadata: dangerously.is_true("skipIssuerInMetadata"),
        };
        config.check(&mut options);
        options.end().map(|()| config)
    }

    fn check(&self, options: &mut Options<'_>) {
        let issuer =
            AbsoluteUrl::parse(self.issuer).filter(|url| find(url.rest, b'?').is_none() && !url.has_fragment());
        if !issuer.is_some_and(|url| url.is_safe(self.allow_insecure_issuer)) {
            options.wrong_one::<()>("issuer|an https URL without query and fragment", self.issuer);
        }
        let mut check = |what, uri| {
            // RFC 6749 3.1.2: no fragment.
            if AbsoluteUrl::parse(uri).is_none_or(|url| url.has_fragment()) {
                options.wrong_one::<()>(what, uri);
            }
        };
        check("redirectUri|a URL of this origin without fragment", self.redirect_uri);
        let after = self.post_logout_redirect_uri.unwrap_or(self.redirect_uri);
        check("postLogoutRedirectUri|a URL of this origin without fragment", after);
        // The page keeps to them (`renewal/limits.ts`, `windows/monitor.ts`): what is no number would never end anything.
        for name in ["idleLimit", "absoluteLimit", "limitWarning", "sessionPollInterval"] {
            options.seconds(name, i64::MAX);
        }
        if !matches!(self.trusted_audiences, Json::Null | Json::Array(_)) {
            options.wrong::<()>("trustedAudiences|an array of strings|another type");
        }
        // OIDC Core 3.1.2.1: without it no ID token comes, and nobody is signed in.
        if !has_word(self.scope, "openid") {
            options.wrong_one::<()>("scope|one with openid", self.scope);
        }
    }
}

fn wanted(options: &mut Options<'_>, name: &'static str, default: Wanted) -> Wanted {
    match options.member(name) {
        Json::Null => default,
        Json::Bool(false) => Wanted::No,
        Json::Bool(true) => Wanted::Yes,
        Json::String("auto") => Wanted::Auto,
        _ => {
            options.wrong_kind::<()>(name, "true, false or auto", "something else");
            default
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<(), String> {
        Config::parse(&Arena::default(), text).map(|_| ()).map_err(|error| error.to_string())
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
            (r#""scope":"profile""#, "scope"),
            (r#""idleLimit":null"#, "idleLimit"),
            (r#""absoluteLimit":"36000""#, "absoluteLimit"),
            (r#""limitWarning":-1"#, "limitWarning"),
            (r#""sessionPollInterval":true"#, "sessionPollInterval"),
        ];
        for (option, field) in wrong {
            let message = parse(&format!("{{{base},{option}}}")).unwrap_err();
            assert!(message.starts_with(&format!("config_invalid: {field}; expected ")), "{message}");
        }
        assert!(parse(r#"{"clientId":"c"}"#).unwrap_err().contains("issuer"));
        let null = r#"{"issuer":"https://op.example","clientId":null,"redirectUri":"https://app.example/callback"}"#;
        assert!(parse(null).unwrap_err().contains("clientId"));
        assert!(
            parse(r#"{"issuer":"http://op.example","clientId":"c","redirectUri":"https://a/"}"#)
                .unwrap_err()
                .contains("issuer")
        );
    }

    #[test]
    fn d_09_a_client_secret_is_refused() {
        let message = parse(
            r#"{"issuer":"https://op.example","clientId":"c","redirectUri":"https://a/","clientSecret":"s3cr3t"}"#,
        )
        .unwrap_err();
        assert!(message.contains("clientSecret") && !message.contains("s3cr3t"), "{message}");
    }
}
