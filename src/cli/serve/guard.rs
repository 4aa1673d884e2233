//! Who may ask: whoever names this server as it is called, comes from no other site's page, and knows the token.
//!
//! A browser sends requests for any page that is open. It cannot send another page's requests with a token that this page
//! does not know; and one whose name was made to lead here (DNS rebinding) still calls the server by that name.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Uri, uri};
use axum::response::Response;
use subtle::ConstantTimeEq;

use super::problem::Wrong;
use super::refusal::NoServer;

/// The address of this machine that a connection was made to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local(pub(super) SocketAddr);

/// A name that the server has elsewhere, such as that of a reverse proxy.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HostName {
    /// In lower case.
    name: String,
    /// None: any.
    port: Option<u16>,
}

impl HostName {
    /// # Errors
    /// What is no name with or without a port.
    pub(super) fn parse(written: &str) -> Result<Self, NoServer> {
        let authority: Option<uri::Authority> = written.parse().ok();
        let is_plain = |it: &uri::Authority| !it.as_str().contains('@') && !it.host().is_empty();
        let authority =
            authority.filter(is_plain).ok_or_else(|| NoServer::Host { written: written.to_owned() })?;
        Ok(Self { name: authority.host().to_ascii_lowercase(), port: authority.port_u16() })
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// What requests are held against.
pub(super) struct Guard {
    token: String,
    names: Vec<HostName>,
}

impl Guard {
    pub(super) fn new(token: String, names: Vec<HostName>) -> Self {
        Self { token, names }
    }

    /// Whether a request is meant for this server and comes from no other site.
    ///
    /// # Errors
    /// Where it is not, or does.
    pub(super) fn admit(&self, uri: &Uri, headers: &HeaderMap, local: Local) -> Result<(), Wrong> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(Wrong::Host) };
        let host = host.to_str().map_err(|_| Wrong::Host)?.to_ascii_lowercase();
        let authority: uri::Authority = host.parse().map_err(|_| Wrong::Host)?;
        if uri.authority().is_some_and(|named| !named.as_str().eq_ignore_ascii_case(&host)) {
            return Err(Wrong::Host);
        }
        let is_named = self.is_named(&authority);
        if !is_named && !is_own(&authority, local.0) {
            return Err(Wrong::Host);
        }
        let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
        // Before a name there may be a proxy that speaks TLS.
        let schemes: &[&str] = if is_named { &["http://", "https://"] } else { &["http://"] };
        let origin = origin.to_str().map_err(|_| Wrong::Origin)?.to_ascii_lowercase();
        let is_own = schemes.iter().any(|scheme| origin.strip_prefix(scheme) == Some(host.as_str()));
        if is_own { Ok(()) } else { Err(Wrong::Origin) }
    }

    fn is_named(&self, authority: &uri::Authority) -> bool {
        let is_it = |name: &HostName| {
            name.name == authority.host() && name.port.is_none_or(|port| authority.port_u16() == Some(port))
        };
        self.names.iter().any(is_it)
    }

    /// Whether a request brings the token.
    ///
    /// # Errors
    /// Where it does not.
    pub(super) fn authorise(&self, headers: &HeaderMap) -> Result<(), Wrong> {
        let Some(told) = headers.get(header::AUTHORIZATION) else {
            return Err(Wrong::Token { is_there: false });
        };
        let told = told.as_bytes().split_at_checked(7);
        let token =
            told.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"Bearer ")).map(|(_, token)| token);
        let is_right = token.is_some_and(|token| token.ct_eq(self.token.as_bytes()).into());
        if is_right { Ok(()) } else { Err(Wrong::Token { is_there: true }) }
    }
}

/// Whether a host is the address that the connection was made to, or this machine's name for it.
fn is_own(host: &uri::Authority, local: SocketAddr) -> bool {
    let port = host.port_u16().or((host.port().is_none()).then_some(80));
    let ip = local.ip().to_canonical();
    let name = host.host().trim_start_matches('[').trim_end_matches(']');
    let is_address = name.parse::<IpAddr>().is_ok_and(|named| named.to_canonical() == ip);
    port == Some(local.port()) && (is_address || name == "localhost" && ip.is_loopback())
}

