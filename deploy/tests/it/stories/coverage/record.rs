//! What has been done and refused, shown and hidden.

use std::collections::BTreeSet;

use domain::PersonId;
use serde_json::{Value, json};

use super::schema::{Types, has_required_arguments, named, spelled};
use crate::service::{Service, Somebody, service};

/// How deep an answer is asked for below the objects that it is about.
const DEPTH: u8 = 2;

/// A service, and what the cases found that were run on it.
pub struct Record {
    pub service: Service,
    pub types: Types,
    /// In nothing that the others are in.
    pub eve: Somebody,
    pub nobody: Somebody,
    allowed: BTreeSet<String>,
    refused: BTreeSet<String>,
    shown: BTreeSet<String>,
    hidden: BTreeSet<String>,
}

impl Record {
    pub async fn new() -> Self {
        let service = service().await;
        Self {
            types: Types::of(&service).await,
            eve: service.somebody("eve").await,
            nobody: Somebody::default(),
            service,
            allowed: BTreeSet::new(),
            refused: BTreeSet::new(),
            shown: BTreeSet::new(),
            hidden: BTreeSet::new(),
        }
    }

    /// The payload of a mutation, or the code of what is wrong.
    async fn mutate(
        &self,
        who: &Somebody,
        mutation: &str,
        more: &str,
        input: Value,
    ) -> Result<Value, String> {
        let field = self.types.field("Mutation", mutation).unwrap();
        let payload = named(&field["type"]);
        let own = ["position", "projected"].into_iter();
        let own: Vec<_> = own.filter(|own| self.types.field(payload, own).is_some()).collect();
        let selection = match self.types.kind(payload) {
            "OBJECT" => {
                format!("{{ {} {more} errors {{ ... on Refusal {{ code }} }} }}", own.join(" "))
            }
            _ => String::new(),
        };
        let query = match field["args"].get(0) {
            Some(argument) => {
                let (name, kind) = (argument["name"].as_str().unwrap(), &argument["type"]);
                let kind = spelled(kind);
                format!("mutation($i: {kind}) {{ it: {mutation}({name}: $i) {selection} }}")
            }
            None => format!("mutation {{ it: {mutation} {selection} }}"),
        };
        let mut answer = self.service.answer(who, &query, json!({ "i": input })).await;
        let code = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let fault = code(&answer["errors"][0]["extensions"]["code"]);
        let refusal = code(&answer["data"]["it"]["errors"][0]["code"]);
        let unheard = (answer["data"]["it"] == false).then(|| "FALSE".to_owned());
        match fault.or(refusal).or(unheard) {
            Some(code) => Err(code),
            None => Ok(answer["data"]["it"].take()),
        }
    }

    /// A mutation that is done: its payload.
    pub async fn done(
        &mut self,
        who: &Somebody,
        mutation: &str,
        more: &str,
        input: Value,
    ) -> Value {
        let done = self.mutate(who, mutation, more, input).await;
        self.allowed.insert(mutation.to_owned());
        done.unwrap_or_else(|code| panic!("{mutation}: {code}"))
    }

    /// A mutation that is refused with this code.
    pub async fn refused(&mut self, who: &Somebody, mutation: &str, input: Value, code: &str) {
        let found = self.mutate(who, mutation, "", input).await;
        assert_eq!(found, Err(code.to_owned()), "{mutation}");
        self.refused.insert(mutation.to_owned());
    }

    /// A mutation that is done for somebody, and that finds nothing for one who is not to know.
    pub async fn only(
        &mut self,
        who: &Somebody,
        mutation: &str,
        more: &str,
        input: Value,
    ) -> Value {
        let eve = self.eve.clone();
        self.refused(&eve, mutation, input.clone(), "NOT_FOUND").await;
        self.done(who, mutation, more, input).await
    }

    /// All of a thing, for somebody who may see it and for somebody who may not.
    pub async fn look(&mut self, who: &Somebody, kind: &str, id: &Value) {
        let selection = self.types.selection(kind, DEPTH);
        let query =
            format!("query($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {selection} }} }} }}");
        let eve = self.eve.clone();
        self.compare((who, &eve), "node", kind, (&query, json!({ "id": id }))).await;
    }

    /// A field of the query, for somebody who may see it and for somebody who may not.
    pub async fn query(&mut self, whose: (&Somebody, &Somebody), name: &str, arguments: Value) {
        let (query, kind) = self.question(name, &arguments);
        self.compare(whose, name, &kind, (&query, arguments)).await;
    }

    /// A field of the query about what everybody sees.
    pub async fn open(&mut self, who: &Somebody, name: &str, arguments: Value) {
        let (query, kind) = self.question(name, &arguments);
        let shown = self.service.ask(who, &query, arguments).await;
        self.show(format!("Query.{name}"), &kind, &shown[name]);
    }

