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
        prop_assert_eq!(format!("{}://{}{}", url.scheme, url.authority, url.rest), text.clone());
        let port = url.authority.strip_prefix(url.host()).unwrap();
        prop_assert!(port.is_empty() || port.strip_prefix(':').is_some_and(is_port), "{}", text);
        prop_assert!(url.rest.is_empty() || url.rest.starts_with(['/', '?', '#']));
        prop_assert_eq!(url.has_fragment(), text.contains('#'));
        let host = url.host();
        prop_assert!(!host.is_empty() && !host.contains(['/', '?', '#', '@']), "{}", host);
        prop_assert!(!text.contains(|c: char| c <= ' ' || c == '\u{7f}' || c == '\\'), "{}", text);
    }

    /// A URL put together from good parts is taken apart into them.
    #[test]
    fn takes_good_urls(
        scheme in "https?", host in "[a-z0-9]{1,8}(\\.[a-z0-9-]{1,8}){0,3}", port in proptest::option::of(any::<u16>()),
        path in "(/[a-zA-Z0-9._~%-]{0,8}){0,4}",
        query in proptest::option::of("[a-z=&?/%+]{0,12}"), fragment in proptest::option::of("[a-z=&?/#%+]{0,12}"),
    ) {
        let authority = format!("{host}{}", port.map_or_else(String::new, |port| format!(":{port}")));
        let part = |mark, part: &Option<String>| part.as_ref().map_or_else(String::new, |part| format!("{mark}{part}"));
        let rest = format!("{path}{}{}", part('?', &query), part('#', &fragment));
        let text = format!("{scheme}://{authority}{rest}");
        let url = AbsoluteUrl::parse(&text).unwrap();
        prop_assert_eq!(url, AbsoluteUrl { scheme: &scheme, authority: &authority, rest: &rest });
        prop_assert_eq!((url.host(), url.has_fragment()), (host.as_str(), fragment.is_some()));
    }

    /// Without TLS only this machine is safe, by its three names alone.
    #[test]
    fn a_08_only_loopback_does_without_tls(text in url_like()) {
        let Some(url) = AbsoluteUrl::parse(&text).filter(|url| url.is_safe(false)) else { return Ok(()) };
        let numeric = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let loopback = ["localhost", "[::1]"].contains(&url.host()) || url.host().strip_prefix("127.").is_some_and(numeric);
        prop_assert!(url.scheme == "https" || url.scheme == "http" && loopback, "{}", text);
    }

    /// A port is digits, and nothing that only reads as a number.
    #[test]
    fn a_port_is_digits(
        host in proptest::sample::select(&["op.example", "[::1]", "127.0.0.1"][..]),
        port in prop_oneof!["[+ 0-9a-f-]{0,6}", "[+-]0{1,3}"],
    ) {
        let text = format!("https://{host}:{port}/");
        prop_assert_eq!(AbsoluteUrl::parse(&text).is_some(), is_port(&port), "{}", text);
    }

    /// Behind the brackets of an address stands a port and nothing else: no name goes on there.
    #[test]
    fn a_08_behind_brackets_only_a_port(after in prop_oneof!["[.a-c0-9:]{1,6}", hostile_text()]) {
        let text = format!("http://[::1]{after}");
        let good = after.split(['/', '?', '#']).next().unwrap();
        let good = good.is_empty() || good.strip_prefix(':').is_some_and(is_port);
        prop_assert!(good || AbsoluteUrl::parse(&text).is_none(), "{}", text);
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

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u32>().is_ok_and(|port| port < 65536)
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
