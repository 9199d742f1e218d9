//! Columns that are probably about a person, by their names. It proposes and decides nothing: a name can mislead.

/// Words that say it alone, wherever they stand in a name: English, French, German; without accents.
const WORDS: &[&str] = &[
    "email",
    "mail",
    "courriel",
    "phone",
    "telephone",
    "telefon",
    "tel",
    "mobile",
    "handy",
    "fax",
    "firstname",
    "lastname",
    "fullname",
    "surname",
    "forename",
    "nickname",
    "prenom",
    "vorname",
    "nachname",
    "address",
    "adresse",
    "anschrift",
    "street",
    "strasse",
    "rue",
    "zip",
    "zipcode",
    "postcode",
    "plz",
    "birthday",
    "birthdate",
    "birth",
    "dob",
    "naissance",
    "geburtsdatum",
    "geburtstag",
    "gender",
    "geschlecht",
    "sexe",
    "ssn",
    "iban",
    "passport",
    "passeport",
    "reisepass",
    "ip",
    "username",
    "login",
    "latitude",
    "longitude",
];

/// Words before or after which `name` is a person's.
const OF_PERSONS: &[&str] = &[
    "first", "last", "full", "given", "family", "middle", "maiden", "user", "contact", "customer",
    "owner", "person", "display", "de", "famille",
];

/// Names that say it as a whole.
const WHOLE: &[&str] = &["name", "nom", "postal code", "code postal"];

/// Whether a column of this name is probably about a person.
pub(crate) fn is_personal(column: &str) -> bool {
    let words = words(column);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let named = |name: &str| words.iter().any(|word| word == name);
    // A time at which an email was sent, or whether there is one, is not the email.
    if has(&[
        "at", "count", "id", "is", "has", "opt", "enabled", "verified", "sent", "type",
    ]) {
        return false;
    }
    let whole = words.join(" ");
    WHOLE.contains(&whole.as_str())
        || has(WORDS)
        || ((named("name") || named("nom")) && has(OF_PERSONS))
}

/// The words of a column's name in lower case: of `billing.firstName` its last part's, `first` and `name`.
fn words(column: &str) -> Vec<String> {
    let field = column.rsplit('.').next().unwrap_or(column);
    let mut words = vec![String::new()];
    let mut before_was_lower = false;
    for letter in field.chars() {
        let new_word = !letter.is_alphanumeric() || (letter.is_uppercase() && before_was_lower);
        if new_word {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase().map(plain));
        }
        before_was_lower = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn plain(letter: char) -> char {
    match letter {
        'é' | 'è' | 'ê' => 'e',
        'à' | 'â' => 'a',
        'ß' => 's',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::is_personal;

    /// Names of the three languages and of all spellings are found; such as only contain the letters are not.
    #[test]
    fn names_tell_what_is_about_a_person() {
        for personal in [
            "email",
            "Email_Address",
            "customerEmail",
            "phone",
            "mobile-phone",
            "first_name",
            "lastName",
            "name",
            "address",
            "billing.street",
            "ip",
            "ip_address",
            "Prénom",
            "nom_de_famille",
            "Nachname",
            "Telefon",
            "dob",
        ] {
            assert!(is_personal(personal), "{personal}");
        }
        for other in [
            "id",
            "product_name",
            "zipped",
            "script",
            "emailed_at",
            "email_count",
            "has_phone",
            "filename",
            "tip",
            "description",
            "address_id",
            "amount",
            "unit",
        ] {
            assert!(!is_personal(other), "{other}");
        }
    }
}
