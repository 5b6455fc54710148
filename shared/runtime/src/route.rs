//! From a method and path to the operation that was mounted for it.
use crate::Fault;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// The mounted paths of one function.
#[derive(Default)]
pub(crate) struct Routes {
    paths: matchit::Router<usize>,
    /// Per path: method and index of the operation.
    methods: Vec<(String, Vec<(&'static str, usize)>)>,
}

/// Which operation, with its path parameters.
pub(crate) struct Found {
    pub operation: usize,
    pub parameters: Value,
}

impl Routes {
    /// Adds an operation.
    pub fn add(&mut self, method: &'static str, path: &'static str, operation: usize) {
        if let Some((_, methods)) = self.methods.iter_mut().find(|(known, _)| known == path) {
            methods.push((method, operation));
            return;
        }
        // Two shapes that collide are found by the conformance test, which mounts every function.
        if self.paths.insert(path, self.methods.len()).is_ok() {
            self.methods.push((path.to_owned(), vec![(method, operation)]));
        }
    }

    /// Whether any operation is at a path.
    pub fn knows(&self, path: &str) -> bool {
        self.paths.at(path).is_ok()
    }

    /// Finds the operation of a request.
    pub fn find(&self, method: &str, path: &str) -> Result<Found, Fault> {
        let nowhere = || Fault::Malformed {
            code: "route.unknown",
            status: 404,
            detail: "there is nothing at this address; see /openapi.json".into(),
        };
        let matched = self.paths.at(path).map_err(|_| nowhere())?;
        let (_, methods) = self.methods.get(*matched.value).ok_or_else(nowhere)?;
        let (_, operation) =
            methods.iter().find(|(known, _)| *known == method).ok_or_else(|| Fault::Malformed {
                code: "route.method",
                status: 405,
                detail: "this address does not take that method; see /openapi.json".into(),
            })?;
        let mut parameters = Map::new();
        for (name, raw) in matched.params.iter() {
            let text = percent_decode_str(raw)
                .decode_utf8()
                .map_err(|_| Fault::malformed("the path is not UTF-8"))?;
            parameters.insert(name.to_owned(), Value::String(text.into_owned()));
        }
        Ok(Found { operation: *operation, parameters: Value::Object(parameters) })
    }
}
