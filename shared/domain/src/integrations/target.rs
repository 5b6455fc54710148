//! Addresses that the shop calls because somebody typed them in. Whoever may name an address could
//! otherwise have the shop call what only the shop can reach.
use super::Refusal;
use serde::{Deserialize, Serialize};

/// Characters of an address.
const TARGET_MAX: usize = 1_000;

/// Ends of names that no public server has: they lead into somebody's own network.
const INWARD: &[&str] = &[
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "arpa",
    "onion",
];

/// An address that may be called: a public name under https. Whether the name leads to a public
/// address is checked again when it is called, by whoever opens the connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Target(String);

impl Target {
    /// Reads an address. `loopback` admits this very machine, without encryption: on a developer's
    /// machine, where the receiver is beside the shop, and nowhere else.
    pub fn parse(raw: &str, loopback: bool) -> Result<Self, Refusal> {
        let odd = |byte: u8| !byte.is_ascii_graphic() || matches!(byte, b'\\' | b'#');
        if raw.len() > TARGET_MAX || raw.bytes().any(odd) {
            return Err(Refusal::Target("it has odd characters, or too many"));
        }
        let (scheme, rest) = raw.split_once("://").ok_or(Refusal::Target("it has no scheme"))?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let authority = rest.get(..end).unwrap_or_default();
        if authority.contains('@') {
            return Err(Refusal::Target("it names a user"));
        }
        let (host, port) = split(authority)?;
        let host = host.to_ascii_lowercase();
        let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
        if loopback && here && matches!(scheme, "http" | "https") {
            return Ok(Self(raw.to_owned()));
        }
        if scheme != "https" {
            return Err(Refusal::Target("it is not https"));
        }
        if port.is_some_and(|port| port != 443 && port < 1_024) {
            return Err(Refusal::Target("its port is another service's"));
        }
        public(&host)?;
        Ok(Self(raw.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn split(authority: &str) -> Result<(&str, Option<u16>), Refusal> {
    // The colons of `[::1]` are not those before a port.
    let inside = authority.rfind(']').unwrap_or(0);
    match authority.rfind(':').filter(|at| *at >= inside) {
        None => Ok((authority, None)),
        Some(at) => {
            let (host, port) = authority.split_at(at);
            let digits = port.trim_start_matches(':');
            let good = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let port = digits.parse().ok().filter(|_| good);
            port.map(|port| (host, Some(port))).ok_or(Refusal::Target("its port is no port"))
        }
    }
}

/// A name of the public DNS. Whatever some resolver would read as a number is an address, not a name:
/// `127.1` and `0x7f.1` are this very machine.
fn public(host: &str) -> Result<(), Refusal> {
    let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
    let good = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = labels.last().copied().unwrap_or_default();
    if host.len() > 253 || !labels.iter().all(good) {
        return Err(Refusal::Target("its host is no name; write others than ASCII as xn--…"));
    }
    if last.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(Refusal::Target("its host is a number; use a name"));
    }
    if labels.len() < 2 || INWARD.contains(&last) {
        return Err(Refusal::Target("its host is inside a network; use a public name"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn public_names_under_https_are_called() {
        for raw in [
            "https://partner.example/hooks",
            "https://partner.example",
            "https://Hooks.Partner.Example:8443/a?b=c",
            "https://xn--bcher-kva.example/",
        ] {
            assert!(Target::parse(raw, false).is_ok(), "{raw}");
        }
    }

    #[test]
    fn what_leads_inward_is_not() {
        for raw in [
            "http://partner.example/",
            "ftp://partner.example/",
            "partner.example/hooks",
            "https://",
            "https:///hooks",
            "https://localhost/",
            "https://shop.localhost/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00:ec2::254]/",
            "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.1/",
            "https://192.168.0.1/",
            "https://metadata.google.internal/",
            "https://ip-10-0-0-1.eu-west-1.compute.internal/",
            "https://printer.local/",
            "https://printer/",
            "https://1.0.0.127.in-addr.arpa/",
            "https://user@partner.example/",
            "https://partner.example@127.0.0.1/",
            "https://partner.example:22/",
            "https://partner.example:99999/",
            "https://partner.example:/",
            "https://partner.example:+443/",
            "https://partner.example/#part",
            "https://partner.example\\@127.0.0.1/",
            "https://partner%2eexample/",
            "https://bücher.example/",
            "https://partner.example/a b",
        ] {
            assert!(Target::parse(raw, false).is_err(), "{raw}");
        }
    }

    #[test]
    fn a_developer_s_own_machine_is_called_in_dev_alone() {
        for raw in ["http://127.0.0.1:8080/hooks", "http://localhost:8080/", "http://[::1]:8080/"] {
            assert!(Target::parse(raw, true).is_ok(), "{raw}");
            assert!(Target::parse(raw, false).is_err(), "{raw}");
        }
        assert!(Target::parse("http://169.254.169.254/", true).is_err());
        assert!(Target::parse("http://partner.example/", true).is_err());
    }

    proptest! {
        #[test]
        fn no_number_is_ever_a_name(host in "(0x)?[0-9a-f]{1,8}(\\.(0x)?[0-9]{1,3}){0,3}") {
            let digits = host.rsplit('.').next().unwrap().starts_with(|c: char| c.is_ascii_digit());
            let raw = format!("https://{host}/");
            if digits || !host.contains('.') {
                prop_assert!(Target::parse(&raw, false).is_err());
            }
        }

        #[test]
        fn any_text_is_read_or_refused(raw in ".{0,60}") {
            let _known = Target::parse(&raw, false);
        }
    }
}
