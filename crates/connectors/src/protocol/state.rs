//! States of an earlier read, in the forms in which they are handed over.

use serde_json::{Map, Value};

/// What a stream without a cursor says at its end: there is nothing to go on from.
pub(super) use crate::progress::NO_CURSOR;

/// The state of each stream.
#[derive(Debug, Default)]
pub(super) struct States(Map<String, Value>);

impl States {
    /// Reads a list of state messages (per stream, global, or the oldest form), or a mapping by stream.
    ///
    /// # Errors
    /// What about it is no state.
    pub(super) fn parse(given: Option<&Value>) -> Result<States, String> {
        let mut states = Map::new();
        match given {
            None | Some(Value::Null) => {}
            Some(Value::Object(by_stream)) if by_stream.contains_key("type") => {
                take(&Value::Object(by_stream.clone()), &mut states);
            }
            Some(Value::Object(by_stream)) => states = by_stream.clone(),
            Some(Value::Array(messages)) => {
                for message in messages {
                    take(message, &mut states);
                }
            }
            Some(_) => return Err("The state is neither a list nor an object.".into()),
        }
        states.retain(|_, state| state.is_object());
        Ok(States(states))
    }

    /// The state of one stream. One that says that there was no cursor is one too: some streams
    /// are read otherwise the second time.
    pub(super) fn of(&self, stream: &str) -> Option<Value> {
        self.0.get(stream).cloned()
    }
}

/// Takes the states out of one message; keys that are null are as if they were absent.
fn take(message: &Value, states: &mut Map<String, Value>) {
    // Some hand over the whole message, others its state only.
    let message = message
        .get("state")
        .filter(|state| state.is_object())
        .unwrap_or(message);
    let in_global = message
        .pointer("/global/stream_states")
        .and_then(Value::as_array);
    let streams = message
        .get("stream")
        .into_iter()
        .chain(in_global.into_iter().flatten());
    for stream in streams {
        let name = stream
            .pointer("/stream_descriptor/name")
            .and_then(Value::as_str);
        if let (Some(name), Some(state)) = (name, stream.get("stream_state")) {
            states.insert(name.to_owned(), state.clone());
        }
    }
    if let Some(Value::Object(by_stream)) = message.get("data") {
        states.extend(by_stream.clone());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    /// All forms in which orchestrators hand a state back give the same.
    #[test]
    fn every_form_is_read() {
        let state = json!({"at": "2024-01-01"});
        let stream =
            json!({"stream_descriptor": {"name": "s", "namespace": null}, "stream_state": state});
        for given in [
            json!([{"type": "STREAM", "stream": stream, "global_": null, "data": null}]),
            json!([{"type": "STATE", "state": {"type": "STREAM", "stream": stream}}]),
            json!([{"type": "GLOBAL", "global": {"shared_state": {}, "stream_states": [stream]}}]),
            json!([{"type": "LEGACY", "data": {"s": state}}]),
            json!({"s": state}),
        ] {
            let states = States::parse(Some(&given)).unwrap();
            assert_eq!(states.of("s"), Some(state.clone()), "{given}");
        }
        assert!(States::parse(Some(&json!(7))).is_err());
    }
}
