//! .zip archives of sheets, put together byte by byte: names of every kind, members that cannot be read, and
//! archives that want to break the program.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::fs;
use std::io::{Cursor, Write};

use cmd::{Run, SMALL, check, findings, folder, jichi, run};
use encoding_rs::GB18030;

/// A member as it stands in an archive, not packed.
struct Member {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    extra: Vec<u8>,
    content: Vec<u8>,
}

impl Member {
    fn new(name: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Self {
        let (name, content) = (name.as_ref().to_vec(), content.as_ref().to_vec());
        Self { name, flags: 0, method: 0, extra: Vec::new(), content }
    }
}

/// The archive that a program with a mind of its own writes.
fn archive(members: &[Member]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for Member { name, flags, method, extra, content } in members {
        let offset = bytes.len() as u32;
        let mut header = Vec::new();
        for number in [20, *flags, *method, 0, 0x5A21] {
            header.extend(u16::to_le_bytes(number));
        }
        for number in [crc32(content), content.len() as u32, content.len() as u32] {
            header.extend(u32::to_le_bytes(number));
        }
        for length in [name.len(), extra.len()] {
            header.extend(u16::to_le_bytes(length as u16));
        }
        bytes.extend([b"PK\x03\x04", header.as_slice(), name, extra, content].concat());
        directory.extend([b"PK\x01\x02\x14\x00", header.as_slice(), &[0; 10]].concat());
        directory.extend([&offset.to_le_bytes(), name.as_slice(), extra].concat());
    }
    let mut end = vec![b'P', b'K', 5, 6, 0, 0, 0, 0];
    end.extend((members.len() as u16).to_le_bytes().repeat(2));
    end.extend((directory.len() as u32).to_le_bytes());
    end.extend((bytes.len() as u32).to_le_bytes());
    end.extend([0, 0]);
    [bytes, directory, end].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

fn check_archive(members: &[Member], arguments: &[&str]) -> Run {
    let folder = folder(&[("a.zip", &archive(members))]);
    run(jichi().current_dir(folder.path()).args(["check", "a.zip"]).args(arguments))
}

/// The files that have findings, in the order in which they were read.
fn files(out: &str) -> Vec<String> {
    let mut files: Vec<String> =
        findings(out).iter().map(|finding| finding["file"].as_str().unwrap().to_owned()).collect();
    files.dedup();
    files
}

#[test]
fn an_archive_says_what_its_folder_says() {
    let paths = ["b/2.tsv", "甲 单位/3.TSV", "a.tsv", "b.tsv", "b/1.txt"];
    let folder = folder(&paths.map(|path| (path, SMALL.as_bytes())));
    let members = paths.map(|path| Member::new(path, SMALL));
    let here = |arguments: &[&str]| run(jichi().current_dir(folder.path()).args(arguments));
    let of_folder = here(&["check", ".", "--format", "json"]);
    let expected: Vec<_> = findings(&of_folder.out)
        .into_iter()
        .map(|mut finding| {
            let file = finding["file"].as_str().unwrap().trim_start_matches("./").to_owned();
            finding["file"] = format!("a.zip/{file}").into();
            finding
        })
        .collect();
    let of_archive = check_archive(&members, &["--format", "json"]);
    assert_eq!((of_archive.code, of_archive.err.as_str()), (1, ""));
    assert_eq!(
        files(&of_archive.out),
        ["a.zip/a.tsv", "a.zip/b/1.txt", "a.zip/b/2.tsv", "a.zip/b.tsv", "a.zip/甲 单位/3.TSV"]
    );
    assert_eq!(findings(&of_archive.out), expected);
    fs::write(folder.path().join("a.zip"), archive(&members)).unwrap();
    for command in ["records", "review"] {
        let run = here(&[command, "a.zip", "--format", "json"]);
        assert_eq!((run.code, run.err.as_str(), findings(&run.out).is_empty()), (0, "", false));
    }
}

#[test]
fn an_archive_is_known_by_its_content_and_read_from_a_pipe() {
    let bytes = archive(&[Member::new("a.tsv", SMALL)]);
    let folder = folder(&[("包.xlsx", &bytes)]);
    let named = check(&folder.path().join("包.xlsx"), &["--format", "json"]);
    assert!(files(&named.out)[0].ends_with("包.xlsx/a.tsv"));
    let piped = run(jichi().args(["check", "-", "--format", "json"]).write_stdin(bytes));
    assert_eq!((piped.code, files(&piped.out)), (1, vec!["stdin/a.tsv".to_owned()]));
}

#[test]
fn names_come_out_as_they_were_given() {
    let gbk = |name: &str| GB18030.encode(name).0.into_owned();
    let mut flagged = Member::new("二.tsv", SMALL);
    flagged.flags = 1 << 11;
    // Info-ZIP: what the system made of the name, and beside it the name.
    let mut beside = Member::new(b"\x92?.tsv", SMALL);
    let name = "三.tsv".as_bytes();
    beside.extra = [
        &0x7075u16.to_le_bytes()[..],
        &(5 + name.len() as u16).to_le_bytes(),
        &[1],
        &crc32(&beside.name).to_le_bytes(),
        name,
    ]
    .concat();
    let members = [
        Member::new(gbk("预算\\一.tsv"), SMALL),
        flagged,
        beside,
        Member::new("四.tsv", SMALL),
        Member::new("../../五.tsv", SMALL),
        Member::new("C:\\六\u{1b}[31m.tsv", SMALL),
    ];
    let run = check_archive(&members, &["--format", "json"]);
    assert_eq!(run.err, "");
    let names = ["三.tsv", "二.tsv", "五.tsv", "六␛[31m.tsv", "四.tsv", "预算/一.tsv"];
    assert_eq!(files(&run.out), names.map(|name| format!("a.zip/{name}")));
}

#[test]
fn a_member_that_cannot_be_read_hides_no_other() {
    let mut encrypted = Member::new("1.tsv", SMALL);
    encrypted.flags = 1;
    let mut deflate64 = Member::new("2.tsv", SMALL);
    deflate64.method = 9;
    let members = [
        encrypted,
        deflate64,
        Member::new("3.xlsx", b"PK\x03\x04 half"),
        Member::new("4.xlsx", archive(&[Member::new("a.tsv", SMALL)])),
        Member::new("5.txt", b""),
        Member::new("6.tsv", SMALL),
        Member::new("7.docx", b"%PDF-1.7"),
    ];
    let run = check_archive(&members, &["--format", "json"]);
    assert_eq!((run.code, files(&run.out)), (3, vec!["a.zip/6.tsv".to_owned()]));
    let told = [
        "1.tsv：文件设有密码",
        "2.tsv：压缩方式不受支持",
        "3.xlsx：文件打不开",
        "4.xlsx：不能直接读取 .zip 压缩包里的文件",
        "5.txt：文件是空的",
        "7.docx：不能直接读取 PDF 格式",
    ];
    for told in told {
        assert!(run.err.contains(&format!("a.zip/{told}")), "{told} {}", run.err);
    }
}

#[test]
fn what_is_passed_over_is_told_and_what_is_no_sheet_is_not() {
    let others = ["表.doc", "b/表.pdf", "内.zip", "图.png", "__MACOSX/._a.tsv", ".a.tsv", "~$a.tsv", "空/"];
    let mut members: Vec<_> = others.iter().map(|name| Member::new(name, "")).collect();
    members.push(Member::new("a.tsv", SMALL));
    let run = check_archive(&members, &["--format", "json"]);
    assert_eq!((run.code, files(&run.out)), (1, vec!["a.zip/a.tsv".to_owned()]));
    assert_eq!(
        run.err,
        "  ⚠ 跳过了 3 个文件，另存为 .xlsx 或解压后才能检查：a.zip/b/表.pdf、a.zip/内.zip、a.zip/表.doc\n"
    );

    let run = check_archive(&[Member::new("图.png", ""), Member::new("空/", "")], &[]);
    assert!(run.code == 3 && run.err.contains("压缩包里没有可以检查的文件"), "{}", run.err);
}

#[test]
fn archives_of_other_kinds_say_how_to_unpack_them() {
    let mut tar = vec![0; 512];
    tar[257..262].copy_from_slice(b"ustar");
    let files: [(&str, &[u8]); 4] = [
        ("a.rar", b"Rar!\x1A\x07\x01\0 rest"),
        ("a.7z", b"7z\xBC\xAF\x27\x1C\0\x04"),
        ("a.tar.gz", b"\x1F\x8B\x08\0\0\0\0\0"),
        ("a.tar", &tar),
    ];
    let folder = folder(&files);
    for (name, _) in files {
        let run = check(&folder.path().join(name), &[]);
        assert_eq!(run.code, 3);
        assert!(run.err.contains("压缩包里的文件") && run.err.contains("解压后检查"), "{}", run.err);
    }
}

#[test]
fn bombs_in_an_archive_are_told_one_by_one() {
    let packed = |content: &[u8]| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("[Content_Types].xml", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let inner = packed(&vec![b' '; 48 << 20]);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for number in 0..60 {
        zip.start_file(format!("{number:02}.xlsx"), options).unwrap();
        zip.write_all(&inner).unwrap();
    }
    zip.start_file("text.tsv", options).unwrap();
    zip.write_all(&vec![b'\t'; 40 << 20]).unwrap();
    zip.start_file("z.tsv", options).unwrap();
    zip.write_all(SMALL.as_bytes()).unwrap();
    let folder = folder(&[("a.zip", &zip.finish().unwrap().into_inner())]);
    let run = check(&folder.path().join("a.zip"), &["--format", "json"]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("00.xlsx：压缩包内的一个部分解开后增大超过 500 倍"), "{}", run.err);
    assert!(run.err.contains("59.xlsx：压缩包里的文件全部解开后超过 2,048 MB"), "{}", run.err);
    assert!(run.err.contains("text.tsv：压缩包内的一个部分解开后增大超过 500 倍"), "{}", run.err);
    // Small ones after them are still read.
    assert_eq!(files(&run.out).len(), 1);
}
