//! The closed list of what can go wrong. The TypeScript union of codes and the README's table are checked against it by a test.

/// The step in which an error arose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading the options.
    Configure,
    /// Fetching and reading metadata.
    Discover,
    /// Building the authorization request.
    Authorize,
    /// Reading the authorization response.
    Callback,
    /// Exchanging the code.
    Token,
    /// Checking a token.
    Verify,
    /// Renewing the session.
    Renew,
    /// Calling an API with a token.
    Api,
}

impl Phase {
    /// The name that JavaScript sees.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Configure => "configure",
            Self::Discover => "discover",
            Self::Authorize => "authorize",
            Self::Callback => "callback",
            Self::Token => "token",
            Self::Verify => "verify",
            Self::Renew => "renew",
            Self::Api => "api",
        }
    }
}

/// What an application should do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// The same call may succeed later.
    Retry,
    /// Offer the login button again.
    LoginAgain,
    /// The developer has to change the configuration.
    FixConfig,
    /// The provider or somebody between is at fault: report it.
    Report,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:literal $phase:ident $reaction:ident;)*) => {
        /// What went wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// All of them, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its place in [`Self::ALL`], by which the npm package knows it.
            #[must_use]
            pub fn number(self) -> i64 {
                self as i64
            }

            /// The stable name that JavaScript sees.
            #[must_use]
            pub fn name(self) -> &'static str {
                self.row().0
            }

            /// The step it belongs to.
            #[must_use]
            pub fn phase(self) -> Phase {
                self.row().1
            }

            /// What to do about it.
            #[must_use]
            pub fn reaction(self) -> Reaction {
                self.row().2
            }

            fn row(self) -> (&'static str, Phase, Reaction) {
                match self { $(Self::$variant => ($name, Phase::$phase, Reaction::$reaction),)* }
            }
        }
    };
}

