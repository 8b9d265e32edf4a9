"""Threat protection: what a pool does about risky sign-ins and passwords that others know (SEC-156 to SEC-235)."""
