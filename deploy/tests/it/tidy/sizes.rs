//! Files and functions stay small enough to be read in one go.

use super::{Source, none, programs, sample};

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 60;

#[test]
fn files_are_short() {
    none(programs().filter_map(|source| {
        let lines = source.lines().count();
        let problem =
            format!("{lines} lines, at most {LONGEST_FILE}: split it by what it is about");
        (lines > LONGEST_FILE).then(|| source.at(1, &problem))
    }));
}

#[test]
fn functions_are_short() {
    none(programs().flat_map(|source| {
        let long = functions(source).filter(|function| function.lines > LONGEST_FUNCTION);
        long.map(|Function { line, lines }| {
            let instead = "give its steps names of their own";
            source.at(line, &format!("{lines} lines, at most {LONGEST_FUNCTION}: {instead}"))
        })
    }));
}

struct Function {
    line: usize,
    lines: usize,
}

/// Functions as rustfmt leaves them: one ends with the first line below its beginning that is as
/// far to the left, if that is a brace. (One without a body ends with a semicolon.)
fn functions(source: &Source) -> impl Iterator<Item = Function> {
    let starts = source.lines().filter(|(_, text)| begins_function(text));
    starts.filter_map(|(line, text)| {
        let left = indentation(text);
        let ends = |text: &str| text.ends_with([';', '}']) && indentation(text) == left;
        let (last, text) = source.lines().skip(line).find(|(_, text)| ends(text))?;
        text.ends_with('}').then_some(Function { line, lines: last - line + 1 })
    })
}

fn begins_function(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let modifier = |word: &&str| word.starts_with("pub") || ["async", "const"].contains(word);
    let opens = !line.trim_end().ends_with(['}', ';']);
    opens && words.into_iter().find(|word| !modifier(word)) == Some("fn")
}

fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

#[test]
fn a_function_is_counted_from_its_name_to_its_brace() {
    let text = "impl A {\n    pub(super) async fn f(\n        a: u8,\n    ) {\n        g();\n    }\n\n    fn g(\n        a: u8,\n    );\n}\n";
    let source = sample("a.rs", text);
    let found: Vec<_> = functions(&source).map(|f| (f.line, f.lines)).collect();
    assert_eq!(found, [(2, 5)]);
}
