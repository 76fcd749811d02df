//! `sessionStorage`: of this tab and origin only. It can be blocked or full, and is never taken for granted.

use std::{string::String, vec::Vec};

use web_sys::Storage;

pub(super) fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

pub(super) fn write(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

pub(super) fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _removed = storage.remove_item(key);
    }
}

pub(super) fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or(0);
    let mut keys = Vec::new();
    for index in 0..count {
        keys.extend(storage.key(index).ok().flatten().filter(|key| key.starts_with(prefix)));
    }
    keys
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
