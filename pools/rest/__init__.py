"""The REST management API: resources, JSON, bearer tokens. It translates to the actions and has no rule of its own."""
