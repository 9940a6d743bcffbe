//! Variables: each is what it is declared as, or nothing is executed.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    BaseType, OperationDefinition, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Value, Variables};

use crate::fault::Fault;

/// Says what is expected in place of a value.
pub type ScalarCheck = fn(&Value) -> Result<(), String>;

/// What values must be, beyond what a schema document says.
pub struct Checks {
    /// Those of scalars, by their names.
    pub scalars: &'static [(&'static str, ScalarCheck)],
    /// Those of the fields of inputs, or of what their lists hold, by their names.
    pub fields: &'static [(&'static str, ScalarCheck)],
}

/// The input types of the schema.
pub struct Inputs {
    types: HashMap<Name, InputType>,
}

enum InputType {
    Scalar(ScalarCheck),
    Enum(HashSet<Name>),
    Object { fields: HashMap<Name, InputField>, one_of: bool },
}

struct InputField {
    ty: Type,
    has_default: bool,
    /// What is less than its type says.
    check: Option<ScalarCheck>,
}

/// The variables of an operation with their values; those left out that have no default are not
/// among them.
pub struct Bound {
    /// The values.
    pub values: Variables,
    /// Whether some declared variables have no value.
    pub some_omitted: bool,
}

impl Inputs {
    /// Reads the types of a schema document, with the checks of its own scalars and of the fields of
    /// its inputs.
    #[must_use]
    pub fn new(schema: &ServiceDocument, checks: &Checks) -> Self {
        let Checks { scalars, fields } = checks;
        let mut types: HashMap<_, _> =
            BUILT_IN.iter().chain(*scalars).map(|(name, check)| scalar(name, *check)).collect();
        for definition in &schema.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.clone();
            match &definition.node.kind {
                TypeKind::Enum(of) => {
                    let values = of.values.iter().map(|value| value.node.value.node.clone());
                    types.insert(name, InputType::Enum(values.collect()));
                }
                TypeKind::InputObject(of) => {
                    let fields = of.fields.iter().map(|field| {
                        let field = &field.node;
                        let has_default = field.default_value.is_some();
                        let (name, ty) = (field.name.node.clone(), field.ty.node.clone());
                        let check = fields.iter().find(|(it, _)| *it == name.as_str());
                        let check = check.map(|(_, check)| *check);
                        (name, InputField { ty, has_default, check })
                    });
                    let one_of =
                        definition.node.directives.iter().any(|it| it.node.name.node == "oneOf");
                    types.insert(name, InputType::Object { fields: fields.collect(), one_of });
                }
                _ => {}
            }
        }
        Self { types }
    }

    /// The values of an operation's variables, as the operation declares them.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` names the variable, or the place in it, and what is expected there.
    pub fn coerce(
        &self,
        operation: &OperationDefinition,
        mut given: Variables,
    ) -> Result<Bound, Fault> {
        let mut values = Variables::default();
        let mut some_omitted = false;
        for declared in &operation.variable_definitions {
            let (name, ty) = (&declared.node.name.node, &declared.node.var_type.node);
            match (given.remove(name.as_str()), &declared.node.default_value) {
                (Some(value), _) => {
                    let place = Place { name, parent: None };
                    self.check(&value, ty, &place)?;
                    values.insert(name.clone(), value);
                }
                (None, Some(default)) => {
                    values.insert(name.clone(), default.node.clone());
                }
                (None, None) if ty.nullable => some_omitted = true,
                (None, None) => {
                    let message = format!("The variable ${name} of type {ty} is missing.");
                    return Err(Fault::input(message).at(declared.pos));
                }
            }
        }
        Ok(Bound { values, some_omitted })
    }

    fn check(&self, value: &Value, ty: &Type, place: &Place<'_>) -> Result<(), Fault> {
        match (&ty.base, value) {
            (_, Value::Null) if ty.nullable => Ok(()),
            (_, Value::Null) => Err(place.expected(&format!("{ty}, not null"))),
            (BaseType::List(inner), Value::List(items)) => {
                for (at, item) in items.iter().enumerate() {
                    let at = at.to_string();
                    self.check(item, inner, &Place { name: &at, parent: Some(place) })?;
                }
                Ok(())
            }
            (BaseType::List(inner), single) => self.check(single, inner, place),
            (BaseType::Named(name), value) => match self.types.get(name) {
                Some(InputType::Scalar(check)) => {
                    check(value).map_err(|expected| place.expected(&expected))
                }
                Some(InputType::Enum(values)) => check_enum(value, values, place),
                Some(InputType::Object { fields, one_of }) => {
                    self.check_object(value, fields, *one_of, place)
                }
                // Validation has seen that the type is there: a scalar that takes anything.
                None => Ok(()),
            },
        }
    }

    fn check_object(
        &self,
        value: &Value,
        fields: &HashMap<Name, InputField>,
        one_of: bool,
        place: &Place<'_>,
    ) -> Result<(), Fault> {
        let Value::Object(given) = value else { return Err(place.expected("an object")) };
        if let Some(unknown) = given.keys().find(|name| !fields.contains_key(*name)) {
            return Err(Place { name: unknown, parent: Some(place) }.expected("nothing"));
        }
        if one_of && (given.len() != 1 || given.values().any(|value| *value == Value::Null)) {
            return Err(place.expected("exactly one field with a value"));
        }
        for (name, field) in fields {
            let place = Place { name, parent: Some(place) };
            match given.get(name) {
                Some(value) => {
                    self.check(value, &field.ty, &place)?;
                    field.check.map_or(Ok(()), |check| check_each(value, check, &place))?;
                }
                None if field.ty.nullable || field.has_default => {}
                None => return Err(place.expected(&field.ty.to_string())),
            }
        }
        Ok(())
    }
}

