//! Rich authorization requests: RFC 9396. What is asked for, and how much of it was granted.

use alloc::vec;

use crate::base::{arena::Arena, json::Json};

/// Reads what an application asks for, JSON text: an array, one object, or either of them as JSON text once more. Gives the array, as text;
/// `None` where something else is in it than objects with a `type` (section 2).
#[must_use]
pub fn read<'a>(arena: &'a Arena, text: &'a str) -> Option<&'a str> {
    let mut text = text;
    let mut json = Json::parse_or_null(arena, Some(text));
    if let Json::String(inner) = json {
        (text, json) = (inner, Json::parse_or_null(arena, Some(inner)));
    }
    let has_type = |detail: &Json<'_>| detail.text("type").is_some_and(|name| !name.is_empty());
    match json {
        Json::Array(details) if details.iter().all(|(_, detail)| has_type(detail)) => Some(text),
        Json::Object(_) if has_type(json) => Some(arena.join(&["[", text, "]"])),
        _ => None,
    }
}

/// What was granted (section 7), as the session shows it; null where the answer says nothing. Wider is a grant with anything in it that no
/// asked-for detail of the same `type` has: a member, an element of a list, another value. What is left out makes it narrower.
#[must_use]
pub fn granted<'a>(arena: &'a Arena, asked: &'a str, tokens: &'a Json<'a>) -> &'a Json<'a> {
    let granted = tokens.get("authorization_details");
    if !matches!(granted, Json::Array(_)) {
        return &Json::Null;
    }
    let is_wider = !covers(Json::parse_or_null(arena, Some(asked)), granted);
    let members = vec![("granted", *granted), ("isWider", Json::Bool(is_wider))];
    arena.value(Json::Object(arena.list(members)))
}

// Whether everything in a value was asked for.
fn covers(asked: &Json<'_>, granted: &Json<'_>) -> bool {
    match (asked, granted) {
        (Json::Array(asked), Json::Array(granted)) => {
            granted.iter().all(|(_, granted)| asked.iter().any(|(_, asked)| covers(asked, granted)))
        }
        (Json::Object(_), Json::Object(granted)) => {
            granted.iter().all(|(name, granted)| asked.member(name).is_some_and(|asked| covers(asked, granted)))
        }
        // An empty list grants nothing.
        (_, Json::Array([])) => true,
        _ => asked == granted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g_08_array_object_and_text() {
        let arena = Arena::default();
        let one = r#"{"type":"ä\"b","actions":["read"]}"#;
        let text = serde_json::to_string(one).unwrap();
        for given in [one, &text, &format!("[{one}]"), &serde_json::to_string(&format!("[{one}]")).unwrap()] {
            assert_eq!(read(&arena, arena.text(given)), Some(&*format!("[{one}]")), "{given}");
        }
        for given in ["", "null", "7", "{}", "[[]]", "[{}]", r#"{"type":""}"#, r#"{"type":1}"#, r#""{""#, r#""\"x\"""#]
        {
            assert_eq!(read(&arena, given), None, "{given}");
        }
    }

    #[test]
    fn g_10_wider_and_narrower() {
        let arena = Arena::default();
        let asked = r#"[{"type":"a","actions":["read","write"],"limit":5,"to":{"iban":"x"}},{"type":"b"}]"#;
        let is_wider = |granted: &'static str| {
            let tokens = arena.keep(format!(r#"{{"authorization_details":{granted}}}"#));
            let shown = super::granted(&arena, asked, Json::parse(&arena, tokens).unwrap());
            assert_eq!(
                shown.get("granted"),
                if shown.is_null() { &Json::Null } else { Json::parse(&arena, granted).unwrap() }
            );
            shown.member("isWider").map(|_| shown.is_true("isWider"))
        };
        for same_or_less in [
            asked,
            "[]",
            r#"[{"type":"b"}]"#,
            r#"[{"type":"a","actions":["write"]}]"#,
            r#"[{"type":"a","actions":[],"limit":5}]"#,
        ] {
            assert_eq!(is_wider(same_or_less), Some(false), "{same_or_less}");
        }
        for more in [
            r#"[{"type":"c"}]"#,
            r#"[{"type":"b","actions":["read"]}]"#,
            r#"[{"type":"a","actions":["read","delete"]}]"#,
            r#"[{"type":"a","limit":6}]"#,
            r#"[{"type":"a","to":{"iban":"y"}}]"#,
            r#"[{"type":"a","to":{"iban":"x","bic":"z"}}]"#,
            r#"["a"]"#,
        ] {
            assert_eq!(is_wider(more), Some(true), "{more}");
        }
        assert_eq!(is_wider("null").or(is_wider("{}")), None);
    }
}
