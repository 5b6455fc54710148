//! Tells the account when the SDK is at work: it is most of what a call costs besides the table.
use crate::Embedded;
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{BeforeSerializationInterceptorContextRef, FinalizerInterceptorContextRef},
            dyn_dispatch_hint,
        },
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;

/// Stands at the door of the SDK. What it does before that, laying out its configuration, counts as its caller's.
#[derive(Debug)]
pub(crate) struct Timekeeper(pub Embedded);

#[dyn_dispatch_hint]
impl Intercept for Timekeeper {
    fn name(&self) -> &'static str {
        "Timekeeper"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.account().enter_sdk();
        Ok(())
    }

    fn read_after_execution(
        &self,
        _: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.account().leave_sdk();
        Ok(())
    }
}
