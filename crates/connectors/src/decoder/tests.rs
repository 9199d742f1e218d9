//! Bodies in each of the formats.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::Write;

use serde_json::json;

use super::*;
use crate::fields::{Parameters, Reading};
use crate::files::Files;
use crate::node::Node;

fn decoder(manifest: &Value) -> Decoder {
    let reading = Reading::new("m.yaml".into(), &Files::None);
    let node = Node::from_json(manifest, 1);
    let decoder = Fields::component(&reading, &node, String::new(), &Parameters::default());
    decoder.unwrap_or_else(|| panic!("{:?}", reading.take_problems()))
}

fn decode(manifest: &Value, body: &[u8]) -> Result<Vec<Value>, String> {
    let content = Content::Held(body.to_vec().into());
    decoder(manifest).documents(&content)?.collect()
}

fn packed(body: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(body).unwrap();
    gzip.finish().unwrap()
}

/// Each line is a record; what is no JSON is passed over and the rest is read.
#[test]
fn lines_are_records() {
    let lines = json!({"type": "JsonlDecoder"});
    let body = b"{\"a\": 1}\n\nnot json\n{\"a\": 2}";
    assert_eq!(
        decode(&lines, body).unwrap(),
        [json!({"a": 1}), json!({"a": 2})]
    );
    let text = json!({"type": "IterableDecoder"});
    assert_eq!(
        decode(&text, b"one\r\n\ntwo\n").unwrap(),
        [
            json!({"record": "one"}),
            json!({"record": ""}),
            json!({"record": "two"})
        ]
    );
}

/// Rows as the reference's own reader gives them: these bodies were read by it.
#[test]
fn rows_are_records() {
    let csv = json!({"type": "CsvDecoder", "set_values_to_none": ["", "NA"]});
    let body = b"id,note\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n\r\n2,NA\n3\n4,x,y,z\n5,a\"b\n";
    assert_eq!(
        decode(&csv, body).unwrap(),
        [
            json!({"id": "1", "note": "a, \"b\"\nc"}),
            json!({"id": "2", "note": null}),
            json!({"id": "3", "note": null}),
            json!({"id": "4", "note": "x", "null": ["y", "z"]}),
            json!({"id": "5", "note": "a\"b"}),
        ]
    );
    let tabs = json!({"type": "CsvDecoder", "delimiter": "\\t", "encoding": "latin-1"});
    assert_eq!(
        decode(&tabs, b"k\tv\n\xe4\t\x80\n").unwrap(),
        [json!({"k": "ä", "v": "\u{80}"})]
    );
    let wrong = decode(&json!({"type": "CsvDecoder"}), b"k\n\xe4\n").unwrap_err();
    assert!(wrong.contains("encoding"), "{wrong}");
}

/// The entries of every list at the path, wherever it stands in the document.
#[test]
fn entries_deep_in_a_document_are_records() {
    let items = json!({"type": "JsonItemsDecoder", "items_path": "data.users"});
    let body = br#" {"skip": [1, {"data": "}\""}], "data": {"n": 1.5e3, "users": [{"id": 1, "t": "a, \"b\""}, 2, []]}, "end": null} "#;
    assert_eq!(
        decode(&items, body).unwrap(),
        [json!({"id": 1, "t": "a, \"b\""}), json!(2), json!([])]
    );
    let nested = json!({"type": "JsonItemsDecoder", "items_path": "a.item.b"});
    assert_eq!(
        decode(
            &nested,
            br#"{"a": [{"b": [1]}, {"c": [9]}, {"b": [2, 3]}]}"#
        )
        .unwrap(),
        [json!(1), json!(2), json!(3)]
    );
    assert!(
        decode(&items, br#"{"data": {"users": [{"id": 1}, "#).is_err(),
        "it is cut short"
    );
}

/// Packed bodies are told by their bytes: one that was unpacked on the way is read as well.
#[test]
fn packed_bodies_are_unpacked() {
    let gzip = json!({"type": "GzipDecoder", "decoder": {"type": "JsonlDecoder"}});
    let body = b"{\"a\": 1}\n";
    assert_eq!(decode(&gzip, &packed(body)).unwrap(), [json!({"a": 1})]);
    assert_eq!(decode(&gzip, body).unwrap(), [json!({"a": 1})]);
    let twice = json!({"type": "GzipDecoder", "decoder": gzip});
    assert_eq!(
        decode(&twice, &packed(&packed(body))).unwrap(),
        [json!({"a": 1})]
    );
}

/// An archive made by another program: `a.csv` deflated, `b.csv` stored.
#[test]
fn archives_are_opened() {
    let archive =
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, ARCHIVE).unwrap();
    let zip = json!({"type": "ZipfileDecoder", "decoder": {"type": "CsvDecoder"}});
    let records = decode(&zip, &archive).unwrap();
    assert_eq!(records.len(), 101);
    assert_eq!(
        (&records[0], &records[100]),
        (&json!({"id": "0"}), &json!({"id": "last"}))
    );
    assert!(decode(&zip, b"no archive").unwrap_err().contains("no ZIP"));
    assert!(
        decode(&zip, &archive[40..]).is_err(),
        "a beginning that is missing is an error"
    );
}

