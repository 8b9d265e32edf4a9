"""The ways to run a function, one file for each kind of `Function`."""
