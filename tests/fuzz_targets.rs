//! The fuzz targets over mutated seeds: a moment each in every test run, longer by `npm run fuzz`.
//!
//! The same targets run under cargo-fuzz, which sees the branches that an input takes: `cd tests/fuzz && cargo +nightly fuzz run json`.
#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "tests"
)]

#[path = "fuzz/targets.rs"]
#[allow(unreachable_pub, reason = "the cargo-fuzz crate uses them too")]
mod targets;

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

#[test]
fn callback() {
    let seeds: [&[u8]; 6] = [
        b"?code=abc&state=STATE",
        b"#access_token=a&token_type=Bearer&expires_in=3600&id_token=eyJhbGciOiJub25lIn0.e30.&state=STATE",
        b"#code=abc&id_token=e30.e30.AA&state=STATE&session_state=x",
        b"?error=access_denied&error_description=no+%C3%A4%20&error_uri=https%3A%2F%2Fop.example&state=STATE&iss=https%3A%2F%2Fop.example",
        b"?foo=bar#/route?code=1",
        b"/other?code=a&kc_action_status=success&state=STATE#state=STATE",
    ];
    fuzz("callback", &seeds, targets::callback);
}

#[test]
fn jwt() {
    let seeds: [&[u8]; 4] = [
        b"eyJhbGciOiJFZERTQSIsImtpZCI6ImsifQ.eyJpc3MiOiJodHRwczovL29wLmV4YW1wbGUiLCJleHAiOjE3MDAwMDM2MDB9.AAAA",
        b"eyJhbGciOiJub25lIn0.e30.",
        b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        b"a.b.c.d.e",
    ];
    fuzz("jwt", &seeds, targets::jwt);
}

#[test]
fn json() {
    let seeds: [&[u8]; 6] = [
        br#"{"a":[1,-0.5e+10,true,false,null,"\u00e4\ud83d\ude00\n\"\\\/"],"b":{"c":{}}}"#,
        br#" [ 1 , 2.5 , "x" ] "#,
        br#"{"a":1,"a":2}"#,
        br#""\ud800""#,
        b"123456789012345678901234567890",
        b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    ];
    fuzz("json", &seeds, targets::json);
}

#[test]
fn discovery() {
    let document = format!(
        r#"{{"issuer":"{}","authorization_endpoint":"https://op.example/a?b=c","token_endpoint":"http://localhost:1/t","jwks_uri":"https://op.example/j",
        "response_types_supported":["code","id_token token"],"code_challenge_methods_supported":["S256","plain"],
        "authorization_response_iss_parameter_supported":"true","id_token_signing_alg_values_supported":["RS256","none"]}}"#,
        targets::ISSUER
    );
    let keys = br#"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","use":"sig","key_ops":["verify"]},{"kty":"RSA","n":"AQAB","e":"AQAB"},
        {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":null}]}"#;
    fuzz("discovery", &[document.as_bytes(), keys], targets::discovery);
}

#[test]
fn token_response() {
    let seeds: [&[u8]; 2] = [
        br#"{"access_token":"a","token_type":"Bearer","expires_in":3600,"refresh_token":"r","scope":"openid email",
        "id_token":"eyJhbGciOiJFZERTQSIsImtpZCI6ImsifQ.eyJpc3MiOiJodHRwczovL29wLmV4YW1wbGUiLCJhdWQiOiJjbGllbnQifQ.AAAA"}"#,
        br#"{"error":"invalid_grant","error_description":"no \u0007","error_uri":"x"}"#,
    ];
    fuzz("token_response", &seeds, targets::token_response);
}

