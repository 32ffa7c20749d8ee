"""The lifter: proportions of the records, what a sentence asks for, and the brief that follows from both."""
