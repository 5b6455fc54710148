//! What a row of the key table gives, and the two macros that declare rows.

/// Where one kind of item lives, as data.
#[derive(Debug)]
pub struct EntityRow {
    /// The Rust type, written into the item's `t`.
    pub entity: &'static str,
    /// Shape of the partition key.
    pub pk: &'static str,
    /// Shape of the sort key.
    pub sk: &'static str,
    /// Names and types of what the shapes are filled with.
    pub fields: &'static [(&'static str, &'static str)],
    /// Why it lives there.
    pub why: &'static str,
}

/// One way of listing items, as data.
#[derive(Debug)]
pub struct ListRow {
    /// The access pattern's name.
    pub name: &'static str,
    /// What it lists.
    pub entity: &'static str,
    /// The index it reads.
    pub index: &'static str,
    /// Shape of the partition key.
    pub pk: &'static str,
    /// What sort keys begin with.
    pub prefix: &'static str,
    /// Who asks.
    pub why: &'static str,
}

/// Declares where entities live: `/// why`, `name(field: Type, …) -> Entity: "PK" / "SK";`
macro_rules! keys {
    ($(
        #[doc = $why:literal]
        $name:ident($($field:ident: $ty:ty),*) -> $entity:ident: $pk:literal / $sk:literal;
    )*) => {
        $(
            #[doc = $why]
            pub fn $name($($field: &$ty),*) -> $crate::Key<$entity> {
                $crate::Key::at(format!($pk), format!($sk))
            }
            impl $crate::Entity for $entity {
                const ROW: &'static $crate::EntityRow = &$crate::EntityRow {
                    entity: stringify!($entity), pk: $pk, sk: $sk,
                    fields: &[$((stringify!($field), stringify!($ty))),*], why: $why,
                };
                fn key(&self) -> $crate::Key<Self> { $name($(&self.$field),*) }
            }
        )*
        /// The rows of this capability.
        pub const ENTITIES: &[&$crate::EntityRow] = &[$(<$entity as $crate::Entity>::ROW),*];
    };
}
pub(crate) use keys;

/// Declares how items are listed:
/// `/// why`, `name(arg: Type, …) -> Item: index "PK" / "prefix" newest|oldest;`
macro_rules! lists {
    ($(
        #[doc = $why:literal]
        $name:ident($($arg:ident: $ty:ty),*) -> $item:ident: $index:ident $pk:literal / $prefix:literal $order:ident;
    )*) => {
        $(
            #[doc = $why]
            pub fn $name($($arg: &$ty),*) -> $crate::List<$item> {
                $crate::List::$order($crate::Index::$index, format!($pk), format!($prefix))
            }
        )*
        /// The ways of listing of this capability.
        pub const LISTS: &[$crate::ListRow] = &[$($crate::ListRow {
            name: stringify!($name), entity: stringify!($item), index: stringify!($index),
            pk: $pk, prefix: $prefix, why: $why,
        }),*];
    };
}
pub(crate) use lists;