codes! {
    /// An option is missing or wrong; `field` names it.
    ConfigInvalid "config_invalid" Configure FixConfig;
    /// The browser lacks a source of randomness or WebCrypto.
    CryptoUnavailable "crypto_unavailable" Configure FixConfig;

    /// The metadata could not be fetched: network, CORS, time-out.
    DiscoveryUnreachable "discovery_unreachable" Discover Retry;
    /// The metadata request was answered with an error status.
    DiscoveryRefused "discovery_refused" Discover Report;
    /// The metadata is not the JSON object that it must be, or a member is wrong; `field` names it.
    MetadataInvalid "metadata_invalid" Discover Report;
    /// The metadata names another issuer (OIDC Discovery 4.3).
    IssuerMismatch "issuer_mismatch" Discover FixConfig;
    /// The provider does not offer the flow that was asked for.
    FlowUnsupported "flow_unsupported" Discover FixConfig;
    /// The provider offers PKCE without S256, or none where it is demanded.
    PkceUnsupported "pkce_unsupported" Discover Report;
    /// DPoP was asked for, and this provider or what else is asked for rules it out.
    DpopUnsupported "dpop_unsupported" Discover FixConfig;
    /// The metadata has no such endpoint; `field` names it.
    EndpointMissing "endpoint_missing" Discover Report;

    /// The tab's storage can't be used, so a login could not be recognised when it comes back.
    StorageUnavailable "storage_unavailable" Authorize FixConfig;
    /// A parameter that the protocol owns was given in `extraParams`.
    ParameterReserved "parameter_reserved" Authorize FixConfig;
    /// `returnTo` is not a path of this origin.
    ReturnToInvalid "return_to_invalid" Authorize FixConfig;
    /// Too many logins in a short time that nobody asked for: page and provider send the browser to and fro.
    RedirectLoop "redirect_loop" Authorize FixConfig;
    /// The pushed authorization request got no answer (RFC 9126).
    ParUnreachable "par_unreachable" Authorize Retry;
    /// The pushed authorization request was refused; `provider` holds the words.
    ParRefused "par_refused" Authorize Report;

    /// The URL holds no authorization response.
    ResponseMissing "response_missing" Callback FixConfig;
    /// A parameter stands twice (RFC 6749 3.1).
    ResponseParameterRepeated "response_parameter_repeated" Callback Report;
    /// A parameter is longer than any real one.
    ResponseTooLarge "response_too_large" Callback Report;
    /// The response came in the query where the fragment was expected, or the other way round, or in both.
    ResponseModeWrong "response_mode_wrong" Callback Report;
    /// The response lacks a parameter that the flow needs; `field` names it.
    ResponseIncomplete "response_incomplete" Callback Report;
    /// The response has no `state`.
    StateMissing "state_missing" Callback LoginAgain;
    /// No login of this tab has this `state`.
    StateUnknown "state_unknown" Callback LoginAgain;
    /// This response was handled before.
    StateAlreadyUsed "state_already_used" Callback LoginAgain;
    /// The login was begun too long ago.
    StateExpired "state_expired" Callback LoginAgain;
    /// The response arrived on another address than the registered one.
    RedirectUriMismatch "redirect_uri_mismatch" Callback FixConfig;
    /// The page is shown inside a frame, where no response is taken.
    CallbackInFrame "callback_in_frame" Callback Report;
    /// The provider promises an `iss` parameter and sent none (RFC 9207 2.4).
    IssMissing "iss_missing" Callback Report;
    /// The `iss` parameter names another provider (RFC 9207 2.4).
    IssMismatch "iss_mismatch" Callback Report;
    /// The person or the provider said no.
    AccessDenied "access_denied" Callback LoginAgain;
    /// Nobody is signed in at the provider, and `prompt=none` forbade to ask.
    LoginRequired "login_required" Callback LoginAgain;
    /// The provider has to ask the person something.
    InteractionRequired "interaction_required" Callback LoginAgain;
    /// The person has not consented yet.
    ConsentRequired "consent_required" Callback LoginAgain;
    /// The person has to choose an account.
    AccountSelectionRequired "account_selection_required" Callback LoginAgain;
    /// The provider is overloaded or in maintenance.
    TemporarilyUnavailable "temporarily_unavailable" Callback Retry;
    /// The provider failed.
    ServerError "server_error" Callback Retry;
    /// The provider answered with another error; `provider` holds its words.
    ProviderError "provider_error" Callback Report;

    /// The token request got no answer. The code is never sent twice, so a new login is needed.
    TokenUnreachable "token_unreachable" Token LoginAgain;
    /// The code is used, expired, or not for this login.
    InvalidGrant "invalid_grant" Token LoginAgain;
    /// The token endpoint refused; `provider` holds its words.
    TokenRefused "token_refused" Token Report;
    /// The token response is not what RFC 6749 5.1 asks for; `field` names what is wrong.
    TokenResponseInvalid "token_response_invalid" Token Report;
    /// The provider does not take these `authorization_details` (RFC 9396 5).
    InvalidAuthorizationDetails "invalid_authorization_details" Token Report;
    /// The provider knows no such `resource`, or does not give tokens for it (RFC 8707 2).
    InvalidTarget "invalid_target" Token Report;
    /// The key that the tokens are bound to is gone from this browser (RFC 9449).
    DpopKeyLost "dpop_key_lost" Token LoginAgain;
    /// The proof of the key was refused: often the clock of the computer is wrong.
    DpopProofRefused "dpop_proof_refused" Token Report;

    /// Not a JWT in compact form.
    JwtMalformed "jwt_malformed" Verify Report;
    /// A JWT larger than any real one.
    JwtTooLarge "jwt_too_large" Verify Report;
    /// The keys could not be fetched.
    JwksUnreachable "jwks_unreachable" Verify Retry;
    /// The keys are not a JWK set.
    JwksInvalid "jwks_invalid" Verify Report;
    /// No usable key fits the token.
    KeyUnknown "key_unknown" Verify Report;
    /// The signature algorithm is not one that is accepted.
    AlgorithmRefused "algorithm_refused" Verify Report;
    /// The signature is wrong.
    SignatureInvalid "signature_invalid" Verify Report;
    /// A claim of the ID token is not what it must be; `field` names it.
    ClaimInvalid "claim_invalid" Verify Report;
    /// The ID token is expired, or not of now: often the clock of the computer is wrong.
    TokenTimeInvalid "token_time_invalid" Verify LoginAgain;
    /// The ID token belongs to another login.
    NonceMismatch "nonce_mismatch" Verify LoginAgain;
    /// `at_hash`, `c_hash` or `s_hash` does not fit what came beside the ID token.
    HashMismatch "hash_mismatch" Verify Report;
    /// The sign-in is not as strong or as recent as was asked for.
    AuthenticationInsufficient "authentication_insufficient" Verify LoginAgain;

    /// The session can't be renewed without the person: the message tells what was tried.
    ReauthenticationRequired "reauthentication_required" Renew LoginAgain;
    /// The renewal got no answer, or a server's failure; it is tried again, and the session lives on meanwhile.
    RenewalUnreachable "renewal_unreachable" Renew Retry;

    /// Nobody is signed in.
    NotSignedIn "not_signed_in" Api LoginAgain;
    /// The session has no access token, or none that lives long enough.
    AccessTokenUnavailable "access_token_unavailable" Api LoginAgain;
    /// The userinfo endpoint gave no answer.
    UserinfoUnreachable "userinfo_unreachable" Api Retry;
    /// The userinfo endpoint refused the token.
    UserinfoRefused "userinfo_refused" Api LoginAgain;
    /// The userinfo response is not what OIDC Core 5.3.2 asks for, or is about another person.
    UserinfoInvalid "userinfo_invalid" Api Report;
    /// The request for an API token got no answer, or a server's failure.
    ApiTokenUnreachable "api_token_unreachable" Api Retry;
    /// No token for this API; `provider` holds the words.
    ApiTokenRefused "api_token_refused" Api Report;
    /// No token is sent to this address: it is not among `allowedOrigins`.
    ApiOriginNotAllowed "api_origin_not_allowed" Api FixConfig;
    /// This request can't carry a token; `field` names why.
    ApiRequestInvalid "api_request_invalid" Api FixConfig;
    /// The API wants a stronger or more recent sign-in (RFC 9470).
    StepUpRequired "step_up_required" Api LoginAgain;
}
