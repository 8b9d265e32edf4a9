"""For every implemented operation: the good case, each error that the model lists for it, the validation message; and
random calls over all of them. `python -m tests.operations` prints what is proven and what is left to a later part."""
