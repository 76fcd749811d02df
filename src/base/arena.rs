//! Where one operation keeps its texts and values until it ends. Nothing in it is freed one by one, so everything that is read lives as
//! plain borrowed data.
//!
//! In the npm package the memory of the wasm instance is the arena: JavaScript throws the instance away when it has grown, and with it
//! every secret. Elsewhere it is a bump allocator, freed as a whole.

#[cfg(not(feature = "std"))]
use alloc::boxed::Box;
use alloc::{string::String, vec::Vec};
use core::fmt;

/// Keeps what it is given as long as it lives.
#[derive(Default)]
pub struct Arena {
    #[cfg(feature = "std")]
    bump: bumpalo::Bump,
}

impl Arena {
    /// Keeps a text.
    #[must_use]
    #[inline(never)]
    pub fn text(&self, text: &str) -> &str {
        #[cfg(feature = "std")]
        return self.bump.alloc_str(text);
        #[cfg(not(feature = "std"))]
        return String::from(text).leak();
    }

    /// Keeps a text that was made for it.
    #[must_use]
    pub fn keep(&self, text: String) -> &str {
        #[cfg(feature = "std")]
        return self.bump.alloc_str(&text);
        #[cfg(not(feature = "std"))]
        return text.leak();
    }

    /// Keeps the pieces one after another, as one text.
    #[must_use]
    #[inline(never)]
    pub fn join(&self, pieces: &[&str]) -> &str {
        let mut text = String::new();
        for piece in pieces {
            text.push_str(piece);
        }
        self.keep(text)
    }

    /// Keeps a value.
    #[must_use]
    pub fn value<T: Copy>(&self, value: T) -> &T {
        #[cfg(feature = "std")]
        return self.bump.alloc(value);
        #[cfg(not(feature = "std"))]
        return Box::leak(Box::new(value));
    }

    /// Keeps a list that was made for it.
    #[must_use]
    pub fn list<T: Copy>(&self, list: Vec<T>) -> &[T] {
        #[cfg(feature = "std")]
        return self.bump.alloc_slice_copy(&list);
        #[cfg(not(feature = "std"))]
        return list.leak();
    }
}

impl fmt::Debug for Arena {
    // What is in it may be secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Arena")
    }
}
