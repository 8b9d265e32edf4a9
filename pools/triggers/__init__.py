"""Triggers: functions of the operator's that a pool's `LambdaConfig` names by ARN, asked at fixed places."""
