//! The URL reader: parts put together give the text, and nothing unsafe is taken for safe.

use kirjaudu::base::{return_to::is_local_path, url::AbsoluteUrl};
use proptest::prelude::*;

use crate::{config, hostile_text};

proptest! {
    #![proptest_config(config())]

    /// Whatever it takes apart, the parts are the whole, and each lacks what would end it.
    #[test]
    fn parts_are_the_whole(text in url_like()) {
        let Some(url) = AbsoluteUrl::parse(&text) else { return Ok(()) };
        let part = |mark: &str, part: Option<&str>| part.map_or_else(String::new, |part| format!("{mark}{part}"));
        let whole = [url.origin.to_owned(), url.path.to_owned(), part("?", url.query), part("#", url.fragment)].concat();
        prop_assert_eq!(whole, text.clone());
        let beginning = format!("{}://{}", url.scheme, url.host);
        prop_assert!(url.origin.starts_with(&beginning));
        prop_assert!(!url.path.contains(['?', '#']) && (url.path.is_empty() || url.path.starts_with('/')));
        prop_assert!(!url.query.unwrap_or("").contains('#'));
        prop_assert!(!url.host.is_empty() && !url.host.contains(['/', '?', '#', '@']), "{}", url.host);
        prop_assert!(!text.contains(|c: char| c <= ' ' || c == '\u{7f}' || c == '\\'), "{}", text);
    }

    /// A URL put together from good parts is taken apart into them.
    #[test]
    fn takes_good_urls(
        scheme in "https?", host in "[a-z0-9]{1,8}(\\.[a-z0-9-]{1,8}){0,3}", port in proptest::option::of(any::<u16>()),
        path in "(/[a-zA-Z0-9._~%-]{0,8}){0,4}",
        query in proptest::option::of("[a-z=&?/%+]{0,12}"), fragment in proptest::option::of("[a-z=&?/#%+]{0,12}"),
    ) {
        let origin = format!("{scheme}://{host}{}", port.map_or_else(String::new, |port| format!(":{port}")));
        let mut text = format!("{origin}{path}");
        for (mark, part) in [("?", &query), ("#", &fragment)] {
            text.extend(part.as_ref().map(|part| format!("{mark}{part}")));
        }
        let url = AbsoluteUrl::parse(&text).unwrap();
        let expected = AbsoluteUrl {
            origin: &origin, scheme: &scheme, host: &host, path: &path,
            query: query.as_deref(), fragment: fragment.as_deref(),
        };
        prop_assert_eq!(url, expected);
    }

    /// Without TLS only this machine is safe, by its three names alone.
    #[test]
    fn a_08_only_loopback_does_without_tls(text in url_like()) {
        let Some(url) = AbsoluteUrl::parse(&text).filter(|url| url.is_safe(false)) else { return Ok(()) };
        let numeric = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let loopback = ["localhost", "[::1]"].contains(&url.host) || url.host.strip_prefix("127.").is_some_and(numeric);
        prop_assert!(url.scheme == "https" || url.scheme == "http" && loopback, "{}", text);
    }

    /// A port is digits, and nothing that only reads as a number.
    #[test]
    fn a_port_is_digits(port in prop_oneof!["[+ 0-9a-f-]{1,6}", "[+-]0{1,3}"]) {
        let text = format!("https://op.example:{port}/");
        let good = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u32>().is_ok_and(|port| port < 65536);
        prop_assert_eq!(AbsoluteUrl::parse(&text).is_some(), good, "{}", text);
    }

    /// A user name in front of the host, the classic disguise, is refused.
    #[test]
    fn no_user_information(user in "[a-z.:%]{0,12}", host in "[a-z]{1,8}") {
        let text = format!("https://{user}@{host}/");
        prop_assert!(AbsoluteUrl::parse(&text).is_none());
    }

    /// What is taken for a path of this origin has no character that a browser drops or turns round, and names no host.
    #[test]
    fn a_12_local_paths(
        text in prop_oneof![
            hostile_text(), hostile_text().prop_map(|text| format!("/{text}")), "/[/\\\\%2fF5cC.\t]{0,6}evil",
        ],
    ) {
        if is_local_path(&text) {
            prop_assert!(text.starts_with('/') && !text.starts_with("//") && !text.contains('\\'), "{}", text);
            prop_assert!(!text.contains(|c: char| c.is_ascii_control()), "{}", text);
            let lower = text.to_ascii_lowercase();
            prop_assert!(!lower.starts_with("/%2f") && !lower.starts_with("/%5c"), "{}", text);
        }
    }
}

/// Half URL, half noise.
fn url_like() -> impl Strategy<Value = String> {
    let scheme = proptest::sample::select(
        &["http://", "http://", "https://", "https://", "ftp://", "HTTPS://", "https:/", ""][..],
    );
    let host = prop_oneof![
        Just("localhost".to_owned()),
        Just("[::1]".to_owned()),
        Just("127.0.0.1".to_owned()),
        "127\\.[0-9.+a-f]{0,8}",
        "localhost[.:\\]a]{0,2}",
        "[\\[\\]:.a-c@0-9]{0,8}",
        hostile_text(),
    ];
    (scheme, host, prop_oneof![Just(String::new()), "[/?#:@\\[\\]a-c0-9%]{0,16}", hostile_text()])
        .prop_map(|(scheme, host, rest)| format!("{scheme}{host}{rest}"))
}
