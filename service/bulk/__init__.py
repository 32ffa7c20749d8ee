"""Many months at once: rows of requests in, rows of months and of errors out."""
