//! Mails through SES v2, text messages through SNS.
//!
//! Invariant: a letter is handed over at most once. Neither service knows a letter again, so the
//! SDK's own retries are off, and what may have had an effect is `Unsent::Unknown`, never tried again.
mod header;

use aws_sdk_sesv2::{
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata, SdkError},
    types::{Body, Content as Part, Destination, EmailContent, Message, MessageTag},
};
use aws_sdk_sns::types::MessageAttributeValue;
use runtime::{
    SdkConfig, Settings,
    ports::{Content, Letter, Mail, Post, Sending, Text, Unsent},
};
use std::{sync::Arc, time::Duration};

/// How long a service may take: a function's time is for several letters.
const PATIENCE: Duration = Duration::from_secs(8);

/// Answers that say "not now". SES counts a day's mails and a second's.
const BUSY: [&str; 7] = [
    "KMSThrottlingException",
    "LimitExceededException",
    "SendingPausedException",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
];

/// SES for mails, SNS for text messages.
pub struct Services {
    mails: aws_sdk_sesv2::Client,
    texts: aws_sdk_sns::Client,
    set: String,
}

impl Services {
    /// Both, as the process's shared configuration finds them.
    pub fn port(config: &SdkConfig, settings: &Settings) -> Arc<dyn Post> {
        let timeouts = || {
            TimeoutConfig::builder()
                .operation_timeout(PATIENCE)
                .operation_attempt_timeout(PATIENCE)
                .build()
        };
        let mails = aws_sdk_sesv2::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts())
            .build();
        let texts = aws_sdk_sns::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts())
            .build();
        Arc::new(Self {
            mails: aws_sdk_sesv2::Client::from_conf(mails),
            texts: aws_sdk_sns::Client::from_conf(texts),
            set: settings.mail_set.clone(),
        })
    }

    async fn mail(&self, letter: &Letter, mail: &Mail) -> Result<String, Unsent> {
        let part = |text: &str| Part::builder().data(text).charset("UTF-8").build();
        let wrong = |_| Unsent::Refused("incomplete".into());
        let body = Body::builder()
            .html(part(&mail.html).map_err(wrong)?)
            .text(part(&mail.text).map_err(wrong)?)
            .build();
        let subject = part(&header::line(&mail.subject)).map_err(wrong)?;
        let simple = Message::builder().subject(subject).body(body).build();
        let tag = |name: &str, value: String| {
            MessageTag::builder().name(name).value(value).build().map_err(wrong)
        };
        self.mails
            .send_email()
            .from_email_address(header::sender(&mail.from_name, mail.from.as_ref()))
            .set_reply_to_addresses(mail.reply_to.as_ref().map(|to| vec![to.to_string()]))
            .destination(Destination::builder().to_addresses(mail.to.to_string()).build())
            .content(EmailContent::builder().simple(simple).build())
            .email_tags(tag("message_id", letter.message_id.to_string())?)
            .email_tags(tag("attempt", letter.attempt.to_string())?)
            .set_configuration_set_name(Some(self.set.clone()).filter(|set| !set.is_empty()))
            .send()
            .await
            .map(|sent| sent.message_id.unwrap_or_default())
            .map_err(|error| unsent(&error))
    }

    async fn text(&self, text: &Text) -> Result<String, Unsent> {
        let word = |value: &str| {
            let built =
                MessageAttributeValue::builder().data_type("String").string_value(value).build();
            built.map_err(|_| Unsent::Refused("incomplete".into()))
        };
        self.texts
            .publish()
            .phone_number(&text.to)
            .message(&text.text)
            .message_attributes("AWS.SNS.SMS.SenderID", word(&text.from)?)
            .message_attributes("AWS.SNS.SMS.SMSType", word("Transactional")?)
            .send()
            .await
            .map(|sent| sent.message_id.unwrap_or_default())
            .map_err(|error| unsent(&error))
    }
}

impl Post for Services {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            match &letter.content {
                Content::Mail(mail) => self.mail(letter, mail).await,
                Content::Text(text) => self.text(text).await,
            }
        })
    }
}

/// What an error says about the letter: an answer of "no" is an answer, everything else is silence.
fn unsent<E, R>(error: &SdkError<E, R>) -> Unsent
where
    E: ProvideErrorMetadata,
    R: Status,
{
    match error {
        // Nothing was sent: the request never came to be.
        SdkError::ConstructionFailure(_) => Unsent::Refused("not_built".into()),
        SdkError::ServiceError(answer) => {
            let code = error.code().unwrap_or("no_code");
            match answer.raw().status() {
                _ if BUSY.contains(&code) => Unsent::Busy(code.into()),
                429 => Unsent::Busy(code.into()),
                400..=499 => Unsent::Refused(code.into()),
                _ => Unsent::Unknown(code.into()),
            }
        }
        SdkError::TimeoutError(_) => Unsent::Unknown("no_answer".into()),
        SdkError::DispatchFailure(_) => Unsent::Unknown("connection".into()),
        _ => Unsent::Unknown("answer_unreadable".into()),
    }
}

/// The status of a raw answer.
trait Status {
    fn status(&self) -> u16;
}

impl Status for aws_sdk_sesv2::config::http::HttpResponse {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }
}
