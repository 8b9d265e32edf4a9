"""The console: what administrators see. pools/admin.py loads it."""
