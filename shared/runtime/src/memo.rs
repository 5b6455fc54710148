//! What a process may keep in memory from one run to the next: copies of what never changes, such as
//! the pages of one edition of a book. Nothing may depend on it being there.
use crate::Cx;
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex},
};

/// One value of each type. Clones are the same process's.
#[derive(Clone, Default)]
pub struct Memo(Arc<Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>);

impl Cx {
    /// What was kept of this type, if anything.
    pub fn recall<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let kept = self.memo.0.lock().ok()?;
        kept.get(&TypeId::of::<T>()).cloned()?.downcast().ok()
    }

    /// Keeps a value in place of the one of its type that was kept before.
    pub fn keep<T: Send + Sync + 'static>(&self, value: Arc<T>) {
        if let Ok(mut kept) = self.memo.0.lock() {
            kept.insert(TypeId::of::<T>(), value);
        }
    }
}
