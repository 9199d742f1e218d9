//! Clients from the files that providers' consoles give out.

use headwater_oauth::Profile;
use headwater_oauth::profile::RedirectPolicy;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::fault::Fault;

/// The ID and the secret in a file: Google's `client_secret.json`, or any JSON object with both, at its top or one level
/// down.
///
/// # Errors
/// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) saying what is wrong, never quoting the file.
pub(crate) fn read(
    text: &SecretString,
    profile: Option<&Profile>,
) -> Result<(String, Option<SecretString>), Fault> {
    let file: Value = serde_json::from_str(text.expose_secret().trim())
        .map_err(|_| wrong("It is not JSON. Choose the file as it was downloaded"))?;
    if let Some(web) = file.get("web") {
        check_web(web, profile)?;
    }
    let inner = file
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.values());
    let mut places = std::iter::once(&file).chain(inner);
    let field = |place: &Value, names: [&str; 2]| {
        let found = names.iter().find_map(|name| place.get(*name)?.as_str());
        found.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let found = places.find_map(|place| {
        let id = field(place, ["client_id", "clientId"])?;
        Some((id, field(place, ["client_secret", "clientSecret"])))
    });
    let (id, secret) = found.ok_or_else(|| {
        wrong("It has no client ID. A service account's file is not one of an OAuth client")
    })?;
    Ok((id, secret.map(SecretString::from)))
}

/// A client of a web application may come back only to addresses that it lists to the letter.
fn check_web(web: &Value, profile: Option<&Profile>) -> Result<(), Fault> {
    let Some(profile) = profile else {
        return Ok(());
    };
    if profile.redirect.policy == RedirectPolicy::AnyPort {
        return Err(wrong(
            "It is of a web application, which cannot come back to this computer. Make a client of the type Desktop app",
        ));
    }
    let listed = web["redirect_uris"].as_array();
    let listed = |uri: &String| listed.is_some_and(|all| all.iter().any(|one| one == uri));
    let uris = profile.redirect_uris();
    match uris.iter().any(listed) {
        true => Ok(()),
        false => Err(wrong(&format!(
            "It is of a web application whose redirect addresses lack {}. Add that address in the console and download the file again",
            uris.first().map_or("ours", String::as_str),
        ))),
    }
}

fn wrong(reason: &str) -> Fault {
    Fault::input("The file", reason)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn profile(redirect: Value) -> Profile {
        let rule = json!({"step1_authorize_url": "https://p.example/a", "step3_access_url": "https://p.example/t", "redirect": redirect});
        Profile::parse(rule).unwrap()
    }

    fn found(file: Value, profile: &Profile) -> Result<(String, Option<String>), String> {
        read(&file.to_string().into(), Some(profile))
            .map(|(id, secret)| (id, secret.map(|secret| secret.expose_secret().to_owned())))
            .map_err(|fault| {
                assert!(!format!("{fault:?}").contains("canary"), "{fault:?}");
                fault.values["reason"].clone()
            })
    }

    /// Google's two kinds of files and plain ones; a web client only where it can come back to us.
    #[test]
    fn files_of_consoles() {
        let any = profile(json!({}));
        let fixed = profile(json!({"policy": "fixed_ports", "ports": [17390]}));
        let both = Ok(("id-1".to_owned(), Some("canary".to_owned())));
        let fields = json!({"client_id": "id-1", "client_secret": "canary", "redirect_uris": ["http://localhost"]});
        assert_eq!(found(json!({"installed": fields}), &any), both);
        assert_eq!(found(fields.clone(), &any), both);
        assert_eq!(
            found(json!({"clientId": "id-1", "clientSecret": "canary"}), &any),
            both
        );
        assert_eq!(
            found(json!({"client_id": "id-1"}), &any),
            Ok(("id-1".to_owned(), None))
        );
        assert!(
            found(json!({"web": fields}), &any)
                .unwrap_err()
                .contains("Desktop app")
        );
        let reason = found(json!({"web": fields}), &fixed).unwrap_err();
        assert!(
            reason.contains("http://127.0.0.1:17390/callback"),
            "{reason}"
        );
        let mut web = fields;
        web["redirect_uris"] = json!(["http://127.0.0.1:17390/callback"]);
        assert_eq!(found(json!({ "web": web }), &fixed), both);
        let account = json!({"type": "service_account", "private_key": "canary"});
        assert!(
            found(account, &any)
                .unwrap_err()
                .contains("service account")
        );
        assert!(read(&"canary".to_owned().into(), None).is_err());
    }
}