#[test]
fn options() {
    let seeds: [&[u8]; 4] = [
        br#"{"issuer":"https://op.example","clientId":"c","redirectUri":"https://app.example/callback","flow":"hybrid","responseType":"code token",
        "storage":"memory","clockTolerance":5,"trustedAudiences":["a"],"scope":"openid","dangerously":{"allowInsecureIssuer":true},"metadata":{},"jwks":{}}"#,
        br#"{"returnTo":"/a","appState":"{}","prompt":"login","maxAge":60,"claims":"{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"a\"]}}}",
        "resource":["https://a"],"extraParams":{"a":"b"},"scope":"openid","idTokenHint":true}"#,
        b"https://[::1]:8080/a/b?c=d#e",
        b"http://127.0.0.1.evil.example:65536/\\x",
    ];
    fuzz("options", &seeds, targets::options);
}

/// Runs a target over the seeds and over mutations of them until the time is up.
fn fuzz(name: &str, seeds: &[&[u8]], target: fn(&[u8])) {
    let wanted = env::var("KIRJAUDU_FUZZ_SECONDS").ok().map(|text| text.parse::<u64>().expect("seconds"));
    // The same inputs in each test run; others each time where somebody fuzzes.
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_nanos();
    let mut random = Random(wanted.map_or(42, |_| u64::try_from(now() % u128::from(u64::MAX)).expect("64 bits")));
    let until = Instant::now() + wanted.map_or(Duration::from_millis(1500), Duration::from_secs);
    let mut pool: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.to_vec()).collect();
    pool.iter().for_each(|seed| run(name, seed, target));
    let mut count = pool.len();
    while Instant::now() < until {
        let other = pool[random.below(pool.len())].clone();
        let mut input = pool[random.below(pool.len())].clone();
        for _ in 0..=random.below(4) {
            mutate(&mut input, &other, &mut random);
        }
        run(name, &input, target);
        count += 1;
        // Some mutations are kept, so that later ones build on them.
        if random.below(50) == 0 && input.len() < 4096 {
            let at = if pool.len() < 200 { pool.len() } else { seeds.len() + random.below(pool.len() - seeds.len()) };
            if at == pool.len() { pool.push(input) } else { pool[at] = input }
        }
    }
    println!("{name}: {count} inputs");
    assert!(count > seeds.len(), "expected time for more than the seeds");
}

fn run(name: &str, input: &[u8], target: fn(&[u8])) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(input))) {
        println!("{name} fails on {:?}", String::from_utf8_lossy(input));
        println!("bytes: {input:?}");
        resume_unwind(panic);
    }
}

fn mutate(input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(input.len() + 1);
    let end = (at + 1 + random.below(16)).min(input.len());
    match random.below(8) {
        0 if at < input.len() => input[at] ^= 1 << random.below(8),
        1 if at < input.len() => input[at] = u8::try_from(random.below(256)).expect("a byte"),
        2 => drop(input.drain(at..end)),
        3 => {
            let piece = input[at..end].to_vec();
            let times = 1 + random.below(40);
            input.splice(at..at, piece.repeat(times));
        }
        4 => {
            let from = random.below(other.len() + 1);
            input.splice(at..end, other[from..].iter().copied());
        }
        5 => input.truncate(at),
        _ => {
            let word = WORDS[random.below(WORDS.len())];
            input.splice(at..at, word.iter().copied());
        }
    }
    input.truncate(200_000);
}

const WORDS: &[&[u8]] = &[
    b"&",
    b"=",
    b"?",
    b"#",
    b"%",
    b"%2",
    b"%00",
    b"%ff",
    b"+",
    b".",
    b"..",
    b"\"",
    b"\\",
    b"\\u",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"null",
    b"true",
    b"-",
    b"1e999",
    b"9223372036854775808",
    b"0",
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x98\x80",
    b"STATE",
    b"state=STATE",
    b"state=",
    b"code=",
    b"error=",
    b"iss=",
    b"id_token=",
    b"//",
    b"://",
    b"@",
    b"https://",
    b"javascript:",
    b"e30",
    b"eyJhbGciOiJub25lIn0.",
    b"none",
    b"\n",
    b" ",
];

// splitmix64
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(limit.max(1)).expect("64 bits")).expect("a small number")
    }
}
