//! The one program, `althing`.

fn main() {}
