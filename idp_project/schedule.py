"""What the clock starts, and how often, in seconds."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "deliver what a lost worker left behind": {
        "task": "notifications.tasks.sweep",
        "schedule": 5.0,
        "options": {"expires": 5.0},  # without a worker they must not pile up
    },
    "deliver logout notices that are due": {
        "task": "pools.tasks.sweep_logout_notices",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "go on with jobs that nobody holds": {
        "task": "pools.tasks.sweep_jobs",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "forget old jobs": {"task": "pools.tasks.forget_old_jobs", "schedule": 3600.0, "options": {"expires": 600}},
    "forget old logout notices": {
        "task": "pools.tasks.forget_old_logout_notices",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "forget old messages": {"task": "notifications.tasks.forget_old", "schedule": 3600.0, "options": {"expires": 600}},
    "forget ended browser sessions": {"task": "hostedui.tasks.forget_ended", "schedule": 600.0},
    "forget old attempts": {"task": "pools.tasks.forget_old_attempts", "schedule": 600.0, "options": {"expires": 600}},
    "forget ended credentials": {
        "task": "pools.tasks.forget_ended_credentials",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "forget ended sessions of administrators": {
        "task": "pools.tasks.forget_ended_console_sessions",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "forget ended sessions": {
        "task": "pools.tasks.forget_ended_sessions",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "forget spent sign-in steps": {"task": "pools.tasks.forget_spent_steps", "schedule": 600.0},
    "rotate signing keys": {
        "task": "pools.tasks.rotate_signing_keys",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "mark full user pools": {"task": "pools.tasks.mark_full_pools", "schedule": 60.0, "options": {"expires": 60}},
    "forget old audit events": {
        "task": "pools.tasks.forget_old_audit_events",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "export audit events": {
        "task": "pools.tasks.export_audit_events",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "count events for analytics": {
        "task": "pools.tasks.count_events",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget old analytics": {
        "task": "pools.tasks.forget_old_analytics",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "look anew at what identity providers publish": {
        "task": "federation.tasks.refresh_due_providers",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "erase deleted user pools": {"task": "pools.tasks.erase_deleted_pools", "schedule": 3600.0},
}
