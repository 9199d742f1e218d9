//! A connector's form, as the window shows it.

use headwater_connectors::{Asked, AskedKind, Connector, Input};

use crate::view::{FieldKind, Form, FormField, FormVariant, InputOption};

/// What a connector asks for: its own inputs, then what its manifest's specification asks for.
pub(super) fn form(connector: &Connector) -> Form {
    let asked = connector.asked();
    let specified = |input: &&Input| asked.iter().any(|one| one.input.name == input.name);
    let own = connector
        .inputs
        .iter()
        .filter(|input| !input.hidden && !specified(input));
    let mut fields: Vec<FormField> = own.map(of_input).collect();
    // A choice that was made for good has no field; what hangs on it stands at the top.
    let is_open = |choice: &str| asked.iter().any(|one| one.input.name == choice);
    let under = |asked: &Asked| {
        asked
            .when
            .iter()
            .rfind(|(choice, _)| is_open(choice))
            .cloned()
    };
    let shown: Vec<&Asked> = asked
        .iter()
        .copied()
        .filter(|one| !one.input.hidden)
        .collect();
    fields.extend(inside(&shown, None, &under));
    Form { fields }
}

/// The fields that hang on one value of one choice.
fn inside(
    asked: &[&Asked],
    on: Option<&(String, String)>,
    under: &dyn Fn(&Asked) -> Option<(String, String)>,
) -> Vec<FormField> {
    let here = asked.iter().filter(|one| under(one).as_ref() == on);
    let fields = here.filter_map(|one| {
        let mut field = of_asked(one)?;
        if let AskedKind::Choice { variants, .. } = &one.kind {
            let variants = variants.iter().map(|variant| FormVariant {
                value: variant.value.clone(),
                title: variant.title.clone(),
                hint: variant.hint.clone(),
                fields: inside(
                    asked,
                    Some(&(one.input.name.clone(), variant.value.clone())),
                    under,
                ),
            });
            field.variants = variants.collect();
            field.options = Vec::new();
        }
        Some(field)
    });
    fields.collect()
}

fn of_asked(asked: &Asked) -> Option<FormField> {
    let kind = match &asked.kind {
        AskedKind::Fixed(_) => return None,
        AskedKind::Choice { .. } => FieldKind::Choice,
        AskedKind::List(_) => FieldKind::List,
        AskedKind::Json => FieldKind::Json,
        _ if !asked.input.options.is_empty() => FieldKind::Select,
        AskedKind::Date => FieldKind::Date,
        AskedKind::DateTime => FieldKind::DateTime,
        AskedKind::Integer => FieldKind::Integer,
        AskedKind::Number => FieldKind::Number,
        AskedKind::Boolean => FieldKind::Boolean,
        AskedKind::Text if asked.input.lines => FieldKind::Lines,
        AskedKind::Text => FieldKind::Text,
    };
    Some(FormField {
        kind,
        required: asked.required,
        default: asked.default.clone(),
        examples: asked.examples.clone(),
        min: asked.range.0,
        max: asked.range.1,
        group: asked.group.clone(),
        always_show: asked.always_show,
        ..of_input(&asked.input)
    })
}

fn of_input(input: &Input) -> FormField {
    let options = input.options.iter().map(|option| InputOption {
        value: option.value.clone(),
        title: option.title.clone(),
    });
    FormField {
        name: input.name.clone(),
        title: input.title.clone(),
        hint: input.hint.clone(),
        kind: match (input.options.is_empty(), input.lines) {
            (false, _) => FieldKind::Select,
            (true, true) => FieldKind::Lines,
            (true, false) => FieldKind::Text,
        },
        required: input.required,
        secret: input.secret,
        default: input.default.clone(),
        examples: input.example.iter().cloned().collect(),
        pattern: input.pattern.clone(),
        pattern_says: input.pattern_says.clone(),
        min: None,
        max: None,
        group: None,
        always_show: true,
        options: options.collect(),
        variants: Vec::new(),
    }
}
