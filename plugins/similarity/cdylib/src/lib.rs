//! `jichi-similarity` as a library that jichi loads.

jichi_plugin::export!(jichi_similarity::DESCRIPTOR);
