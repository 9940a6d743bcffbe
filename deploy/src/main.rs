//! `althing`, the one program. See `althing --help`.

fn main() -> std::process::ExitCode {
    deploy::cli::main()
}
