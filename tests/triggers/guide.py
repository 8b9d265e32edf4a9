"""Python functions as an operator writes them, which run in processes of their own."""

import os
import sys
import time


def pre_sign_up(event, context):
    """TRG-83 and TRG-84: names of five characters and more; who has an address of the domain is confirmed."""
    if len(event["userName"]) < 5:
        raise ValueError("Cannot register users with username less than the minimum length of 5")
    attributes = event["request"]["userAttributes"]
    domain = attributes.get("email", "").partition("@")[2]
    event["response"]["autoConfirmUser"] = bool(domain) and attributes.get("custom:domain") == domain
    return event


def tell_context(event, context):
    print("printed by a function")
    event["response"] = {
        "request_id": context.aws_request_id,
        "name": context.function_name,
        "arn": context.invoked_function_arn,
        "millis": context.get_remaining_time_in_millis(),
        "secrets": [name for name in os.environ if name.startswith(("POOLHOUSE_", "DJANGO_"))],
        "process": os.getpid(),
    }
    return event


def hang(event, context):
    time.sleep(3600)


def leave(event, context):
    sys.exit(3)


def die(event, context):
    os._exit(1)


def answer_nothing(event, context):
    return None


def answer_garbage(event, context):
    return "garbage"


def answer_number(event, context):
    event["response"] = {"autoConfirmUser": float("nan")}
    return event


def answer_object(event, context):
    return object()


def answer_ten_megabytes(event, context):
    event["response"]["padding"] = "x" * 10_000_000
    return event
