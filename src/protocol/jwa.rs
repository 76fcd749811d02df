//! Signature algorithms: RFC 7518 section 3.1, RFC 8037, RFC 9864. No `none`, and no HMAC: a browser holds no shared secret.

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl Hash {
    /// Bytes of a digest.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The name that WebCrypto uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }
}

/// The kind of key an algorithm needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// `kty` RSA
    Rsa,
    /// `kty` EC, `crv` P-256
    P256,
    /// `kty` EC, `crv` P-384
    P384,
    /// `kty` EC, `crv` P-521
    P521,
    /// `kty` OKP, `crv` Ed25519
    Ed25519,
}

macro_rules! algorithms {
    ($($variant:ident $name:literal $key:ident $hash:ident $length:literal $web_crypto:literal;)*) => {
        /// A signature algorithm.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the names are those of the specifications")]
        pub enum Alg { $($variant,)* }

        impl Alg {
            /// All that are supported.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The `alg` value.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The kind of key it needs.
            #[must_use]
            pub fn key_type(self) -> KeyType {
                match self { $(Self::$variant => KeyType::$key,)* }
            }

            /// The hash that `at_hash` and `c_hash` use beside it (OIDC Core 3.1.3.6); SHA-512 for Ed25519 by common practice.
            #[must_use]
            pub fn hash(self) -> Hash {
                match self { $(Self::$variant => Hash::$hash,)* }
            }

            /// Bytes of a signature; 0 where the key decides.
            #[must_use]
            pub fn signature_length(self) -> usize {
                match self { $(Self::$variant => $length,)* }
            }

            /// The parameters of WebCrypto's `importKey` and `verify`, as JSON.
            #[must_use]
            pub fn web_crypto(self) -> &'static str {
                match self { $(Self::$variant => $web_crypto,)* }
            }
        }
    };
}

algorithms! {
    Rs256 "RS256" Rsa Sha256 0 r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#;
    Rs384 "RS384" Rsa Sha384 0 r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-384"}"#;
    Rs512 "RS512" Rsa Sha512 0 r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-512"}"#;
    Ps256 "PS256" Rsa Sha256 0 r#"{"name":"RSA-PSS","hash":"SHA-256","saltLength":32}"#;
    Ps384 "PS384" Rsa Sha384 0 r#"{"name":"RSA-PSS","hash":"SHA-384","saltLength":48}"#;
    Ps512 "PS512" Rsa Sha512 0 r#"{"name":"RSA-PSS","hash":"SHA-512","saltLength":64}"#;
    Es256 "ES256" P256 Sha256 64 r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#;
    Es384 "ES384" P384 Sha384 96 r#"{"name":"ECDSA","namedCurve":"P-384","hash":"SHA-384"}"#;
    Es512 "ES512" P521 Sha512 132 r#"{"name":"ECDSA","namedCurve":"P-521","hash":"SHA-512"}"#;
    EdDsa "EdDSA" Ed25519 Sha512 64 r#"{"name":"Ed25519"}"#;
    Ed25519 "Ed25519" Ed25519 Sha512 64 r#"{"name":"Ed25519"}"#;
}

impl Alg {
    /// Reads an `alg` value; the comparison is exact.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|alg| alg.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_01_e_02_none_and_hmac_are_no_algorithms() {
        for name in ["none", "None", "nOnE", "NONE", "", "HS256", "HS384", "HS512", "rs256", "RS256 "] {
            assert_eq!(Alg::parse(name), None, "{name}");
        }
        assert_eq!(Alg::ALL.len(), 11);
    }
}
