"""`make bench`: the product beside moto's server and cognito-local, the same calls at the same users.

`__main__` runs it, `systems` starts the three, `seeding` makes the users, `operations` says what is called,
`driver` replays the calls with wrk, `table` prints.
"""
