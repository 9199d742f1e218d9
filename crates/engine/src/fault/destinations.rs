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
                fix: "Save and close it there. Headwater delivers after the next sync, or at once with the button.",
                button: RETRY,
            }
            /// What is there is not what we can write to, or the rows do not fit.
            DestinationUnfit = "destination_unfit" {
                title: "This destination cannot take the rows",
                cause: "{reason}.",
                fix: "Change the destination or choose another kind, then deliver again.",
                button: RETRY,
            }
        }
    };
}

pub(super) use with_destinations;