/// What every answer says to browsers. `csp` is the page's own policy.
pub(super) fn protect(response: &mut Response, csp: Option<&str>) {
    let policy = format!("{}; frame-ancestors 'none'", csp.unwrap_or("default-src 'none'"));
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(local: &str, names: &[&str], headers: &[(&str, &str)]) -> Result<(), Wrong> {
        let names = names.iter().map(|name| HostName::parse(name).unwrap()).collect();
        let guard = Guard::new("secret-secret-secret".to_owned(), names);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        guard.admit(&Uri::from_static("/"), &map, Local(local.parse().unwrap()))
    }

    #[test]
    fn a_host_is_the_servers_own_or_none() {
        let local = "127.0.0.1:8080";
        for host in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080"] {
            assert!(admitted(local, &[], &[("host", host)]).is_ok(), "{host}");
        }
        for host in [
            "evil.example:8080",
            "127.0.0.1",
            "127.0.0.1:8081",
            "localhost",
            "10.0.0.1:8080",
            "127.0.0.1:8080@evil.example",
            "localhost.evil.example:8080",
            "",
            "127.0.0.1:8080 ",
        ] {
            assert!(matches!(admitted(local, &[], &[("host", host)]), Err(Wrong::Host)), "{host}");
        }
        assert!(matches!(admitted(local, &[], &[]), Err(Wrong::Host)));
        let twice = [("host", "127.0.0.1:8080"), ("host", "evil.example")];
        assert!(matches!(admitted(local, &[], &twice), Err(Wrong::Host)));
        assert!(admitted("127.0.0.1:80", &[], &[("host", "localhost")]).is_ok());
        assert!(admitted("[::1]:8080", &[], &[("host", "[::1]:8080")]).is_ok());
        assert!(admitted("[::ffff:10.0.0.5]:8080", &[], &[("host", "10.0.0.5:8080")]).is_ok());
        assert!(admitted("10.0.0.5:8080", &[], &[("host", "localhost:8080")]).is_err());
    }

    #[test]
    fn names_of_its_own() {
        let names = ["Jichi.example.gov.cn", "other.example:8443"];
        for (host, is_admitted) in [
            ("jichi.example.gov.cn", true),
            ("jichi.example.gov.cn:443", true),
            ("other.example:8443", true),
            ("other.example", false),
            ("x.jichi.example.gov.cn", false),
        ] {
            assert_eq!(admitted("10.0.0.5:80", &names, &[("host", host)]).is_ok(), is_admitted, "{host}");
        }
        for written in ["", "http://a.example", "a.example/b", "u@a.example", "a b"] {
            assert!(HostName::parse(written).is_err(), "{written}");
        }
    }

    #[test]
    fn an_origin_is_the_servers_own_or_none() {
        let own = ("host", "127.0.0.1:8080");
        let from = |origin| admitted("127.0.0.1:8080", &["a.example"], &[own, ("origin", origin)]);
        assert!(from("http://127.0.0.1:8080").is_ok());
        for origin in ["null", "https://127.0.0.1:8080", "http://127.0.0.1", "http://evil.example", ""] {
            assert!(matches!(from(origin), Err(Wrong::Origin)), "{origin}");
        }
        let named = [("host", "a.example"), ("origin", "https://a.example")];
        assert!(admitted("127.0.0.1:8080", &["a.example"], &named).is_ok());
    }

    #[test]
    fn a_token_is_whole() {
        let guard = Guard::new("secret-secret-secret".to_owned(), Vec::new());
        let told = |value: &str| {
            guard.authorise(&HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())]))
        };
        assert!(told("Bearer secret-secret-secret").is_ok());
        assert!(told("bearer secret-secret-secret").is_ok());
        for value in [
            "Bearer ",
            "Bearer",
            "Bearer secret-secret-secre",
            "Bearer secret-secret-secrets",
            "Basic secret-secret-secret",
            "é",
        ] {
            assert!(told(value).is_err(), "{value}");
        }
        assert!(guard.authorise(&HeaderMap::new()).is_err());
    }
}
