use jichi::{layout, read};
fn rss() -> u64 { let s = std::fs::read_to_string("/proc/self/status").unwrap(); s.lines().find(|l| l.starts_with("VmHWM")).unwrap().split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024 }
#[test]
fn bench() {
    let one = std::fs::read("tests/data/jialing-2020.tsv").unwrap();
    let big = one.repeat(50);
    drop(one);
    let base = rss();
    let len = big.len();
    for _ in 0..3 {
        let big = big.clone();
        let t = std::time::Instant::now();
        let grids = read::read("a.tsv", big).unwrap();
        let a = t.elapsed();
        let t = std::time::Instant::now();
        let s = layout::sheets("a.tsv", grids, true).unwrap();
        println!("read {a:?} layout {:?} projects {} inds {}", t.elapsed(), s[0].projects.len(), s[0].projects.iter().map(|p| p.indicators.len()).sum::<usize>());
        println!("base {base} MiB now {} MiB for {} MiB; indicator {} project {} cell {}", rss(), len >> 20, size_of::<jichi::record::Indicator>(), size_of::<jichi::record::Project>(), size_of::<jichi::record::Cell>());
    }
}
