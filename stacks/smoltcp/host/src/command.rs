//! What the harness may ask for (docs/process-protocol.md, "Commands").

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU8;
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
    Choose { id: &'a str, choice: Choice },
}

/// What the user wants of a connection from now on.
#[derive(Clone, Copy)]
pub enum Choice {
    Nagle(bool),
    KeepAlive(bool),
    /// In nanoseconds.
    KeepAliveInterval(u64),
    /// In nanoseconds.
    UserTimeout(u64),
    HopLimit(NonZeroU8),
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
        ["reset", seed, ipv4, ipv6] => {
            let addresses = [value::<Ipv4Addr>(ipv4)?.into(), value::<Ipv6Addr>(ipv6)?.into()];
            Command::Reset { seed: value(seed)?, addresses }
        }
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
        ["choose", id, name, value] => Command::Choose { id, choice: choice(name, value)? },
        _ => return Err("no such command".into()),
    })
}

fn choice(name: &str, word: &str) -> Result<Choice, String> {
    Ok(match name {
        "nagle" => Choice::Nagle(switch(word)?),
        "keep-alive" => Choice::KeepAlive(switch(word)?),
        "keep-alive-interval" => Choice::KeepAliveInterval(value(word)?),
        "user-timeout" => Choice::UserTimeout(value(word)?),
        "hop-limit" => Choice::HopLimit(value(word)?),
        _ => return Err("no such choice".into()),
    })
}

fn switch(word: &str) -> Result<bool, String> {
    match word {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off".into()),
    }
}

fn value<T: FromStr>(word: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    word.parse().map_err(|error| format!("{word}: {error}"))
}
