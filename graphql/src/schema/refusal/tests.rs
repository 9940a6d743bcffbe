//! Every rule is a type of its own, under its own name.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

use super::{AreaRefusal, DiscussionRefusal, GroupRefusal, ProposalRefusal};
use crate::schema::sdl;

/// The members of each union, and the types under the interface.
fn members() -> (Vec<(String, Vec<String>)>, Vec<String>) {
    let (mut unions, mut rules) = (Vec::new(), Vec::new());
    for definition in parse_schema(sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let name = definition.node.name.node.to_string();
        match definition.node.kind {
            TypeKind::Union(of) if name.ends_with("Refusal") => {
                let members = of.members.iter().map(|member| member.node.to_string());
                unions.push((name, members.collect()));
            }
            TypeKind::Object(of) if of.implements.iter().any(|it| it.node == "Refusal") => {
                rules.push(name);
            }
            _ => {}
        }
    }
    (unions, rules)
}

#[test]
fn every_rule_of_a_union_is_under_the_interface_and_the_other_way_round() {
    let (unions, rules) = members();
    assert_eq!(unions.len(), 5);
    for (union, members) in &unions {
        for member in members {
            assert!(rules.contains(member), "{member} of {union}");
        }
    }
    for rule in &rules {
        let named = unions.iter().any(|(_, members)| members.contains(rule));
        assert!(named, "{rule} is in no union");
    }
}

#[test]
fn the_system_s_own_refusals_do_not_pass_for_another_area_s() {
    let people = || domain::Refusal::Person(domain::person::Refusal::NotFound);
    assert!(GroupRefusal::of(people()).is_err());
    assert!(DiscussionRefusal::of(people()).is_err());
    assert!(ProposalRefusal::of(people()).is_err());
}

#[test]
fn everything_that_can_be_asked_is_explained() {
    for definition in parse_schema(sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let name = definition.node.name.node.to_string();
        let TypeKind::Object(of) = definition.node.kind else { continue };
        if !["Query", "Mutation", "Subscription"].contains(&name.as_str()) {
            continue;
        }
        for field in of.fields {
            let field = field.node;
            assert!(field.description.is_some(), "{name}.{} has no description", field.name.node);
        }
    }
}
