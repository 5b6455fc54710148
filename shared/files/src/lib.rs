//! The files port on S3.
//!
//! Invariant: nobody is given more than one key for a limited time: the addresses are signed, and an
//! upload's length is part of what is signed.
use aws_sdk_s3::{
    Client,
    config::{Builder, RequestChecksumCalculation, ResponseChecksumValidation},
    error::{DisplayErrorContext, SdkError},
    operation::head_object::HeadObjectError,
    presigning::PresigningConfig,
    primitives::ByteStream,
    types::Object,
};
use primitives::Timestamp;
use runtime::{
    SdkConfig,
    ports::{Files, Later, Listed},
};
use std::{sync::Arc, time::Duration};

/// A bucket.
pub struct Bucket {
    client: Client,
    name: String,
}

impl Bucket {
    /// The bucket of a name. Where an endpoint is set, as on a local stack, the bucket's name goes
    /// into the path, for there is no domain for it.
    pub fn port(config: &SdkConfig, name: &str) -> Arc<dyn Files> {
        let local = config.endpoint_url().is_some();
        // A checksum of its own would be signed into upload addresses, and no client could send it.
        let config = Builder::from(config)
            .force_path_style(local)
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
            .build();
        Arc::new(Self { client: Client::from_conf(config), name: name.into() })
    }
}

fn text<E: std::error::Error>(error: E) -> String {
    DisplayErrorContext(error).to_string()
}

impl Files for Bucket {
    fn upload_url<'a>(&'a self, key: &'a str, bytes: u64, valid: Duration) -> Later<'a, String> {
        Box::pin(async move {
            let presigning = PresigningConfig::expires_in(valid).map_err(text)?;
            let length = i64::try_from(bytes).map_err(text)?;
            let put = self.client.put_object().bucket(&self.name).key(key).content_length(length);
            let signed = put.presigned(presigning).await.map_err(text)?;
            Ok(signed.uri().to_owned())
        })
    }

    fn download_url<'a>(&'a self, key: &'a str, valid: Duration) -> Later<'a, String> {
        Box::pin(async move {
            let presigning = PresigningConfig::expires_in(valid).map_err(text)?;
            let get = self.client.get_object().bucket(&self.name).key(key);
            let signed = get.presigned(presigning).await.map_err(text)?;
            Ok(signed.uri().to_owned())
        })
    }

    fn shown_url<'a>(&'a self, key: &'a str, media: &'a str, valid: Duration) -> Later<'a, String> {
        Box::pin(async move {
            let presigning = PresigningConfig::expires_in(valid).map_err(text)?;
            let get = self.client.get_object().bucket(&self.name).key(key);
            let get = get.response_content_type(media).response_content_disposition("inline");
            let signed = get.presigned(presigning).await.map_err(text)?;
            Ok(signed.uri().to_owned())
        })
    }

    fn read<'a>(&'a self, key: &'a str, from: u64, length: u64) -> Later<'a, Vec<u8>> {
        Box::pin(async move {
            if length == 0 {
                return Ok(Vec::new());
            }
            let last = from.saturating_add(length - 1);
            let answer = self
                .client
                .get_object()
                .bucket(&self.name)
                .key(key)
                .range(format!("bytes={from}-{last}"))
                .send()
                .await
                .map_err(text)?;
            let bytes = answer.body.collect().await.map_err(text)?;
            Ok(bytes.to_vec())
        })
    }

    fn size<'a>(&'a self, key: &'a str) -> Later<'a, Option<u64>> {
        Box::pin(async move {
            match self.client.head_object().bucket(&self.name).key(key).send().await {
                Ok(head) => Ok(head.content_length.and_then(|n| u64::try_from(n).ok())),
                Err(SdkError::ServiceError(error))
                    if matches!(error.err(), HeadObjectError::NotFound(_)) =>
                {
                    Ok(None)
                }
                Err(error) => Err(text(error)),
            }
        })
    }

    fn write<'a>(&'a self, key: &'a str, bytes: Vec<u8>, media: &'a str) -> Later<'a, ()> {
        Box::pin(async move {
            self.client
                .put_object()
                .bucket(&self.name)
                .key(key)
                .content_type(media)
                .body(ByteStream::from(bytes))
                .send()
                .await
                .map(drop)
                .map_err(text)
        })
    }

    fn create<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> Later<'a, bool> {
        Box::pin(async move {
            let put = self.client.put_object().bucket(&self.name).key(key).if_none_match("*");
            match put.body(ByteStream::from(bytes)).send().await {
                Ok(_) => Ok(true),
                // 412: there is one; 409: somebody else is writing it.
                Err(SdkError::ServiceError(error))
                    if [409, 412].contains(&error.raw().status().as_u16()) =>
                {
                    Ok(false)
                }
                Err(error) => Err(text(error)),
            }
        })
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Later<'a, Vec<Listed>> {
        Box::pin(async move {
            let (mut files, mut after) = (Vec::new(), None);
            loop {
                let list = self.client.list_objects_v2().bucket(&self.name).prefix(prefix);
                let page = list.set_continuation_token(after).send().await.map_err(text)?;
                files.extend(page.contents().iter().filter_map(listed));
                after = page.next_continuation_token;
                if after.is_none() {
                    return Ok(files);
                }
            }
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> Later<'a, ()> {
        Box::pin(async move {
            let delete = self.client.delete_object().bucket(&self.name).key(key);
            delete.send().await.map(drop).map_err(text)
        })
    }
}

fn listed(object: &Object) -> Option<Listed> {
    Some(Listed {
        key: object.key()?.to_owned(),
        bytes: u64::try_from(object.size()?).ok()?,
        written_at: Timestamp::from_millis(object.last_modified()?.to_millis().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};

    fn bucket(endpoint: Option<&str>) -> Arc<dyn Files> {
        let credentials = Credentials::new("AKID", "secret", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials));
        let config = match endpoint {
            Some(url) => config.endpoint_url(url).build(),
            None => config.build(),
        };
        Bucket::port(&config, "kontor-files")
    }

    #[tokio::test]
    async fn an_upload_address_signs_the_length_and_no_checksum() {
        let hour = Duration::from_hours(1);
        let url = bucket(None).upload_url("imports/imp_1", 42, hour).await.unwrap();
        assert!(url.starts_with("https://kontor-files.s3.eu-west-1.amazonaws.com/imports/imp_1?"));
        assert!(url.contains("X-Amz-SignedHeaders=content-length%3Bhost"), "{url}");
        assert!(url.contains("X-Amz-Expires=3600"), "{url}");
        assert!(!url.to_lowercase().contains("checksum"), "{url}");
    }

    #[tokio::test]
    async fn where_an_endpoint_is_set_the_bucket_is_in_the_path() {
        let local = bucket(Some("http://127.0.0.1:4566"));
        let url = local.download_url("a/b", Duration::from_mins(1)).await.unwrap();
        assert!(url.starts_with("http://127.0.0.1:4566/kontor-files/a/b?"), "{url}");
    }
}
