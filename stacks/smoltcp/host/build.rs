//! What differs between versions of smoltcp: the package has the version of the smoltcp that it is built with.

fn main() {
    let minor: u32 = env!("CARGO_PKG_VERSION_MINOR").parse().expect("cargo counts in numbers");
    println!("cargo::rustc-check-cfg=cfg(frames_can_be_written)");
    // Up to 0.11 a device hands out the frames it has received for writing.
    if minor < 12 {
        println!("cargo::rustc-cfg=frames_can_be_written");
    }
}
