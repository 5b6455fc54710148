//! What a function is told by its environment. Read once, when it starts. Secrets are not among it:
//! only the names of the parameters that keep them.
use std::collections::BTreeMap;

/// What variables begin with that name the parameter of a secret.
const SECRET: &str = "SECRET_";
/// What variables begin with that name another function's queue.
const QUEUE: &str = "QUEUE_";

/// The environment, read.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The function's own name.
    pub function: String,
    /// The table.
    pub table: String,
    /// The event bus.
    pub bus: String,
    /// The bucket for files.
    pub bucket: String,
    /// The bucket for the keys of personal data.
    pub keys: String,
    /// The queue of a function's own background work.
    pub jobs_queue: String,
    /// The workgroup that queries over the lake run in.
    pub workgroup: String,
    /// The database that has the lake's tables.
    pub lake: String,
    /// `dev` or `prod`.
    pub stage: String,
    /// The namespace of the shop's own metrics; empty where nobody counts.
    pub metrics: String,
    /// Where the shop's API answers, for callbacks from outside.
    pub base_url: String,
    /// The make-believe payment provider's API.
    pub psp_url: String,
    /// The carrier's API.
    pub carrier_url: String,
    /// The tax service's API; empty where there is none.
    pub tax_url: String,
    /// Stripe's API, where it is another than Stripe's: a stand-in for tests.
    pub stripe_url: String,
    /// The storefront's page that shoppers come back to from their bank.
    pub return_url: String,
    /// The configuration set that mails are sent with: it tells what becomes of them.
    pub mail_set: String,
    /// Years for which whom invoices name has to be known; none where nothing of that is forgotten.
    pub invoice_years: u16,
    /// Which parameter keeps which secret: `SECRET_STRIPE_KEY` names that of `stripe_key`. One
    /// without a name is not there.
    pub secrets: BTreeMap<String, String>,
    /// Queues of other functions: `QUEUE_CUSTOMERS` is that of `customers`.
    pub queues: BTreeMap<String, String>,
    /// The user pool that people sign in with.
    pub user_pool: String,
    /// Where the user pool gives out tokens.
    pub token_url: String,
    /// The user pool's client in whose name machines get their tokens.
    pub token_client: String,
    /// Its secret. Never logged.
    pub token_secret: String,
}

impl Settings {
    /// Reads the environment.
    #[allow(clippy::disallowed_methods)] // The one place that may.
    pub fn read() -> Self {
        let get = |name: &str| std::env::var(name).unwrap_or_default();
        Self {
            function: get("AWS_LAMBDA_FUNCTION_NAME"),
            table: get("TABLE_NAME"),
            bus: get("BUS_NAME"),
            bucket: get("BUCKET_NAME"),
            keys: get("KEYS_BUCKET_NAME"),
            jobs_queue: get("JOBS_QUEUE_URL"),
            workgroup: get("QUERY_WORKGROUP"),
            lake: get("QUERY_DATABASE"),
            stage: get("STAGE"),
            metrics: get("METRICS_NAMESPACE"),
            base_url: get("BASE_URL"),
            psp_url: get("PSP_URL"),
            carrier_url: get("CARRIER_URL"),
            tax_url: get("TAX_URL"),
            stripe_url: get("STRIPE_URL"),
            return_url: get("RETURN_URL"),
            mail_set: get("MAIL_CONFIGURATION_SET"),
            invoice_years: get("INVOICE_YEARS").parse().unwrap_or_default(),
            secrets: named(SECRET, std::env::vars()),
            queues: named(QUEUE, std::env::vars()),
            user_pool: get("USER_POOL_ID"),
            token_url: get("TOKEN_URL"),
            token_client: get("TOKEN_CLIENT"),
            token_secret: get("TOKEN_SECRET"),
        }
    }
}

/// Variables of a family, by the rest of their names.
fn named(
    family: &str,
    variables: impl Iterator<Item = (String, String)>,
) -> BTreeMap<String, String> {
    variables
        .filter_map(|(name, value)| {
            let name = name.strip_prefix(family)?.to_ascii_lowercase();
            (!value.is_empty()).then_some((name, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_there_when_its_parameter_has_a_name() {
        let variables = [("SECRET_STRIPE_KEY", "/kontor/stripe"), ("SECRET_PSP", ""), ("X", "y")];
        let found = named(SECRET, variables.map(|(n, v)| (n.to_owned(), v.to_owned())).into_iter());
        assert_eq!(found, BTreeMap::from([("stripe_key".into(), "/kontor/stripe".into())]));
    }
}
