//! The one table of faults: code, title, cause, fix, button. Words in braces are filled from the fault's values.

use super::button::*;
use super::destinations::with_destinations;
use super::keeping::with_keeping;
use super::row::{Row, faults};
use crate::view::Action;

with_keeping! {
    // Consent.
    /// The opener failed.
    BrowserNotOpened = "browser_not_opened" {
        title: "Your browser did not open",
        cause: "The system did not hand the link to a browser.",
        fix: "Copy the link and paste it into any browser on this computer. Headwater keeps waiting.",
        button: Some(("Copy link", Action::CopyLink)),
    }
    /// `access_denied` or its kin.
    ConsentDenied = "consent_denied" {
        title: "Access was not allowed",
        cause: "{provider} reported that the consent was declined, or that not every requested permission was accepted.",
        fix: "Start again and accept all the permissions that are listed.",
        button: START_AGAIN,
    }
    /// The organisation's administrator has to allow the app first.
    AdminApproval = "admin_approval" {
        title: "An administrator has to approve this app",
        cause: "The organisation that your account belongs to lets only approved apps ask for consent at {provider}.",
        fix: "Send the administrator the message that is ready for it. Once it is approved, start again: the connection waits.",
        button: Some(("Copy message", Action::CopyApproval)),
    }
    /// Nobody came back in time.
    ConsentTimedOut = "consent_timed_out" {
        title: "The consent link expired",
        cause: "No answer came back from {provider} within {minutes} minutes. If its page showed an error, the callback URL or the app type there may not match, or your account may not be among the app's test users.",
        fix: "Check that {redirect} is registered as callback URL, then start again.",
        button: START_AGAIN,
    }
    /// The provider ended the consent with an error of its own.
    ConsentFailed = "consent_failed" {
        title: "{provider} could not finish the consent",
        cause: "It answered: {reason}.",
        fix: "Check the app's settings at {provider}, then start again.",
        button: START_AGAIN,
    }
    /// RFC 9207.
    IssuerMismatch = "issuer_mismatch" {
        title: "The answer came from another provider",
        cause: "The response names a different issuer than {provider}. It was refused, and no code was sent anywhere.",
        fix: "Start again. If it happens again, check the addresses of this connection.",
        button: START_AGAIN,
    }
    /// *Reconnect* was answered by another account.
    WrongAccount = "wrong_account" {
        title: "That was another account",
        cause: "You consented as {account}, but this connection belongs to {expected}. Their rows must not mix, so nothing was changed.",
        fix: "Decide whether {account} replaces {expected}, becomes a connection of its own, or is left alone.",
        button: START_AGAIN,
    }
    /// All registered ports are in use.
    PortTaken = "port_taken" {
        title: "The callback port is in use",
        cause: "Another program is listening on port {ports}, the only port that is registered with {provider}.",
        fix: "Close the program that uses it, or register another callback URL, then start again.",
        button: START_AGAIN,
    }
    /// An address of the profile is unusable with these inputs.
    AddressInvalid = "address_invalid" {
        title: "An address is not usable",
        cause: "{field} does not give a safe web address: {reason}.",
        fix: "Correct the details of the connection.",
        button: EDIT_INPUTS,
    }
    /// Neither own nor pre-configured credentials are at hand.
    ClientMissing = "client_missing" {
        title: "Credentials are missing",
        cause: "{provider} needs a client ID of your own, and none has been entered yet.",
        fix: "Enter the client ID and secret from {provider}'s developer console.",
        button: EDIT_CLIENT,
    }
    // Tokens.
    /// `invalid_client`, `unauthorized_client`.
    ClientRejected = "client_rejected" {
        title: "Client ID or secret is wrong or expired",
        cause: "{provider} does not accept the credentials of this app. The access itself is not affected. Connections that use it: {connections}.",
        fix: "Compare the client ID and secret with {provider}'s developer console and enter them again.",
        button: EDIT_CLIENT,
    }
    /// `invalid_grant`.
    GrantRejected = "grant_rejected" {
        title: "The access has ended",
        cause: "{provider} no longer accepts the token: it expired or was revoked there. It says: {reason}.",
        fix: "Reconnect. Streams, tabs and rows stay as they are.",
        button: RECONNECT,
    }
    /// `invalid_grant` after an answer was lost on its way.
    AnswerLost = "answer_lost" {
        title: "A renewed token was lost on its way",
        cause: "The connection broke after {provider} had renewed the token and before the answer arrived. The old token no longer counts.",
        fix: "Reconnect. Streams, tabs and rows stay as they are.",
        button: RECONNECT,
    }
    /// The access token ended and there is no refresh token.
    CannotRenew = "cannot_renew" {
        title: "The token expired and cannot be renewed",
        cause: "{provider} gave no refresh token, so the access ended with its token.",
        fix: "Reconnect to obtain a new token.",
        button: RECONNECT,
    }
    /// No grant in the keychain.
    GrantMissing = "grant_missing" {
        title: "No access is stored",
        cause: "The keychain holds no token for this connection.",
        fix: "Reconnect to obtain one. Streams, tabs and rows stay as they are.",
        button: RECONNECT,
    }
    /// The grant ends by itself before long.
    GrantEnds = "grant_ends" {
        title: "The access ends on {day}",
        cause: "{why}.",
        fix: "Reconnect before then and nothing stops. Streams, tabs and rows stay as they are.",
        button: RECONNECT,
    }
    /// A renewed token that the keychain did not take.
    TokenNotSaved = "token_not_saved" {
        title: "A renewed token is not saved yet",
        cause: "{provider} renewed the token, and the keychain did not take it: {reason}.",
        fix: "Keep Headwater open and unlock the keychain: the token is kept in memory and saved as soon as that works.",
        button: RETRY,
    }
    /// The code was refused at the exchange.
    CodeRejected = "code_rejected" {
        title: "{provider} refused the authorization code",
        cause: "The code had expired, was already used, or belongs to another callback URL. {provider} says: {reason}.",
        fix: "Start again and finish within a minute.",
        button: START_AGAIN,
    }
    /// Any other OAuth error at the token endpoint.
    TokenRefused = "token_refused" {
        title: "{provider} refused the token request",
        cause: "It answered: {reason}.",
        fix: "Check the scopes and settings of the app at {provider}, then start again.",
        button: START_AGAIN,
    }
    /// HTML, or nothing that can be read, from an OAuth endpoint.
    AnswerNotOAuth = "answer_not_oauth" {
        title: "Something else answered for {provider}",
        cause: "Instead of a token answer came {what}. A sign-in page of the network, a proxy or a maintenance page does this.",
        fix: "Check the network and the address, then try again. Nothing that was stored has changed.",
        button: RETRY,
    }
    /// A token answer that breaks the rules.
    TokenUnusable = "token_unusable" {
        title: "{provider} sent an unusable token",
        cause: "In its answer, {field} {reason}.",
        fix: "Try again. If it stays, the connector's description of {provider} needs a correction.",
        button: RETRY,
    }

    /// 401 to a token that was just renewed.
    TokenNotAccepted = "token_not_accepted" {
        title: "{host} does not accept the token",
        cause: "A freshly renewed token was refused too: the account or the app may have been disabled or removed there.",
        fix: "Reconnect. Streams, tabs and rows stay as they are.",
        button: RECONNECT,
    }
    /// 401 to a key, a password or a token that was entered.
    KeyNotAccepted = "key_not_accepted" {
        title: "{host} does not accept the key",
        cause: "It refused what was entered for this connection: the key may be mistyped, replaced or withdrawn there.",
        fix: "Enter another one. Streams, tabs and rows stay as they are.",
        button: Some(("Enter another key", Action::EditInputs)),
    }
    // Transport.
    /// No connection.
    Unreachable = "unreachable" {
        title: "{host} cannot be reached",
        cause: "{reason}.",
        fix: "Check the network and the address. Headwater tries again by itself; nothing is lost.",
        button: RETRY,
    }
    /// 5xx.
    Unavailable = "unavailable" {
        title: "{host} is temporarily unavailable",
        cause: "It answered with status {status}.",
        fix: "Wait a little. Headwater tries again by itself; nothing is lost.",
        button: RETRY,
    }
    /// 429.
    RateLimited = "rate_limited" {
        title: "{host} asks to slow down",
        cause: "Too many requests were made in a short time, by this or another program.",
        fix: "Wait a little. Headwater tries again by itself and goes on where it stopped.",
        button: RETRY,
    }
    /// The network settings themselves cannot be read.
    NetworkSettings = "network_settings" {
        title: "The network settings cannot be read",
        cause: "{file}: {reason}.",
        fix: "Reset them, or correct the file. Until then nothing is sent.",
        button: Some(("Reset settings", Action::ResetNetwork)),
    }
    /// A file of the network settings that cannot be used.
    NetworkFile = "network_file" {
        title: "{file} cannot be used",
        cause: "{reason}.",
        fix: "Correct the file, or choose another under Settings, Network. Until then nothing is sent.",
        button: RETRY,
    }
    // Reading.
    /// 403.
    PermissionMissing = "permission_missing" {
        title: "A permission is missing",
        cause: "{provider} refuses to read {stream}: the consent does not cover it, or the account may not see it.",
        fix: "Reconnect and accept all permissions, or untick the stream.",
        button: RECONNECT,
    }
    /// A stream needs a scope that was not granted.
    MissingScope = "missing_scope" {
        title: "A permission for {stream} is missing",
        cause: "{provider} did not give it, or it was not asked: {scopes}.",
        fix: "Grant it, or untick the stream. Other streams are not affected.",
        button: Some(("Grant", Action::Grant)),
    }
    /// Granted less than required.
    ScopeMissing = "scope_missing" {
        title: "Not all permissions were given",
        cause: "{provider} granted less than was asked. Missing: {scopes}.",
        fix: "Reconnect and accept all the permissions that are listed.",
        button: RECONNECT,
    }
    /// 404.
    SourceNotFound = "source_not_found" {
        title: "{stream} is not there",
        cause: "{host} answered that the address does not exist.",
        fix: "Check the details of the connection, for example the account or document they name.",
        button: EDIT_INPUTS,
    }
    /// A data answer that is not what the manifest says.
    AnswerUnreadable = "answer_unreadable" {
        title: "The answer of {host} cannot be read",
        cause: "{reason}.",
        fix: "Try again. Rows that were synced before are untouched.",
        button: RETRY,
    }
    /// Some other refusal of the source.
    SourceRefused = "source_refused" {
        title: "{host} refused the request",
        cause: "{reason}.",
        fix: "Check the details of the connection, then try again.",
        button: RETRY,
    }
    /// The stream is not offered any more.
    StreamGone = "stream_gone" {
        title: "{stream} is no longer offered",
        cause: "The source does not list this stream any more.",
        fix: "Choose the streams again. The rows in its tab stay.",
        button: EDIT_STREAMS,
    }
    /// Something in the manifest that is not supported.
    ManifestUnsupported = "manifest_unsupported" {
        title: "This stream cannot be read yet",
        cause: "Its definition uses something that Headwater does not have: {reason}.",
        fix: "Choose other streams of this connector; they are not affected.",
        button: EDIT_STREAMS,
    }
    /// An expression of the manifest failed.
    ManifestFailed = "manifest_failed" {
        title: "The connector's definition failed",
        cause: "{reason}.",
        fix: "Check the details of the connection; if they are right, the connector needs a correction.",
        button: EDIT_INPUTS,
    }

    // Other programs.
    /// A program asked for a token and may not have it.
    CallerNotAllowed = "caller_not_allowed" {
        title: "{program} may not have a token of {connection}",
        cause: "{reason}.",
        fix: "{fix}",
        button: BACK,
    }
    /// Something has to be decided by a person, and nobody was there to ask.
    AnswerNeeded = "answer_needed" {
        title: "A question waits for your answer",
        cause: "{reason}.",
        fix: "{fix}",
        button: BACK,
    }

    // Asking.
    /// An input does not fit.
    InputInvalid = "input_invalid" {
        title: "{field} is not right",
        cause: "{reason}.",
        fix: "Correct it and go on.",
        button: EDIT_INPUTS,
    }
    /// No such connection, stream, tab, connector …
    UnknownItem = "unknown_item" {
        title: "That is not here any more",
        cause: "There is no {what} with this ID: {id}.",
        fix: "It may have been deleted in another window. Go back to the list.",
        button: BACK,
    }
    /// A command that does not fit the present state.
    NotNow = "not_now" {
        title: "That is not possible now",
        cause: "{reason}.",
        fix: "{fix}",
        button: BACK,
    }
    /// Another process holds the connection's lock.
    Locked = "connection_busy" {
        title: "Another Headwater is renewing this connection",
        cause: "A second window or the command line holds its lock.",
        fix: "Wait a moment, then try again.",
        button: RETRY,
    }
    /// Cancelled by the user.
    Cancelled = "cancelled" {
        title: "Cancelled",
        cause: "You stopped it. What was read before is kept.",
        fix: "Start it again when you like.",
        button: RETRY,
    }
    /// The sandbox could not start.
    SandboxFailed = "sandbox_failed" {
        title: "The sample data could not be started",
        cause: "{reason}.",
        fix: "Try again.",
        button: RETRY,
    }
    /// A command's arguments do not parse: a mistake in the caller.
    BadCall = "bad_call" {
        title: "Headwater misunderstood itself",
        cause: "{reason}.",
        fix: "Copy the details and report them.",
        button: RETRY,
    }
}
