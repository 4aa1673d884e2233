#!/usr/bin/env bash
# Builds the core as a WebAssembly module, and the page that holds it: target/web/jichi.wasm, target/web/jichi.html.
#
# The toolchain of rustup has no std for wasm32 and cannot build it without its sources. Debian's compiler for browsers can:
#   apt-get install -y --no-install-recommends rustc-web cargo-web rust-web-src lld
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! command -v wasm-ld > /dev/null || [[ ! -x /usr/bin/cargo || ! -d /usr/lib/rustlib/src/rust/library ]]; then
  printf 'There is no compiler for browsers here. On Debian:\n' >&2
  printf '  apt-get install -y --no-install-recommends rustc-web cargo-web rust-web-src lld\n' >&2
  exit 2
fi

# What goes over a wire, or into a mail, when the page is compressed.
most=2000000

out=${1:-target/web}
target=${CARGO_TARGET_DIR:-target}/web-build
mkdir -p "$out"
/usr/bin/rustc --version
# An unstable flag of cargo on a released compiler; the module's std is that compiler's own.
# A panic stops the module, which tells nobody why: neither messages nor places of panics are kept.
flags="-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none"
PATH=/usr/bin:$PATH RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld \
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$flags \
  /usr/bin/cargo build -p jichi-web --profile web --locked --target wasm32-unknown-unknown \
  -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size --target-dir "$target"
cp "$target/wasm32-unknown-unknown/web/jichi_web.wasm" "$out/jichi.wasm"

cargo run --quiet --locked -p jichi-page -- "$out/jichi.wasm" "$out/jichi.html"
compressed=$(gzip -9c "$out/jichi.html" | wc -c)
printf '%s: %d bytes\n' "$out/jichi.wasm" "$(wc -c < "$out/jichi.wasm")"
printf '%s: %d bytes, %d compressed\n' "$out/jichi.html" "$(wc -c < "$out/jichi.html")" "$compressed"
if ((compressed > most)); then
  printf 'The page is larger than %d bytes, compressed.\n' "$most" >&2
  exit 1
fi
