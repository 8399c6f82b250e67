"""No models: the cache's table comes by migration. Django sends `post_migrate` only to apps that have this module."""
