//! An authorization response on its way through the browser, which a test may change; and reading URLs, without the crate's own reader.

/// A response of the provider.
#[derive(Clone, Debug)]
pub struct Redirect {
    pub uri: String,
    pub fragment: bool,
    pub parameters: Vec<(String, String)>,
}

impl Redirect {
    /// The URL that the browser opens.
    pub fn url(&self) -> String {
        let separator = match (self.fragment, self.uri.contains('?')) {
            (true, _) => '#',
            (false, true) => '&',
            (false, false) => '?',
        };
        format!("{}{separator}{}", self.uri, self.text())
    }

    /// The parameters, encoded.
    pub fn text(&self) -> String {
        let pairs = self.parameters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    pub fn value(&self, name: &str) -> String {
        let found = self.parameters.iter().find(|(n, _)| n == name);
        found.unwrap_or_else(|| panic!("expected {name} in {:?}", self.parameters)).1.clone()
    }

    pub fn state(&self) -> String {
        self.value("state")
    }

    /// The same with one parameter set, in its place where it was there.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match self.parameters.iter_mut().find(|(n, _)| n == name) {
            Some(pair) => pair.1 = value.into(),
            None => self.parameters.push((name.into(), value.into())),
        }
        self
    }

    /// The same with one parameter more, also if it is there.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(n, _)| n != name);
        self
    }

    /// The same in the other part of the URL.
    #[must_use]
    pub fn in_the_other_part(mut self) -> Self {
        self.fragment = !self.fragment;
        self
    }

    #[must_use]
    pub fn at(mut self, uri: &str) -> Self {
        self.uri = uri.into();
        self
    }

    /// An error response for the same login.
    #[must_use]
    pub fn error(&self, error: &str) -> Self {
        let parameters = vec![("error".into(), error.into()), ("state".into(), self.state())];
        Self { parameters, ..self.clone() }
    }
}

/// The parameters of a URL's query, decoded.
pub fn parameters(url: &str) -> Vec<(String, String)> {
    let query = url.split('#').next().unwrap().split_once('?').map_or("", |(_, query)| query);
    form(query)
}

/// The one value of a query parameter.
pub fn parameter(url: &str, name: &str) -> Option<String> {
    let mut found = parameters(url).into_iter().filter(|(n, _)| n == name).map(|(_, value)| value);
    let value = found.next();
    assert_eq!(found.next(), None, "{name} twice in {url}");
    value
}

/// The pairs of a form.
pub fn form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap()).map(|(name, value)| (decode(name), decode(value))).collect()
}

fn encode(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let (byte, length) = match first {
            b'%' => (u8::from_str_radix(&rest[1..3], 16).unwrap(), 3),
            b'+' => (b' ', 1),
            other => (other, 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8(bytes).unwrap()
}
