"""Registers as spreadsheets: the template, the export, and reading what people send back."""
