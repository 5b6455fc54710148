//! The port to queries over the lake, on Athena.
//!
//! Invariant: a statement is asked once for each call. One that is not answered in time goes on, and what it finds is kept
//! for some minutes: whoever asks the same again gets that.
use aws_sdk_athena::{
    Client,
    error::DisplayErrorContext,
    types::{
        QueryExecutionContext, QueryExecutionState, ResultReuseByAgeConfiguration,
        ResultReuseConfiguration, Row,
    },
};
use runtime::{
    SdkConfig,
    ports::{Answered, Later, Queries},
};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// Minutes that an answer is good for whoever asks the same again.
const REUSED_MINUTES: i32 = 5;
/// Rows of one `GetQueryResults`, the names of columns among them.
const PAGE_ROWS: i32 = 1_000;
/// Between two looks whether a query is done.
const LOOK: Duration = Duration::from_millis(200);

/// Athena.
pub struct Athena {
    client: Client,
    workgroup: String,
    database: String,
}

impl Athena {
    /// The tables of a database, asked in a workgroup.
    pub fn port(config: &SdkConfig, workgroup: &str, database: &str) -> Arc<dyn Queries> {
        let (workgroup, database) = (workgroup.into(), database.into());
        Arc::new(Self { client: Client::new(config), workgroup, database })
    }

    async fn begin(&self, statement: &str) -> Result<String, String> {
        let reuse = ResultReuseByAgeConfiguration::builder()
            .enabled(true)
            .max_age_in_minutes(REUSED_MINUTES)
            .build();
        let begun = self
            .client
            .start_query_execution()
            .query_string(statement)
            .work_group(&self.workgroup)
            .query_execution_context(
                QueryExecutionContext::builder().database(&self.database).build(),
            )
            .result_reuse_configuration(
                ResultReuseConfiguration::builder()
                    .result_reuse_by_age_configuration(reuse)
                    .build(),
            )
            .send()
            .await
            .map_err(|e| DisplayErrorContext(&e).to_string())?;
        begun.query_execution_id.ok_or_else(|| "a query without a name".into())
    }

    /// Whether it is done; an error if it never will be.
    async fn is_done(&self, query: &str) -> Result<bool, String> {
        let seen = self.client.get_query_execution().query_execution_id(query).send().await;
        let seen = seen.map_err(|e| DisplayErrorContext(&e).to_string())?;
        let status = seen.query_execution.and_then(|query| query.status);
        let why = || {
            let why = status.as_ref().and_then(|status| status.state_change_reason.clone());
            format!("the query failed: {}", why.unwrap_or_default())
        };
        match status.as_ref().and_then(|status| status.state.as_ref()) {
            Some(QueryExecutionState::Succeeded) => Ok(true),
            Some(QueryExecutionState::Failed | QueryExecutionState::Cancelled) => Err(why()),
            _ => Ok(false),
        }
    }

    async fn rows(&self, query: &str) -> Result<Answered, String> {
        let (mut rows, mut next) = (Answered::new(), None);
        loop {
            let page = self
                .client
                .get_query_results()
                .query_execution_id(query)
                .max_results(PAGE_ROWS)
                .set_next_token(next)
                .send()
                .await
                .map_err(|e| DisplayErrorContext(&e).to_string())?;
            // The first row of the first page is the columns' names.
            let names = usize::from(rows.is_empty());
            let found = page.result_set.and_then(|set| set.rows).unwrap_or_default();
            rows.extend(found.into_iter().skip(names).map(cells));
            next = page.next_token;
            if next.is_none() {
                return Ok(rows);
            }
        }
    }
}

fn cells(row: Row) -> Vec<Option<String>> {
    row.data.unwrap_or_default().into_iter().map(|cell| cell.var_char_value).collect()
}

impl Queries for Athena {
    fn ask<'a>(&'a self, statement: &'a str, patience: Duration) -> Later<'a, Option<Answered>> {
        Box::pin(async move {
            let end = Instant::now() + patience;
            let query = self.begin(statement).await?;
            while !self.is_done(&query).await? {
                if Instant::now() >= end {
                    return Ok(None);
                }
                tokio::time::sleep(LOOK).await;
            }
            self.rows(&query).await.map(Some)
        })
    }
}
