//! See `headwater_fuzz::template`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| headwater_fuzz::template(data));
