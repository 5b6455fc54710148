//! How a function reaches AWS: by what Lambda puts into its environment, and nothing else.
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_dynamodb::config::BehaviorVersion;
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_types::{SdkConfig, region::Region};

/// Where the credentials came from, in the SDK's own messages.
const LAMBDA: &str = "Lambda's environment";

/// The configuration that every SDK client of the process shares: one pool, one TLS stack.
///
/// Lambda gives a process its region and the keys of its role in variables, for as long as the process
/// lives. Looking for them in profiles, metadata services and token files, as the SDK's own loader does,
/// is half a megabyte of every function and time of every start.
pub(crate) fn config() -> Result<SdkConfig, String> {
    let get = |name: &'static str| variable(name).ok_or_else(|| missing(name));
    let credentials = Credentials::new(
        get("AWS_ACCESS_KEY_ID")?,
        get("AWS_SECRET_ACCESS_KEY")?,
        variable("AWS_SESSION_TOKEN"),
        None,
        LAMBDA,
    );
    let tls = Provider::Rustls(CryptoMode::Ring);
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(get("AWS_REGION")?))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(Builder::new().tls_provider(tls).build_https());
    config.set_endpoint_url(variable("AWS_ENDPOINT_URL"));
    Ok(config.build())
}

#[allow(clippy::disallowed_methods)] // Read once, before there is anything else.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn missing(name: &str) -> String {
    format!("{name} is not set: a function runs on Lambda, or under its Runtime Interface Emulator")
}
