//! Values: configuration, errors, secrets, time, JSON, URLs and HTTP messages as plain data. No I/O, no clock.

pub mod api_tokens;
pub mod arena;
pub mod base64url;
pub mod codes;
pub mod config;
pub mod error;
pub mod form;
pub mod http;
pub mod json;
mod json_reader;
pub mod json_writer;
pub mod options;
pub mod return_to;
pub mod secret;
pub mod text;
pub mod time;
pub mod url;
