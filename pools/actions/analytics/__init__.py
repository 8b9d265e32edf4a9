"""Local analytics: what happened in a pool, counted by hour and day (docs/analytics.md)."""
