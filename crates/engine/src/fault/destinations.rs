//! The rows of the table of faults that are about destinations.

/// Adds the faults of destinations to those that are given.
macro_rules! with_destinations {
    ($($row:tt)*) => {
        faults! {
            $($row)*

            // Destinations.
            /// The folder or file is gone.
            DestinationGone = "destination_gone" {
                title: "The place of this destination is not there",
                cause: "{place} does not exist. The drive may not be connected, or it was moved or deleted.",
                fix: "Bring it back or choose another place, then deliver again. The rows are safe in Headwater.",
                button: RETRY,
            }
            /// It may not be written.
            DestinationDenied = "destination_denied" {
                title: "This destination cannot be written",
                cause: "You may not write to {place}.",
                fix: "Change its permissions or choose another place, then deliver again.",
                button: RETRY,
            }
            /// Another program has it open.
            DestinationOpen = "destination_open" {
                title: "The file is open in another program",
                cause: "{place} is open, and writing it now could lose what you change there.",
                fix: "Save and close it there. Headwater tries again by itself, or at once with the button.",
                button: RETRY,
            }
            /// What is there is not what we can write to, or the rows do not fit.
            DestinationUnfit = "destination_unfit" {
                title: "This destination cannot take the rows",
                cause: "{reason}.",
                fix: "Change the destination or choose another kind, then deliver again.",
                button: RETRY,
            }
            /// The server of a destination does not answer.
            DestinationUnreachable = "destination_unreachable" {
                title: "{host} cannot be reached",
                cause: "{reason}.",
                fix: "Check the network, the address and the port. The rows are safe in Headwater and are delivered by themselves once it answers, or at once with the button.",
                button: RETRY,
            }
            /// Its certificate is not to be believed, or it does not encrypt.
            DestinationUntrusted = "destination_untrusted" {
                title: "The connection to {host} is not safe",
                cause: "{reason}. Nothing was sent, no password either.",
                fix: "Where the server has a certificate of your own authority, name the authority's file in the destination.",
                button: EDIT_DESTINATION,
            }
            /// User, password or key are wrong.
            DestinationSignIn = "destination_sign_in" {
                title: "{host} refuses the sign-in",
                cause: "It answered: {reason}.",
                fix: "Check the user and enter the password or key again.",
                button: EDIT_DESTINATION,
            }
            /// The user lacks a right.
            DestinationForbidden = "destination_forbidden" {
                title: "A right is missing at {host}",
                cause: "The user may sign in, but not do what a delivery needs: {right}.",
                fix: "Ask whoever runs the server for this right, or choose another user or place.",
                button: EDIT_DESTINATION,
            }
            /// No such database or bucket.
            DestinationMissing = "destination_missing" {
                title: "{host} has no {item}",
                cause: "The server answered, but there is no {item}, and Headwater makes none.",
                fix: "Check how it is written, or have it made.",
                button: EDIT_DESTINATION,
            }
            /// Somebody else's table has the name.
            DestinationTaken = "destination_taken" {
                title: "{table} is there already",
                cause: "It was not made by this destination, so its rows were left alone.",
                fix: "Choose another place, such as another schema, database or prefix, or take it away there.",
                button: EDIT_DESTINATION,
            }
            /// Any other refusal.
            DestinationRefused = "destination_refused" {
                title: "{host} did not take the rows",
                cause: "It answered: {reason}.",
                fix: "What was delivered before is whole. Mend what it says, then deliver again.",
                button: EDIT_DESTINATION,
            }
            /// Two deliveries at once.
            DestinationRaced = "destination_raced" {
                title: "Another delivery was faster",
                cause: "Somebody else delivers to the same place, or the tables are locked there. Nothing was changed by this delivery.",
                fix: "Wait a moment, then deliver again.",
                button: RETRY,
            }
        }
    };
}

pub(super) use with_destinations;
