//! Builds the crate anew when the bundled catalogue changes.

fn main() {
    println!("cargo::rerun-if-changed=../../catalogue");
}
