//! Which addresses a name typed in by somebody may lead to: public ones, and no others.
//!
//! Invariant: the address that was checked is the address that is connected to. A name that leads to
//! one address when it is looked at and to another when it is called gains nothing.
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Looks up names, and forgets every address that is not public.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outward {
    /// Whether this very machine may be called too.
    pub loopback: bool,
}

impl ResolveDns for Outward {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move {
            let found = tokio::net::lookup_host((name, 0)).await.map_err(ResolveDnsError::new)?;
            let public: Vec<IpAddr> =
                found.map(|address| address.ip()).filter(|ip| self.admits(*ip)).collect();
            if public.is_empty() {
                return Err(ResolveDnsError::new("the name leads to no public address"));
            }
            Ok(public)
        })
    }
}

impl Outward {
    fn admits(self, ip: IpAddr) -> bool {
        (self.loopback && ip.is_loopback()) || is_public(ip)
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// All but the special-purpose blocks of RFC 6890 and its successors.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(a == 0
        || a >= 224
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b)))
}

/// The blocks that are given out, less those that lead to an older address inside.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(mapped) = ip.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let [a, b, ..] = ip.segments();
    let given_out = a & 0xe000 == 0x2000;
    let tunnel = a == 0x2002 || (a == 0x2001 && b == 0);
    let documentation = (a == 0x2001 && b == 0x0db8) || a == 0x3fff;
    given_out && !tunnel && !documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_are_admitted_and_others_are_not() {
        for good in ["93.184.216.34", "1.1.1.1", "192.0.3.1", "2606:4700::1111", "2a00::1"] {
            assert!(is_public(good.parse().unwrap()), "{good}");
        }
        for bad in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2002:a00:1::",
            "2001::1",
        ] {
            assert!(!is_public(bad.parse().unwrap()), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_name_of_this_machine_leads_nowhere_unless_it_may() {
        let nowhere = Outward { loopback: false }.resolve_dns("localhost").await;
        assert!(nowhere.is_err());
        let here = Outward { loopback: true }.resolve_dns("localhost").await.unwrap();
        assert!(here.iter().all(IpAddr::is_loopback) && !here.is_empty());
    }
}
