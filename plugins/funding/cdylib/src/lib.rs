//! The rules of `jichi-funding` as a library that `jichi` loads at run time.

jichi_plugin::export!(jichi_funding::DESCRIPTOR);
