//! The bare loops: the same values in the same format with the same packing, and nothing else.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array as _, RecordBatch};
use arrow_schema::DataType;
use headwater_benches::Result;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::rows::Batches;

/// Writes one kind of file.
pub fn run(kind: &str, folder: &Path, batches: &Batches) -> Result<()> {
    let file = BufWriter::with_capacity(1 << 16, File::create(folder.join(kind))?);
    match kind {
        "xlsx" => sheet(file, batches),
        "csv" => lines(file, batches),
        _ => row_groups(file, batches),
    }
}

fn sheet(file: BufWriter<File>, batches: &Batches) -> Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(2));
    let mut zip = ZipWriter::new(file);
    zip.start_file("sheet.xml", options)?;
    let names: Vec<String> = ('A'..='Z')
        .map(String::from)
        .chain(('A'..='H').map(|letter| format!("A{letter}")))
        .collect();
    let (mut text, mut number) = (Vec::new(), 1);
    batches.each(|batch| {
        for row in 0..batch.num_rows() {
            number += 1;
            write!(text, "<row r=\"{number}\">")?;
            for (at, name) in names.iter().enumerate() {
                if batch.column(at).is_null(row) {
                    continue;
                }
                match batch.column(at).data_type() {
                    DataType::Utf8 => {
                        write!(text, "<c r=\"{name}{number}\" t=\"inlineStr\"><is><t>")?;
                        value(&mut text, batch, at, row)?;
                        text.extend_from_slice(b"</t></is></c>");
                    }
                    _ => {
                        write!(text, "<c r=\"{name}{number}\" s=\"1\"><v>")?;
                        value(&mut text, batch, at, row)?;
                        text.extend_from_slice(b"</v></c>");
                    }
                }
            }
            text.extend_from_slice(b"</row>");
            if text.len() > 1 << 16 {
                zip.write_all(&text)?;
                text.clear();
            }
        }
        Ok(())
    })?;
    zip.write_all(&text)?;
    zip.finish()?.flush()?;
    Ok(())
}

fn lines(mut file: BufWriter<File>, batches: &Batches) -> Result<()> {
    let mut text = Vec::new();
    batches.each(|batch| {
        for row in 0..batch.num_rows() {
            for at in 0..batch.num_columns() {
                if batch.column(at).is_valid(row) {
                    value(&mut text, batch, at, row)?;
                }
                text.push(b',');
            }
            text.push(b'\n');
        }
        file.write_all(&text)?;
        text.clear();
        Ok(())
    })?;
    file.flush()?;
    Ok(())
}

/// Writes a cell as it is counted: days and times as numbers.
fn value(to: &mut Vec<u8>, batch: &RecordBatch, at: usize, row: usize) -> Result<()> {
    let column = batch.column(at);
    match column.data_type() {
        DataType::Utf8 => to.extend_from_slice(column.as_string::<i32>().value(row).as_bytes()),
        DataType::Int64 => write!(to, "{}", column.as_primitive::<Int64Type>().value(row))?,
        DataType::Float64 => write!(to, "{}", column.as_primitive::<Float64Type>().value(row))?,
        DataType::Boolean => write!(to, "{}", u8::from(column.as_boolean().value(row)))?,
        DataType::Date32 => write!(to, "{}", column.as_primitive::<Date32Type>().value(row))?,
        _ => {
            let at = column.as_primitive::<TimestampMicrosecondType>().value(row);
            write!(to, "{}", at as f64 / 86_400_000_000.0 + 25_569.0)?;
        }
    }
    Ok(())
}

fn row_groups(file: BufWriter<File>, batches: &Batches) -> Result<()> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(100_000))
        .build();
    let schema = batches.table().schema;
    let mut writer = ArrowWriter::try_new(file, schema, Some(properties))?;
    batches.each(|batch| Ok(writer.write(batch)?))?;
    writer.into_inner()?.flush()?;
    Ok(())
}
