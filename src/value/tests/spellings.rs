use super::*;
#[test]
fn x() { for l in std::fs::read_to_string("/tmp/brief.txt").unwrap().lines() { println!("        ({l:?}, {:?}),", show(l)); } }