/// Where a value is, from the variable on.
struct Place<'a> {
    name: &'a str,
    parent: Option<&'a Place<'a>>,
}

impl Place<'_> {
    fn path(&self) -> String {
        match self.parent {
            Some(parent) => format!("{}.{}", parent.path(), self.name),
            None => format!("${}", self.name),
        }
    }

    fn expected(&self, what: &str) -> Fault {
        // A name in an object may be as long as the whole body.
        let path: String = self.path().chars().take(200).collect();
        Fault::input(format!("The variable {path}: expected {what}."))
    }
}

fn check_each(value: &Value, check: ScalarCheck, place: &Place<'_>) -> Result<(), Fault> {
    match value {
        Value::Null => Ok(()),
        Value::List(items) => items.iter().enumerate().try_for_each(|(at, item)| {
            let at = at.to_string();
            check_each(item, check, &Place { name: &at, parent: Some(place) })
        }),
        value => check(value).map_err(|expected| place.expected(&expected)),
    }
}

fn check_enum(value: &Value, values: &HashSet<Name>, place: &Place<'_>) -> Result<(), Fault> {
    let known = match value {
        Value::String(text) => values.contains(text.as_str()),
        Value::Enum(name) => values.contains(name),
        _ => false,
    };
    if known {
        return Ok(());
    }
    let mut values: Vec<_> = values.iter().map(Name::as_str).collect();
    values.sort_unstable();
    Err(place.expected(&format!("one of {}", values.join(", "))))
}

fn scalar(name: &'static str, check: ScalarCheck) -> (Name, InputType) {
    (Name::new(name), InputType::Scalar(check))
}

const BUILT_IN: &[(&str, ScalarCheck)] =
    &[
        ("Int", |value| {
            let fits = matches!(value, Value::Number(number)
            if number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()));
            if fits {
                Ok(())
            } else {
                Err(format!("a whole number from {} to {}", i32::MIN, i32::MAX))
            }
        }),
        ("Float", |value| {
            if matches!(value, Value::Number(_)) { Ok(()) } else { Err("a number".to_owned()) }
        }),
        ("String", |value| {
            if matches!(value, Value::String(_)) { Ok(()) } else { Err("a string".to_owned()) }
        }),
        ("Boolean", |value| {
            if matches!(value, Value::Boolean(_)) { Ok(()) } else { Err("a boolean".to_owned()) }
        }),
        ("ID", |value| match value {
            Value::String(_) => Ok(()),
            Value::Number(number) if number.is_i64() || number.is_u64() => Ok(()),
            _ => Err("an id".to_owned()),
        }),
    ];
