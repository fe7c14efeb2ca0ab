//! Octets as the protocol writes them: two hexadecimal digits each, `-` for none.

use std::fmt::Write;

pub fn print(octets: &[u8]) -> String {
    if octets.is_empty() {
        return "-".into();
    }
    octets.iter().fold(String::new(), |mut text, octet| {
        write!(text, "{octet:02x}").expect("a string takes everything");
        text
    })
}

pub fn parse(text: &str) -> Result<Vec<u8>, String> {
    if text == "-" {
        return Ok(Vec::new());
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect::<Option<_>>()
        .ok_or_else(|| "octets are pairs of hexadecimal digits, or -".into())
}

fn digit(character: u8) -> Option<u8> {
    Some(char::from(character).to_digit(16)? as u8)
}
