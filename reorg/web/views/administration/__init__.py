"""The pages by which an office runs itself."""