const ARCHIVE: &str = "UEsDBBQAAAAIAGh7dl1k7OTnkwAAACUBAAAFAAAAYS5jc3YNkLkRBEEMAv2ORr9EPutc/gncuFQBDb8PwwmSohmWQ/gTHQ888cIbH3zxw0UY8TxBJFFEE0MscYRII518kUkW2eSQSx4pyiingnqNRTU11FJHiTba6aCTfkBND7300WKMcSaYZIp5vMMsc4xYY50NNtlim31zlj1WnHHOBZdccc0N99YeJ2TIUaBEhRoNWvTOEH9QSwMEFAAAAAAAaHt2XaamjVYIAAAACAAAAAUAAABiLmNzdmlkCmxhc3QKUEsBAhQDFAAAAAgAaHt2XWTs5OeTAAAAJQEAAAUAAAAAAAAAAAAAAIABAAAAAGEuY3N2UEsBAhQDFAAAAAAAaHt2XaamjVYIAAAACAAAAAUAAAAAAAAAAAAAAIABtgAAAGIuY3N2UEsFBgAAAAACAAIAZgAAAOEAAAAAAA==";

/// What `xmltodict` makes of the same documents.
#[test]
fn xml_becomes_json() {
    let xml = json!({"type": "XmlDecoder"});
    for (body, expected) in [
        (
            "<?xml version=\"1.0\"?><r><a id=\"1\"> x &amp; y </a><b/><c>1</c><c>2</c><d><e/></d><!-- no --></r>",
            json!({"r": {"a": {"@id": "1", "#text": "x & y"}, "b": null, "c": ["1", "2"], "d": {"e": null}}}),
        ),
        (
            "<ns:r xmlns:ns='u'>t<![CDATA[<&>]]>&#65;<x>1</x>z</ns:r>",
            json!({"ns:r": {"@xmlns:ns": "u", "x": "1", "#text": "t<&>Az"}}),
        ),
        ("<r>  </r>", json!({"r": null})),
        ("no xml", json!({})),
        ("<r><a></r>", json!({})),
    ] {
        assert_eq!(decode(&xml, body.as_bytes()).unwrap(), [expected], "{body}");
    }
}

/// What goes on and on is an error, however much of it there is in a file: one piece of it must fit into memory.
#[test]
fn what_does_not_end_is_an_error() {
    let items = json!({"type": "JsonItemsDecoder", "items_path": "a"});
    let endless = [
        (json!({"type": "JsonlDecoder"}), "\"x", "a line"),
        (json!({"type": "IterableDecoder"}), "x", "a line"),
        (json!({"type": "CsvDecoder"}), "a,", "a row"),
        (json!({"type": "CsvDecoder"}), "a\n\"b", "a row"),
        (items.clone(), "{\"a\": [\"x", "an entry"),
        (items.clone(), "{\"a\": [[1", "an entry"),
        (items, "{\"b", "an entry"),
    ];
    for (manifest, begin, piece) in endless {
        let body = format!("{begin}{}", ",1".repeat(LONGEST));
        let error = decode(&manifest, body.as_bytes()).unwrap_err();
        let named = format!("it has {piece} that does not end");
        assert_eq!(error, named, "{begin}");
    }
}
