"""The pages that people open in a browser: the lifter's, the developer's, and the documentation of the routes."""
