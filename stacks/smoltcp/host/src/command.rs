//! What the harness may ask for (docs/process-protocol.md, "Commands").

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use crate::octets;

pub enum Command<'a> {
    Tcpspec { version: &'a str },
    Reset { seed: u32, addresses: [IpAddr; 2] },
    Packet(Vec<u8>),
    Advance { until: u64 },
    Open { id: &'a str, open: Open },
    Send { id: &'a str, text: Vec<u8>, urgent: bool },
    Receive { id: &'a str, limit: usize },
    Close { id: &'a str },
    Abort { id: &'a str },
    Status { id: &'a str },
}

#[derive(Clone, Copy)]
pub struct Open {
    pub active: bool,
    pub local: SocketAddr,
    pub foreign: SocketAddr,
    /// The user timeout, in nanoseconds.
    pub timeout: Option<u64>,
}

/// The error says what cannot be read.
pub fn parse(line: &str) -> Result<Command<'_>, String> {
    let words: Vec<&str> = line.split(' ').collect();
    Ok(match words[..] {
        ["tcpspec", version] => Command::Tcpspec { version },
        ["reset", seed, ipv4, ipv6] => Command::Reset { seed: value(seed)?, addresses: [value(ipv4)?, value(ipv6)?] },
        ["packet", octets] => Command::Packet(octets::parse(octets)?),
        ["advance", until] => Command::Advance { until: value(until)? },
        ["open", id, kind @ ("active" | "passive"), address, port, foreign_address, foreign_port, ref options @ ..] => {
            let open = Open {
                active: kind == "active",
                local: SocketAddr::new(value(address)?, value(port)?),
                foreign: SocketAddr::new(value(foreign_address)?, value(foreign_port)?),
                timeout: match options {
                    [] => None,
                    ["timeout", time] => Some(value(time)?),
                    _ => return Err("what follows the foreign port".into()),
                },
            };
            Command::Open { id, open }
        }
        ["send", id, octets, ref options @ ..] => {
            let urgent = match options {
                [] | ["push"] => false,
                ["urgent"] | ["push", "urgent"] => true,
                _ => return Err("what follows the octets".into()),
            };
            Command::Send { id, text: octets::parse(octets)?, urgent }
        }
        ["receive", id, limit] => Command::Receive { id, limit: value(limit)? },
        ["close", id] => Command::Close { id },
        ["abort", id] => Command::Abort { id },
        ["status", id] => Command::Status { id },
        _ => return Err("no such command".into()),
    })
}

fn value<T: FromStr>(word: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    word.parse().map_err(|error| format!("{word}: {error}"))
}
