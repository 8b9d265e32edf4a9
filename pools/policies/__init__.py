"""IAM's policy language: documents parsed and checked, requests decided. It knows of no database and of no HTTP."""