    /// The document that asks for a field of the query, and the field's type.
    fn question(&self, name: &str, arguments: &Value) -> (String, String) {
        let field = self.types.field("Query", name).unwrap();
        let kind = named(&field["type"]);
        let (mut variables, mut given) = (String::new(), String::new());
        for argument in field["args"].as_array().unwrap() {
            let name = argument["name"].as_str().unwrap();
            if arguments.get(name).is_some() {
                variables += &format!("${name}: {} ", spelled(&argument["type"]));
                given += &format!("{name}: ${name} ");
            }
        }
        let selection = match (self.types.items(kind), self.types.kind(kind)) {
            (Some(_), _) => "nodes { id }".to_owned(),
            (None, "INTERFACE") => "id".to_owned(),
            (None, _) => self.types.selection(kind, DEPTH),
        };
        let around = |inner: &str| match inner {
            "" => String::new(),
            inner => format!("({inner})"),
        };
        let (variables, given) = (around(&variables), around(&given));
        (format!("query{variables} {{ {name}{given} {{ {selection} }} }}"), kind.to_owned())
    }

    async fn compare(
        &mut self,
        (who, other): (&Somebody, &Somebody),
        name: &str,
        kind: &str,
        (query, variables): (&str, Value),
    ) {
        let shown = self.service.ask(who, query, variables.clone()).await;
        let hidden = self.service.ask(other, query, variables).await;
        assert!(!shown[name].is_null(), "{query}: {shown}");
        let nothing = hidden[name].is_null() || hidden[name]["nodes"] == json!([]);
        assert!(nothing, "{query}: {hidden}");
        self.cover(format!("Query.{name}"), kind, &shown[name]);
    }

    /// What comes first of a subscription, and what somebody is answered who may not follow it.
    pub async fn follow(
        &mut self,
        (who, other): (&Somebody, &Somebody),
        name: &str,
        (variables, code): (Value, &str),
    ) {
        let field = self.types.field("Subscription", name).unwrap();
        let kind = named(&field["type"]);
        let id =
            if has_required_arguments(field) { field["args"][0]["name"].as_str() } else { None };
        let (declared, given) = match id {
            Some(id) => ("$id: ID!, ", format!("{id}: $id, ")),
            None => ("", String::new()),
        };
        let selection = self.types.selection(kind, DEPTH);
        let query = format!(
            "subscription({declared}$a: Position) {{ {name}({given}after: $a) {{ {selection} }} }}"
        );
        let shown = self.first_event(who, &query, variables.clone()).await;
        assert!(shown.get("errors").is_none(), "{shown}");
        let hidden = self.first_event(other, &query, variables).await;
        assert_eq!(hidden["errors"][0]["extensions"]["code"], code, "{hidden}");
        let kind = kind.to_owned();
        self.cover(format!("Subscription.{name}"), &kind, &shown["data"][name]);
    }

    /// What the answer has was shown to one. All that was asked was hidden from the other, for they
    /// got none.
    fn cover(&mut self, root: String, kind: &str, answer: &Value) {
        self.types.selected(kind, DEPTH, &mut self.hidden);
        self.hidden.insert(root.clone());
        self.show(root, kind, answer);
    }

    fn show(&mut self, root: String, kind: &str, answer: &Value) {
        self.shown.insert(root);
        self.types.walk(kind, answer, &mut |of, field| {
            self.shown.insert(format!("{of}.{field}"));
        });
    }

    async fn first_event(&self, who: &Somebody, query: &str, variables: Value) -> Value {
        let mut events = self.service.events(who, query, variables).await;
        let mut text = String::new();
        loop {
            text += std::str::from_utf8(&events.chunk().await.unwrap().unwrap()).unwrap();
            // One that is whole ends with an empty line.
            let whole = text.split_inclusive("\n\n").filter(|event| event.ends_with("\n\n"));
            let data = whole.flat_map(str::lines).find_map(|line| line.strip_prefix("data: "));
            if let Some(data) = data {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// The events of somebody's doing.
    pub async fn written_by(&self, who: &Somebody) -> Vec<String> {
        let database = self.service.database().pool.get().await.unwrap();
        let person: PersonId = who.id.strip_prefix("person-").unwrap().parse().unwrap();
        let find = "SELECT type FROM log.events WHERE actor = $1::text::uuid";
        let rows = database.query(find, &[&format!("{:032x}", person.to_u128())]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Which cases the schema asks for that have not been run.
    pub fn left(&self) -> Vec<String> {
        let mutations = self.types.fields("Mutation").iter();
        let mutations: Vec<&str> = mutations.map(|field| field["name"].as_str().unwrap()).collect();
        let readable = self.types.readable();
        let fields: Vec<String> = readable
            .iter()
            .flat_map(|of| {
                let fields = self.types.fields(of).iter();
                fields.map(move |field| format!("{of}.{}", field["name"].as_str().unwrap()))
            })
            .collect();
        assert!(mutations.len() > 70 && fields.len() > 150, "the schema is read");
        let absent = |of: &BTreeSet<String>, name: &str, what: &str| {
            (!of.contains(name)).then(|| format!("{name} is never {what}"))
        };
        let mutations = mutations.iter().flat_map(|name| {
            [absent(&self.allowed, name, "done"), absent(&self.refused, name, "refused")]
        });
        let fields = fields.iter().flat_map(|name| {
            [absent(&self.shown, name, "shown"), absent(&self.hidden, name, "hidden")]
        });
        mutations.chain(fields).flatten().collect()
    }
}
