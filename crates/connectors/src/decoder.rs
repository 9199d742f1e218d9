//! Decoders: what turns an answer's body into JSON.

use crate::fields::{Component, Fields};

/// `JsonDecoder`, the only one so far; the reading of it is in [`crate::page`].
#[derive(Debug)]
pub(crate) struct Decoder;

impl Component for Decoder {
    const DEFAULT: Option<&'static str> = Some("JsonDecoder");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "JsonDecoder" => Some(Decoder),
            _ => fields.refuse_kind("decoder"),
        }
    }
}
