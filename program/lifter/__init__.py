"""The lifter: how the records stand to each other, what a sentence asks for, the request as it is obeyed."""
