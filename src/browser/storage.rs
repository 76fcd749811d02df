//! `sessionStorage`: of this tab and origin only. It can be blocked or full, and is never taken for granted.

use alloc::{string::String, vec::Vec};

use web_sys::Storage;

use crate::base::error::{Code, Error};

pub(super) fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

pub(super) fn write(key: &str, value: &str) -> Result<(), Error> {
    let unavailable = |found| Error::of(Code::StorageUnavailable, "sessionStorage").expected("storage that can be written").found(found);
    let storage = storage().ok_or_else(|| unavailable("none: the browser blocks it for this site"))?;
    storage.set_item(key, value).map_err(|_| unavailable("none: it is full or blocked"))
}

pub(super) fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _removed = storage.remove_item(key);
    }
}

pub(super) fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or(0);
    (0..count).filter_map(|index| storage.key(index).ok()?).filter(|key| key.starts_with(prefix)).collect()
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
