//! What is kept of an address: the network, never the machine.
use std::net::IpAddr;

/// The network of an address: /24 of IPv4 and /48 of IPv6, as Google Analytics and Matomo truncate
/// them. An IPv4 address written as IPv6 is one of IPv4. Nothing where it is no address.
/// <https://matomo.org/faq/general/configure-privacy-settings-in-matomo/>
pub fn truncated(address: &str) -> Option<String> {
    Some(match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    })
}
