//! Buttons that several faults share.

use crate::view::Action;

pub(super) const RECONNECT: Option<(&str, Action)> = Some(("Reconnect", Action::Reconnect));
pub(super) const RETRY: Option<(&str, Action)> = Some(("Try again", Action::Retry));
pub(super) const START_AGAIN: Option<(&str, Action)> = Some(("Start again", Action::Reconnect));
pub(super) const EDIT_CLIENT: Option<(&str, Action)> =
    Some(("Edit credentials", Action::EditClient));
pub(super) const EDIT_INPUTS: Option<(&str, Action)> = Some(("Edit details", Action::EditInputs));
pub(super) const EDIT_DESTINATION: Option<(&str, Action)> =
    Some(("Edit destination", Action::EditDestination));
pub(super) const BACK: Option<(&str, Action)> = Some(("Back to connections", Action::Connections));
pub(super) const EDIT_STREAMS: Option<(&str, Action)> =
    Some(("Choose streams", Action::EditStreams));
