//! What a document may ask for, checked before anything is executed.
//!
//! The order matters: length, then tokens and brackets by a scan that keeps nothing, then parsing,
//! then one pass that measures each fragment once however often it is spread. Nothing here takes
//! longer than the document is long.

pub mod measure;
pub mod scan;
pub mod shape;

/// The limits. They are the same for everybody.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of a document.
    pub document: usize,
    /// Tokens of a document.
    pub tokens: usize,
    /// How deeply brackets of all kinds may be nested.
    pub brackets: usize,
    /// How deeply fields may be nested.
    pub depth: u32,
    /// How deeply fields may be nested below `__schema` and `__type`.
    pub introspection_depth: u32,
    /// How many lists of types and fields may be nested below `__schema` and `__type`.
    pub introspection_lists: u32,
    /// Aliases, each counted as often as its fragment is spread.
    pub aliases: u64,
    /// Directives, each counted as often as its fragment is spread.
    pub directives: u64,
    /// Selections, each counted as often as its fragment is spread.
    pub selections: u64,
    /// Things in the answer: page sizes multiplied.
    pub nodes: u64,
    /// Values in the answer: what is selected of each thing, added up.
    pub values: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            document: 64 << 10,
            tokens: 2_000,
            brackets: 64,
            depth: 12,
            introspection_depth: 20,
            introspection_lists: 2,
            aliases: 30,
            directives: 60,
            selections: 10_000,
            nodes: 20_000,
            values: 500_000,
        }
    }
}
