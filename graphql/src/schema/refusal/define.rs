//! How refusals become types of the schema.

/// Defines the object type of each rule. A rule's code is its type's name in capitals.
macro_rules! rule_types {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
    })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
            pub struct $name {
                /// The rule's name, for programs.
                #[graphql(owned)]
                pub code: &'static str,
                /// What the rule says, for people.
                pub message: String,
                /// The field of the input that broke it, if it was one.
                pub path: Option<Vec<String>>,
                $($(#[$field_doc])* pub $field: $type,)*
            }

            impl $name {
                pub(super) fn new(said: Said, $($field: $type),*) -> Self {
                    let Said { code, message, path } = said;
                    Self { code, message, path, $($field),* }
                }
            }
        )*
    };
}

/// Defines the object type of each rule, and the interface over them and over those that are named
/// after the semicolon.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident { $($fields:tt)* })* ; $($more:ident)*) => {
        rule_types! { $($(#[$doc])* $name { $($fields)* })* }

        /// A rule that a command broke. Nothing was written. Each rule has a type that says, in
        /// fields of its own, what was asked for and what would have been allowed.
        #[derive(Debug, Clone, Interface)]
        #[graphql(
            field(name = "code", ty = "&'static str", desc = "The rule's name, for programs."),
            field(name = "message", ty = "&String", desc = "What the rule says, for people."),
            field(
                name = "path",
                ty = "&Option<Vec<String>>",
                desc = "The field of the input that broke it, if it was one."
            )
        )]
        pub enum Refusal {
            $($(#[$doc])* $name($name),)*
            $(#[doc = concat!("`", stringify!($more), "`.")] $more($more),)*
        }
    };
}

/// Defines the union of the rules of one area.
macro_rules! area {
    ($(#[$doc:meta])* $union:ident { $($type:ident)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Union)]
        pub enum $union {
            $(#[doc = concat!("`", stringify!($type), "`.")] $type($type),)*
        }
    };
}

/// Defines which type each refusal of the domain becomes in a union. Every variant is named, also
/// those that no command of this area meets: a rule without a type does not compile.
macro_rules! become_rules {
    ($domain:ty => $union:ident {
        $($variant:ident $({ $($field:ident),* })? $(($inner:ident))?
            => $target:ident $(($($value:expr),*))?,)*
    } $(see $nested:ident)* $(never $($never:ident)*)?) => {
        impl TryFrom<$domain> for $union {
            type Error = $domain;

            fn try_from(refusal: $domain) -> Result<Self, $domain> {
                type Domain = $domain;
                let said = Said::by(refusal.code(), &refusal, refusal.path());
                Ok(match refusal {
                    $(Domain::$variant $({ $($field),* })? $(($inner))? => {
                        Self::$target($target::new(said $($(, $value)*)?))
                    })*
                    $(Domain::$nested(nested) => {
                        return Self::try_from(nested).map_err(Domain::$nested);
                    })*
                    $($(refusal @ Domain::$never { .. } => return Err(refusal),)*)?
                })
            }
        }
    };
}

pub(super) use {area, become_rules, rule_types, rules};
