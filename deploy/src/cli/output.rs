//! What a command says: lines for people, or JSON for programs.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::json;

/// Where a command's answer goes.
pub(super) struct Output {
    json: bool,
}

impl Output {
    pub(super) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// One answer: `value` for programs, `text` for people.
    pub(super) fn say(&self, text: &str, value: &impl Serialize) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer(&mut out, value)?;
            writeln!(out)?;
        } else {
            writeln!(out, "{}", shown(text))?;
        }
        out.flush()
    }

    /// What went wrong, with what led to it.
    pub(super) fn error(&self, error: &anyhow::Error) {
        let mut err = io::stderr().lock();
        // Where not even the error can be told, the exit code is what is left.
        let _ = if self.json {
            writeln!(err, "{}", json!({ "error": format!("{error:#}") }))
        } else {
            writeln!(err, "error: {}", shown(&format!("{error:#}")))
        };
    }

    /// A bar on a terminal, lines elsewhere, nothing for programs.
    pub(super) fn progress(&self) -> Steps {
        let terminal = io::stderr().is_terminal() && !self.json;
        Steps { terminal, lines: !self.json && !terminal, step: None }
    }
}

/// The text as a terminal may have it: what would steer the terminal is spelled out.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for it in text.chars() {
        if it.is_control() && !matches!(it, '\n' | '\t') {
            shown.extend(it.escape_default());
        } else {
            shown.push(it);
        }
    }
    shown
}

/// Shows how far long work is, step after step.
pub(super) struct Steps {
    terminal: bool,
    lines: bool,
    step: Option<Step>,
}

struct Step {
    what: String,
    bar: ProgressBar,
    tenth: u64,
}

impl Steps {
    /// `done` of `total` are done of what is called `what`.
    pub(super) fn show(&mut self, what: &str, done: u64, total: u64) {
        if self.step.as_ref().is_none_or(|step| step.what != what) {
            self.finish();
            let target = if self.terminal {
                ProgressDrawTarget::stderr()
            } else {
                ProgressDrawTarget::hidden()
            };
            let bar = ProgressBar::with_draw_target(Some(total), target);
            let template = "{msg:>12} [{bar:40}] {human_pos}/{human_len} {per_sec} {eta}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_message(what.to_owned());
            self.step = Some(Step { what: what.to_owned(), bar, tenth: u64::MAX });
        }
        if let Some(step) = &mut self.step {
            step.bar.set_length(total);
            step.bar.set_position(done);
            let tenth = done.saturating_mul(10).checked_div(total).unwrap_or(10);
            if self.lines && tenth != step.tenth {
                step.tenth = tenth;
                let _ = writeln!(io::stderr().lock(), "{what}: {done} of {total}");
            }
        }
    }

    /// Nothing more comes of the step.
    pub(super) fn finish(&mut self) {
        if let Some(step) = self.step.take() {
            step.bar.finish();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(shown("a\tb\n\u{1b}[2J\u{7}ä"), "a\tb\n\\u{1b}[2J\\u{7}ä");
    }
}
