//! The port to secrets shared with outside systems, on SSM Parameter Store.
//!
//! Invariant: a secret is in nobody's environment, log or event. A function is told the parameter's
//! name; the value is in the process's memory for some minutes, and nowhere else.
use aws_sdk_ssm::{Client, error::DisplayErrorContext};
use runtime::{
    SdkConfig, Secret,
    ports::{Later, Secrets},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

/// How long a value is good without a look: a secret that was changed is in use everywhere by then.
const FRESH: Duration = Duration::from_mins(5);
/// How often a value that did not fit is read anew at the most, so that whoever sends forged
/// messages cannot make the shop ask for every one of them.
const RENEW: Duration = Duration::from_secs(15);

/// Parameters, remembered for a while.
pub struct Parameters {
    client: Client,
    known: Mutex<BTreeMap<String, (Instant, Secret)>>,
}

impl Parameters {
    /// The port. One per process.
    pub fn port(config: &SdkConfig) -> Arc<dyn Secrets> {
        Arc::new(Self { client: Client::new(config), known: Mutex::default() })
    }

    async fn get(&self, parameter: &str, at_most_old: Duration) -> Result<Secret, String> {
        let known = self.known.lock().map_err(|e| e.to_string())?.get(parameter).cloned();
        if let Some((read_at, secret)) = &known
            && read_at.elapsed() < at_most_old
        {
            return Ok(secret.clone());
        }
        match self.fetch(parameter).await {
            Ok(secret) => {
                let entry = (Instant::now(), secret.clone());
                self.known.lock().map_err(|e| e.to_string())?.insert(parameter.into(), entry);
                Ok(secret)
            }
            // The store is out of reach: what was good a moment ago most likely still is.
            Err(why) => known.map(|(_, secret)| secret).ok_or(why),
        }
    }

    async fn fetch(&self, parameter: &str) -> Result<Secret, String> {
        let asked = self.client.get_parameter().name(parameter).with_decryption(true).send().await;
        let answer = asked.map_err(|e| {
            format!("the parameter {parameter} cannot be read: {}", DisplayErrorContext(&e))
        })?;
        let value = answer.parameter.and_then(|found| found.value).unwrap_or_default();
        // Who writes a secret by hand easily ends it with a line break.
        let value = value.trim();
        if value.is_empty() {
            return Err(format!("the parameter {parameter} is empty"));
        }
        Ok(Secret::shown(value))
    }
}

impl Secrets for Parameters {
    fn read<'a>(&'a self, parameter: &'a str) -> Later<'a, Secret> {
        Box::pin(self.get(parameter, FRESH))
    }

    fn renew<'a>(&'a self, parameter: &'a str) -> Later<'a, Secret> {
        Box::pin(self.get(parameter, RENEW))
    }
}

#[cfg(test)]
mod tests;
