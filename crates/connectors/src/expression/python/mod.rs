//! Values as Python has them: their texts, operators and methods.

pub(super) mod containers;
pub(super) mod format;
pub(super) mod operators;
pub(super) mod strings;
pub(super) mod text;
pub(super) mod value;

pub(super) use self::value::{Arguments, Failure, Outcome, Str, Value};
