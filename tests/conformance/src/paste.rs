//! The YAML that a mount table asks for, ready to be pasted into `template.yaml`.
use crate::template::capitalised;

/// The event of scheduled work.
pub fn schedule(tick: &str) -> String {
    let id: String = tick.split('-').map(capitalised).collect();
    format!(
        "        {id}:\n          Type: ScheduleV2\n          Properties: {{ ScheduleExpression: \
         rate(1 minute), Input: '{{\"tick\":\"{tick}\"}}',\n            RoleArn: !GetAtt ClockRole.Arn,\n            RetryPolicy: {{ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }} }}"
    )
}

/// The event of a queue.
pub fn queue_event(queue: &str) -> String {
    format!(
        "        {queue}:
          Type: SQS
          Properties:
            Queue: !GetAtt {queue}.Arn
            BatchSize: 10
            FunctionResponseTypes: [ReportBatchItemFailures]
            ScalingConfig: {{ MaximumConcurrency: 10 }}"
    )
}

/// The resources that bring events from the bus to a function.
pub fn subscription(name: &str, detail_types: &[&str]) -> String {
    let capital = capitalised(name);
    let rows: String = detail_types.iter().flat_map(|name| ["\n          - ", name]).collect();
    format!(
        "  {capital}Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern:
        detail-type:{rows}
      Targets:
        - Id: queue
          Arn: !GetAtt {capital}Queue.Arn
          DeadLetterConfig: {{ Arn: !GetAtt {capital}DeadLetters.Arn }}
{}
  {capital}QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref {capital}Queue, !Ref {capital}DeadLetters]
      PolicyDocument:
        Version: \"2012-10-17\"
        Statement:
          - Effect: Allow
            Principal: {{ Service: events.amazonaws.com }}
            Action: sqs:SendMessage
            Resource: [!GetAtt {capital}Queue.Arn, !GetAtt {capital}DeadLetters.Arn]
            Condition: {{ ArnEquals: {{ aws:SourceArn: !GetAtt {capital}Rule.Arn }} }}
",
        queue(&format!("{capital}Queue"))
    )
}

/// A queue with its dead-letter queue.
pub fn queue(name: &str) -> String {
    let dead = format!("{}DeadLetters", name.trim_end_matches("Queue"));
    format!(
        "  {dead}:
    Type: AWS::SQS::Queue
    Properties: {{ MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true }}
  {name}:
    Type: AWS::SQS::Queue
    Properties:
      # Six times the function's timeout, as Lambda advises.
      VisibilityTimeout: 90
      SqsManagedSseEnabled: true
      RedrivePolicy: {{ deadLetterTargetArn: !GetAtt {dead}.Arn, maxReceiveCount: 5 }}"
    )
}
